"""Numbers of papers: who counts how, which comes next, and taking it without gap or double inside publishing."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from directives.models import Directive, NumberPolicy, NumberSeries
from directives.models.state import OUT
from directives.publishing.errors import NotAllowed, NotPossible, Refused, StalePage
from directives.publishing.paper import LONGEST_NUMBER, number_key
from directives.publishing.turns import take_turn
from portal import clock
from portal.access import hat_at
from portal.journal import record
from portal.models import Unit
from portal.worktime import local_day

# The serial first, then a slash or hyphen, then the symbol: "{serial:02}/CTr-CĐVC".
PATTERN = re.compile(r"\{serial(?::0[1-5])?\}[/-][^\s{}]{1,40}")
SERIAL = re.compile(r"([0-9]{1,6})(\D.*)")
LARGEST = 999_999


@dataclass(frozen=True)
class Number:
    """A number as it stands on the paper; `series` and `serial` where it belongs to a run of the portal."""

    text: str
    series: NumberSeries | None = None
    serial: int | None = None


@dataclass(frozen=True)
class PolicyContent:
    """What a person decides: from which year, one run or one per type, {type word: pattern}, and {series name: last
    serial that was given on paper} for the year in which the portal begins to count."""

    from_year: int
    scope: str
    patterns: dict[str, str]
    taken_over: dict[str, int] = field(default_factory=dict)


def policy_of(issuer_id: int, year: int) -> NumberPolicy | None:
    """How the issuer numbers its papers in that year; None where all numbers are written by hand."""
    return NumberPolicy.objects.in_force(issuer_id, year).first()


def written(pattern: str, serial: int) -> str:
    """The number of a serial: ("{serial:02}/CTr-CĐVC", 7) → "07/CTr-CĐVC"."""
    return pattern.format(serial=serial)


def serial_in(pattern: str, number: str) -> int | None:
    """The serial of a number that was written by hand in the series' own symbol, else None."""
    found = SERIAL.fullmatch(number_key(number))
    if not found or found[2] != number_key(written(pattern, 1))[1:]:
        return None
    return int(found[1])


def expected_number(directive: Directive, day: date) -> str:
    """The number that publishing on that day would give now; "" where its type has no series."""
    policy = policy_of(directive.issuer_id, day.year)
    pattern = policy.patterns.get(directive.type_name) if policy else None
    if pattern is None:
        return ""
    name = policy.series_name(directive.type_name)
    series = NumberSeries.objects.filter(issuer=directive.issuer_id, type_name=name, year=day.year).first()
    return written(pattern, _first_free(directive, pattern, series, day))


def allocate(directive: Directive, day: date) -> Number:
    """Take the next number of the series of the paper's type and of the year of issue.

    Call it inside the transaction that publishes: the series' row stays locked until that ends, and a rollback gives
    the number back, so there is neither a double nor a gap. Raises Refused where the type has no series.
    """
    policy, series = _locked_series(directive, day)
    if series is None:
        raise Refused(NO_NUMBER)
    pattern = policy.patterns[directive.type_name]
    serial = _first_free(directive, pattern, series, day)
    NumberSeries.objects.filter(pk=series.pk).update(last=serial)
    return Number(written(pattern, serial), series, serial)


NO_NUMBER = "Chưa có số, ký hiệu: hãy ghi số đã có trên bản giấy, hoặc mở sổ đánh số cho loại văn bản này."


def take_by_hand(directive: Directive, number: str, day: date) -> Number:
    """A number given on paper; in the symbol of a series it takes its serial there, so that nobody gets it again."""
    policy, series = _locked_series(directive, day)
    serial = serial_in(policy.patterns[directive.type_name], number) if series else None
    if serial is None or Directive.objects.filter(series=series, serial=serial).exists():
        return Number(number)
    return Number(number, series, serial)


def _locked_series(directive: Directive, day: date) -> tuple[NumberPolicy | None, NumberSeries | None]:
    """(policy, its series for the paper with the row locked); the series is None where the type has none."""
    policy = policy_of(directive.issuer_id, day.year)
    if policy is None or directive.type_name not in policy.patterns:
        return policy, None
    name = policy.series_name(directive.type_name)
    series, _ = NumberSeries.objects.get_or_create(issuer_id=directive.issuer_id, type_name=name, year=day.year)
    return policy, NumberSeries.objects.select_for_update().get(pk=series.pk)


def _first_free(directive: Directive, pattern: str, series: NumberSeries | None, day: date) -> int:
    """The next serial that no published paper has already, by hand or otherwise."""
    serial = (series.last if series else 0) + 1
    while _is_taken(directive, written(pattern, serial), series, serial, day):
        serial += 1
    return serial


