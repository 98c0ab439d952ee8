"""Opening and saving the sections of a draft: one UPDATE on the version that the person saw."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, F, IntegerField, JSONField

from portal import clock
from portal.access import units_held
from portal.prepared import Prepared, PreparedUpdate
from portal.worktime import today
from reports.drafts.content import empty_content
from reports.form_schema import FormDefinition
from reports.models import Cycle, DraftSection, Obligation, Report, State

WRITABLE = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True)
class Saved:
    version: int
    at: datetime


@dataclass(frozen=True)
class Stale:
    """Somebody saved the section meanwhile: what stands there now, by whom, since when."""

    theirs: dict
    version: int
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Locked:
    """The report can't be written in: its state now, and whether that is because its cycle is closed."""

    state: str
    cycle_closed: bool = False
    not_owing: bool = False

    @property
    def words(self) -> str:
        """Why, for people."""
        if self.cycle_closed:
            return "Kỳ báo cáo đã khóa sổ."
        if self.not_owing:
            return "Đơn vị không còn nghĩa vụ báo cáo trong kỳ này."
        return f"Báo cáo đã được gửi đi (trạng thái: {State(self.state).label.lower()})."


def open_sections(report: Report, definition: FormDefinition) -> dict[str, DraftSection]:
    """The report's draft sections by code, made where they are missing (first visit)."""
    rows = _rows(report)
    missing = [section.code for section in definition.writable_sections if section.code not in rows]
    if missing:
        DraftSection.objects.bulk_create(
            [DraftSection(report=report, code=code, content=empty_content()) for code in missing],
            ignore_conflicts=True,
        )
        rows = _rows(report)
    return rows


def _rows(report: Report) -> dict[str, DraftSection]:
    return {row.code: row for row in _SECTIONS.fetch(report=report.pk)}


_SECTIONS = Prepared(
    lambda report: (
        DraftSection.objects.filter(report=report)
        .select_related("saved_by")
        .only("report", "code", "content", "version", "saved_at", "saved_by__full_name", "saved_by__email")
    ),
    report=BigIntegerField(),
)

_SAVING = PreparedUpdate(
    lambda report, code, seen, content, at, by, day: (
        DraftSection.objects.filter(
            report=report,
            code=code,
            version=seen,
            report__state__in=WRITABLE,
            report__obligation__writer__in=units_held(by, day, "report.write"),
            report__obligation__cycle__state=Cycle.State.OPEN,
            report__obligation__cause__in=Obligation.OWING,
        ),
        {"content": content, "version": F("version") + 1, "saved_at": at, "saved_by": by},
    ),
    report=BigIntegerField(),
    code=CharField(),
    seen=IntegerField(),
    content=JSONField(),
    at=DateTimeField(),
    by=BigIntegerField(),
    day=DateField(),
)


def save_section(report_id: int, code: str, content: dict, *, seen: int, by) -> Saved | Stale | Locked:
    """Write one section if `by` writes for the report's unit, nobody saved it since version `seen`, the report is still
    a draft and its cycle open: one UPDATE.

    The same content again is Saved, so that a repeated request does no harm. The section must have been opened; its
    first save asks once more, for the report's beginning. Report.DoesNotExist for whoever does not write there.
    """
    now = clock.now()
    changed = _SAVING.run(report=report_id, code=code, seen=seen, content=content, at=now, by=by.pk, day=today())
    if changed:
        if seen == 0:
            _begin(report_id, now)
        return Saved(seen + 1, now)
    Report.objects.writable_by(by).only("pk").get(pk=report_id)
    row = DraftSection.objects.select_related("report__obligation__cycle", "saved_by").get(
        report_id=report_id, code=code
    )
    locked = lock_of(row.report)
    if locked:
        return locked
    if row.content == content:
        return Saved(row.version, row.saved_at or now)
    return Stale(row.content, row.version, str(row.saved_by or ""), row.saved_at)


def lock_of(report: Report) -> Locked | None:
    """Why nothing can be written in a report (read with its cycle), or None."""
    if report.obligation.cycle.state != Cycle.State.OPEN:
        return Locked(report.state, cycle_closed=True)
    if not report.obligation.is_owing:
        return Locked(report.state, not_owing=True)
    return None if report.state in WRITABLE else Locked(report.state)


def _begin(report_id: int, now: datetime) -> None:
    """Note when the first word of a report was written; asked again with each section's first save."""
    Report.objects.filter(pk=report_id, started_at__isnull=True).update(started_at=now)
