"""Units that were late, are missing or owe nothing, in words that a paper can print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q

from portal.text import format_date
from portal.worktime import local_day, remaining
from reports.models import Cycle, Extension, Obligation, State, SummaryInput, SummaryRun
from reports.standing import Timing, timed

GRACE, LATE, MISSING, PENDING, NOT_OWING = "grace", "late", "missing", "pending", "not_owing"
TITLES = {
    GRACE: "Nộp trong thời gian gia hạn chung",
    LATE: "Nộp muộn",
    MISSING: "Chưa nộp",
    PENDING: "Đã nộp, chưa có trong số liệu tổng hợp",
    NOT_OWING: "Không phải nộp trong kỳ",
}
TIMED = {GRACE: Timing.GRACE, LATE: Timing.LATE}
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
    rows = _rows(cycle, kind, run, now).select_related("report")
    rows = rows.prefetch_related(Prefetch("extensions", Extension.objects.order_by("approved_at")))
    for row in rows.order_by("block_key", "position", "sort_key", "pk").iterator(chunk_size=1000):
        yield Standing(kind, row.unit_name, row.block, _words(cycle, kind, row, now), _reason(kind, row))


def count(cycle: Cycle, kind: str, *, run: SummaryRun | None, now: datetime) -> int:
    return _rows(cycle, kind, run, now).count()


def _rows(cycle: Cycle, kind: str, run: SummaryRun | None, now: datetime):
    owing = Q(cause__in=Obligation.OWING)
    found = Obligation.objects.filter(cycle=cycle)
    if kind == NOT_OWING:
        return found.exclude(owing)
    if kind in TIMED:
        return found.filter(timed(TIMED[kind], now))
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
        begun = DRAFT_WORDS[State(report.state)] if report.started_at else "chưa viết"
        return f"{_due_words(cycle, row, now)}; {begun}"
    at = report.first_submitted_at
    return f"Nộp ngày {format_date(at)}, {remaining(at, row.due_at)}"


def _due_words(cycle: Cycle, row: Obligation, now: datetime) -> str:
    """How the missing report lies to its deadline."""
    if now < row.due_at:
        return f"Còn trong hạn, đến hết ngày {_last_day(row.due_at)}"
    if now < cycle.grace_until:
        return f"Quá hạn, trong thời gian gia hạn chung đến hết ngày {_last_day(cycle.grace_until)}"
    return "Quá hạn"


def _reason(kind: str, row: Obligation) -> str:
    if kind in (NOT_OWING, PENDING):
        return row.cause_note
    given = list(row.extensions.all())
    words = [f"Được gia hạn đến hết ngày {_last_day(given[-1].new_due_at)}: {given[-1].reason}"] if given else []
    return "; ".join(words + ([row.cause_note] if row.cause_note else []))


def _last_day(due_at: datetime) -> str:
    return format_date(local_day(due_at - timedelta(seconds=1)))