def _is_taken(directive: Directive, number: str, series: NumberSeries | None, serial: int, day: date) -> bool:
    same = Q(
        issuer=directive.issuer_id,
        number_key=number_key(number),
        type_name__iexact=directive.type_name,
        issued_on__year=day.year,
        state__in=OUT,
    )
    if series is not None:
        same |= Q(series=series, serial=serial)
    return Directive.objects.filter(same).exists()


# --- the policy -----------------------------------------------------------------------------


def begun_years(issuer: Unit) -> tuple[int, int]:
    """The years from which a policy may be set now: this one and the next."""
    year = local_day(clock.now()).year
    return year, year + 1


@transaction.atomic
def save_policy(issuer: Unit, content: PolicyContent, *, by, seen: int) -> NumberPolicy:
    """Set how the issuer numbers from a year on; `seen` is the version of that year's policy on the page (0: none).

    Raises NotAllowed, StalePage, NotPossible where numbers of the year were already given in the other scope, Refused
    with every fault of the content.
    """
    hat = hat_at(by, "directive.write", issuer.pk)
    if hat is None:
        raise NotAllowed("Đồng chí không có vai trò soạn và ban hành văn bản của đơn vị này.")
    take_turn(issuer.pk)
    _refuse_faults(issuer, content)
    _refuse_other_scope(issuer, content)
    policy = _written_policy(issuer, content, by, seen)
    for name, last in content.taken_over.items():
        _take_over(issuer, content.from_year, name, last)
    what = f"Đặt cách đánh số văn bản từ năm {content.from_year}: {policy.get_scope_display().lower()}"
    record(policy, "numbering.saved", what, by=by, hat=hat, detail={"patterns": content.patterns})
    return policy


def _refuse_faults(issuer: Unit, content: PolicyContent) -> None:
    faults = []
    if content.from_year not in begun_years(issuer):
        faults.append("Chỉ đặt cách đánh số cho năm nay hoặc năm sau.")
    for type_name, pattern in content.patterns.items():
        fits = PATTERN.fullmatch(pattern) and len(written(pattern, LARGEST)) <= LONGEST_NUMBER
        if not fits:
            faults.append(f"Ký hiệu của loại {type_name} phải liền nhau, không có dấu cách, ví dụ CTr-CĐVC.")
    if content.scope not in NumberPolicy.Scope:
        faults.append("Hãy chọn một sổ chung hoặc mỗi loại một sổ.")
    if any(not 0 <= last <= LARGEST for last in content.taken_over.values()):
        faults.append(f"Số đã dùng đến phải từ 0 đến {LARGEST}.")
    if faults:
        raise Refused(faults)


def _refuse_other_scope(issuer: Unit, content: PolicyContent) -> None:
    before = policy_of(issuer.pk, content.from_year)
    if before is None or before.scope == content.scope:
        return
    given = NumberSeries.objects.filter(issuer=issuer, year=content.from_year)
    if given.filter(Q(last__gt=F("taken_over")) | Q(papers__isnull=False)).exists():
        raise NotPossible(
            f"Năm {content.from_year} đã cấp số theo cách “{before.get_scope_display().lower()}”; đổi cách mở sổ thì "
            f"áp dụng từ ngày 01/01/{content.from_year + 1}."
        )


def _written_policy(issuer: Unit, content: PolicyContent, by, seen: int) -> NumberPolicy:
    values = {"scope": content.scope, "patterns": content.patterns, "saved_at": clock.now(), "saved_by": by}
    found = NumberPolicy.objects.filter(issuer=issuer, from_year=content.from_year)
    stale = "Cách đánh số vừa được người khác đổi, sau khi đồng chí mở trang."
    if seen:
        if not found.filter(version=seen).update(version=seen + 1, **values):
            raise StalePage(stale)
        return found.get()
    try:
        with transaction.atomic():
            return NumberPolicy.objects.create(issuer=issuer, from_year=content.from_year, version=1, **values)
    except IntegrityError as error:
        raise StalePage(stale) from error


def _take_over(issuer: Unit, year: int, name: str, last: int) -> None:
    series, _ = NumberSeries.objects.get_or_create(issuer=issuer, type_name=name, year=year)
    if last == series.taken_over:
        return
    untouched = NumberSeries.objects.filter(pk=series.pk, last=F("taken_over"))
    if not untouched.update(taken_over=last, last=last):
        raise Refused(f"{series} đã cấp đến số {series.last} trên cổng, không đổi số đã dùng trên giấy được nữa.")
