"""What publishing a draft would do, looked at before the leap; nothing is written here."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from directives.models import Directive
from directives.publishing.addressing import Addressees
from directives.publishing.chain import PlannedAct, planned_acts
from directives.publishing.covering import forwarding_problems
from directives.publishing.numbering import NO_NUMBER, expected_number
from directives.publishing.paper import number_key
from portal import clock
from portal.models import StoredFile, Unit, UnitVersion
from portal.text import format_date
from portal.worktime import local_day


@dataclass(frozen=True)
class Plan:
    """To whom it would go, under which number and day, what stands in the way, which numbers look the same.

    `number` is the one that its series would give now (`from_series`), or the one written by hand. `content_problems`
    is what an approver would have to send back; `problems` is everything that stops publishing; `warnings` nothing.
    """

    issuer: UnitVersion | None
    recipients: Addressees
    files: list[StoredFile]
    day: date
    number: str
    from_series: bool
    acts: list[PlannedAct] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    content_problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    twins: list[Directive] = field(default_factory=list)


def plan(draft: Directive, *, number: str | None = None, day: date | None = None, at: date | None = None) -> Plan:
    """Computed from the tree as of the day of issue.

    `at` is the day on which it would be published (today unless given); `number` and `day` stand in for what the
    draft says. A draft without a number takes the next of its series, one without a day that of publishing.
    """
    at = at or local_day(clock.now())
    day = day or draft.issued_on or at
    number = draft.number if number is None else number
    expected = "" if number else expected_number(draft, day)
    issuer = draft.issuer.version_on(day)
    affiliated = UnitVersion.objects.as_of(day).filter(parent=draft.issuer_id).in_order()
    wanted = set(draft.content["units"])
    chosen = Q(unit__in=wanted) | Q(block__in=draft.content.get("blocks", ()))
    recipients = Addressees(affiliated if draft.to_all else affiliated.filter(chosen))
    files = [row.file for row in draft.files.select_related("file")]
    acts, in_the_way, warnings = planned_acts(draft, day)
    content = _content_problems(draft, issuer, recipients, files) + forwarding_problems(draft) + in_the_way
    if not draft.to_all:
        content += _no_longer_there(wanted - recipients.keys(), day)
    return Plan(
        issuer,
        recipients,
        files,
        day,
        number or expected,
        from_series=bool(expected),
        acts=acts,
        problems=_number_and_day_problems(number or expected, day, at) + content,
        content_problems=content,
        warnings=warnings,
        twins=list(twins(draft, number=number, day=day)),
    )


def _number_and_day_problems(number: str, day: date, at: date) -> list[str]:
    found = []
    if not number:
        found.append(NO_NUMBER)
    elif not any(letter.isdigit() for letter in number):
        found.append("Số, ký hiệu phải có chữ số, ví dụ 12/CĐVC-TG.")
    if day > at:
        found.append(f"Ngày ban hành {format_date(day)} còn ở phía trước; chỉ ban hành từ ngày đó.")
    return found


def _content_problems(draft, issuer, recipients, files) -> list[str]:
    found = []
    if issuer is None:
        found.append("Vào ngày ban hành, đơn vị ban hành chưa thành lập hoặc đã kết thúc hoạt động.")
    if not draft.summary and not files:
        found.append("Văn bản chưa có nội dung chính và cũng chưa có tệp kèm theo.")
    if not recipients:
        found.append("Chưa có đơn vị nhận nào là công đoàn trực thuộc vào ngày ban hành.")
    return found


def _no_longer_there(missing: set[int], day) -> list[str]:
    units = Unit.objects.filter(pk__in=missing)
    return [
        f"{unit} không là công đoàn trực thuộc vào ngày {format_date(day)}: hãy bỏ khỏi nơi nhận." for unit in units
    ]


def twins(directive: Directive, *, number: str | None = None, day: date | None = None):
    """Other directives of the issuer with the same type and number in the same year (NĐ 30/2020 Điều 15).

    `number` and `day` stand in for what the directive says. Without a number nothing looks the same.
    """
    key = directive.number_key if number is None else number_key(number)
    day = day or directive.issued_on
    if not key:
        return Directive.objects.none()
    found = Directive.objects.filter(issuer=directive.issuer_id, number_key=key, type_name__iexact=directive.type_name)
    found = found.exclude(pk=directive.pk).exclude(state=Directive.State.PUT_AWAY)
    return found.filter(issued_on__year=day.year) if day else found
