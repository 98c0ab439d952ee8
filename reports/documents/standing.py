"""Units that were late, are missing or owe nothing, in words that a paper can print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q

from portal.text import format_date
from portal.worktime import local_day, remaining, timeliness
from reports.models import Cycle, Extension, Obligation, State, SummaryInput, SummaryRun

LATE, MISSING, PENDING, NOT_OWING = "late", "missing", "pending", "not_owing"
TITLES = {
    LATE: "Nộp muộn",
    MISSING: "Chưa nộp",
    PENDING: "Đã nộp, chưa có trong số liệu tổng hợp",
    NOT_OWING: "Không phải nộp trong kỳ",
}
DRAFT_WORDS = {State.DRAFT: "đang soạn", State.AWAITING_CERTIFICATION: "chờ lãnh đạo đơn vị xác nhận"}
PENDING_WORDS = {
    State.SUBMITTED: "Đang thẩm định",
    State.RETURNED: "Đã trả lại, chờ đơn vị bổ sung",
    State.ACCEPTED: "Được chấp nhận sau lần tổng hợp này",
}


@dataclass(frozen=True)
class Standing:
    """One unit's line: where it stands and why."""

    kind: str
    unit: str
    block: str
    words: str
    reason: str


def standings(cycle: Cycle, kind: str, *, run: SummaryRun | None, now: datetime) -> Iterator[Standing]:
    """The units of one kind, in protocol order, read in batches."""
    rows = _rows(cycle, kind, run).select_related("report")
    rows = rows.prefetch_related(Prefetch("extensions", Extension.objects.order_by("approved_at")))
    for row in rows.order_by("block_key", "position", "sort_key", "pk").iterator(chunk_size=1000):
        yield Standing(kind, row.unit_name, row.block, _words(cycle, kind, row, now), _reason(kind, row))


def count(cycle: Cycle, kind: str, *, run: SummaryRun | None) -> int:
    return _rows(cycle, kind, run).count()


def _rows(cycle: Cycle, kind: str, run: SummaryRun | None):
    owing = Q(cause__in=Obligation.OWING)
    found = Obligation.objects.filter(cycle=cycle)
    if kind == NOT_OWING:
        return found.exclude(owing)
    if kind == LATE:
        return found.filter(owing, report__first_submitted_at__gte=F("due_at"))
    if kind == MISSING:
        return found.filter(owing, report__first_submitted_at__isnull=True)
    went = SummaryInput.objects.filter(run=run, obligation=OuterRef("pk"))
    return found.filter(~Exists(went), owing, report__first_submitted_at__isnull=False)


def _words(cycle: Cycle, kind: str, row: Obligation, now: datetime) -> str:
    if kind == NOT_OWING:
        return row.get_cause_display()
    report = row.report
    if kind == PENDING:
        return PENDING_WORDS[State(report.state)]
    if kind == MISSING:
        due = "quá hạn" if now >= row.due_at else f"còn trong hạn, đến hết ngày {_last_day(row.due_at)}"
        begun = DRAFT_WORDS[State(report.state)] if report.started_at else "chưa viết"
        return f"{due.capitalize()}; {begun}"
    at = report.first_submitted_at
    late = remaining(at, row.due_at)
    grace = timeliness(at, row.due_at, cycle.grace_until, now) == "grace"
    return f"Nộp ngày {format_date(at)}, {late}" + (" (trong thời gian gia hạn chung)" if grace else "")


def _reason(kind: str, row: Obligation) -> str:
    if kind in (NOT_OWING, PENDING):
        return row.cause_note
    given = list(row.extensions.all())
    words = [f"Được gia hạn đến hết ngày {_last_day(given[-1].new_due_at)}: {given[-1].reason}"] if given else []
    return "; ".join(words + ([row.cause_note] if row.cause_note else []))


def _last_day(due_at: datetime) -> str:
    return format_date(local_day(due_at - timedelta(seconds=1)))
