"""The register of issued documents (sổ đăng ký văn bản đi), ten columns for each, by year and series."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear

from directives.models import Directive, DirectiveAct, Forwarding, Recipient, RegisterNote
from portal import clock
from portal.access import hat_at
from portal.journal import record
from portal.text import format_date, format_number
from portal.worktime import local_day

PART = 200
# A line names its recipients up to here: a paper may go to tens of thousands, and a page has a hundred lines.
MOST_NAMED = 500
COLUMNS = (
    "Số, ký hiệu",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu",
    "Người ký",
    "Nơi nhận",
    "Đơn vị nhận bản lưu",
    "Số lượng bản",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
)
# NĐ 30/2020, Điều 19: the original is kept by the clerk's office of the issuing body.
KEPT_BY = "Văn thư"
_SERIAL = re.compile(r"[0-9]+")


class NoteChanged(Exception):
    """Somebody noted something about the directive since the person saw the page (message in Vietnamese)."""


class NotTheClerk(Exception):
    """The person does not keep the register of that unit."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register; `names` holds up to MOST_NAMED recipients where not all affiliates were addressed."""

    directive: Directive
    number: str
    issued_on: date
    title: str
    signer: str
    to_all: bool
    names: tuple[str, ...]
    sent: int
    kept_by: str
    copies: int
    sent_on: date
    signed_for: str
    note: str

    def recipients(self, most: int | None = None) -> str:
        """Nơi nhận in words, with at most `most` names."""
        if self.to_all:
            return f"Các công đoàn trực thuộc ({format_number(self.sent)} đơn vị)"
        if self.sent > len(self.names):
            return f"{format_number(self.sent)} đơn vị theo danh sách nơi nhận của văn bản"
        shown = self.names if most is None else self.names[:most]
        more = len(self.names) - len(shown)
        return "; ".join(shown) + (f" và {format_number(more)} đơn vị khác" if more else "")

    @property
    def recipients_in_short(self) -> str:
        return self.recipients(4)


@dataclass(frozen=True, slots=True)
class Note:
    """What a clerk may note: the columns that are no content of the paper."""

    kept_by: str = ""
    copies: int | None = None
    signed_for: str = ""
    note: str = ""


def issued_by(unit_id: int):
    """Everything that a unit issued on the portal, in force or not."""
    return Directive.objects.filter(issuer=unit_id).published()


def years_of(unit_id: int) -> list[int]:
    """The years in which the unit issued something, the newest first."""
    rows = issued_by(unit_id).order_by().annotate(year=ExtractYear("issued_on"))
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def series_of(unit_id: int, year: int) -> list[str]:
    """The series of the year: one for each type of document that the unit issued."""
    rows = issued_by(unit_id).filter(issued_on__year=year).order_by()
    return sorted(set(rows.values_list("type_name", flat=True)))


def keys_of(unit_id: int, year: int, series: str = "") -> list[int]:
    """The directives of a year in the order of the register: by day, then by number."""
    rows = issued_by(unit_id).filter(issued_on__year=year)
    if series:
        rows = rows.filter(type_name=series)
    found = rows.order_by("pk").values_list("issued_on", "serial", "number_key", "pk")
    return [pk for *_, pk in sorted((day, serial or _serial(number), pk) for day, serial, number, pk in found)]


def _serial(number: str) -> int:
    match = _SERIAL.match(number)
    return int(match[0][:9]) if match else 0


def entries(keys: Iterable[int]) -> Iterator[Entry]:
    """The lines of the register for directives in the order given; five statements for each PART of them."""
    keys = list(keys)
    for start in range(0, len(keys), PART):
        yield from _part(keys[start : start + PART])


def _part(keys: list[int]) -> Iterator[Entry]:
    rows = Directive.objects.filter(pk__in=keys).defer("content", "summary", "search_key")
    rows = rows.select_related("register_note").annotate(
        sent=Count("recipients"), acknowledged=Count("recipients", filter=Q(recipients__acknowledged_at__isnull=False))
    )
    known = {row.pk: row for row in rows}
    names = defaultdict(list)
    named = [row.pk for row in known.values() if not row.to_all and row.sent <= MOST_NAMED]
    chosen = Recipient.objects.filter(directive__in=named).in_order()
    for directive, name in chosen.values_list("directive_id", "unit_name"):
        names[directive].append(name)
    passed = Forwarding.objects.filter(covering__in=keys).select_related("recipient__directive")
    covers = {row.covering_id: row.recipient.directive for row in passed.defer("recipient__directive__content")}
    done_to = defaultdict(list)
    acts = DirectiveAct.objects.filter(target__in=keys, acting__isnull=False).select_related("acting")
    for act in acts.defer("acting__content").order_by("effective_on", "pk"):
        done_to[act.target_id].append(f"{act.passive} {act.acting}.")
    for key in keys:
        if key in known:
            yield _entry(known[key], tuple(names[key]), covers.get(key), done_to[key])


def _entry(row: Directive, names: tuple[str, ...], covers: Directive | None, done_to: list[str]) -> Entry:
    noted = getattr(row, "register_note", None)
    told = f"{format_number(row.acknowledged)}/{format_number(row.sent)} đơn vị xác nhận trên cổng"
    remarks = [
        f"Thu hồi ngày {format_date(local_day(row.recalled_at))}." if row.is_recalled else "",
        f"Chuyển tiếp {covers} của {covers.issuer_name}." if covers else "",
        *done_to,
        noted.note if noted else "",
    ]
    return Entry(
        directive=row,
        number=row.number,
        issued_on=row.issued_on,
        title=f"{row.type_name}: {row.title}",
        signer=", ".join(filter(None, [row.signer_title, row.signer_name])),
        to_all=row.to_all,
        names=names,
        sent=row.sent,
        kept_by=noted.kept_by if noted and noted.kept_by else KEPT_BY,
        copies=noted.copies if noted and noted.copies is not None else row.sent,
        sent_on=local_day(row.published_at),
        signed_for="; ".join(filter(None, [told, noted.signed_for if noted else ""])),
        note=" ".join(filter(None, remarks)),
    )


def note_of(directive: Directive) -> tuple[Note, int]:
    """What is noted about the directive, and the version of that (0 where nothing is)."""
    row = RegisterNote.objects.filter(directive=directive).first()
    if row is None:
        return Note(), 0
    return Note(row.kept_by, row.copies, row.signed_for, row.note), row.version


@transaction.atomic
def write_note(directive: Directive, content: Note, *, by, seen: int) -> None:
    """Note something in the register beside a published directive; the same content again changes nothing.

    Raises NotTheClerk without the role at the issuer, NoteChanged when somebody wrote after version `seen`.
    """
    hat = hat_at(by, "directive.write", directive.issuer_id)
    if hat is None or directive.published_at is None:
        raise NotTheClerk("Đồng chí không giữ sổ văn bản đi của đơn vị ban hành.")
    before, version = note_of(directive)
    if before == content:
        return
    if version != seen or not _written(directive, content, by, seen):
        raise NoteChanged("Phần ghi sổ của văn bản này vừa được người khác sửa, sau khi đồng chí mở trang.")
    detail = {"before": asdict(before), "after": asdict(content)}
    record(directive, "register.noted", f"Ghi sổ văn bản đi: {directive}", by=by, hat=hat, detail=detail)


def _written(directive: Directive, content: Note, by, seen: int) -> bool:
    values = asdict(content) | {"changed_at": clock.now(), "changed_by": by}
    if seen:
        rows = RegisterNote.objects.filter(directive=directive, version=seen)
        return bool(rows.update(version=F("version") + 1, **values))
    try:
        with transaction.atomic():
            RegisterNote.objects.create(directive=directive, **values)
    except IntegrityError:
        return False
    return True
