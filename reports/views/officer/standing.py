"""Where a report stands, in the words of its status strip (pure)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.text import format_datetime, format_deadline
from portal.worktime import remaining, timeliness
from reports.models import Cycle, Obligation, Report, State

SOON = timedelta(days=7)

TIMELINESS = {
    "on_time": ("ok", "Nộp đúng hạn", "check-circle"),
    "grace": ("warn", "Nộp trong thời gian gia hạn", "clock"),
    "late": ("bad", "Nộp muộn", "alert"),
    "pending": ("neutral", "Chưa nộp", "circle"),
    "overdue": ("bad", "Quá hạn, chưa nộp", "alert"),
}
NOT_OWING = {
    Obligation.Cause.EXEMPT: "ĐƯỢC MIỄN BÁO CÁO",
    Obligation.Cause.ENDED: "ĐƠN VỊ ĐÃ KẾT THÚC HOẠT ĐỘNG",
    Obligation.Cause.SUCCESSOR: "ĐƠN VỊ KẾ THỪA BÁO CÁO",
}


@dataclass(frozen=True)
class Standing:
    """The strip: its tone (as in docs/look.md) and icon, the words in capitals, the instant to count down to with its
    first words, and the lines below. `label` is the timeliness (tone, word, icon), `state` the badge for lists."""

    tone: str
    icon: str
    words: str
    due: datetime | None = None
    due_words: str = ""
    lines: tuple[str, ...] = ()
    label: tuple[str, str, str] | None = None
    state: tuple[str, str, str] = ("neutral", "", "circle")


def deadline_words(obligation: Obligation) -> str:
    """The deadline in the directive's words with the moment that it means for this unit."""
    cycle = obligation.cycle
    if obligation.due_at != cycle.due_at:
        return f"Hạn nộp chung: {cycle.deadline_words}; đơn vị được gia hạn đến {format_deadline(obligation.due_at)}."
    return f"Hạn nộp: {cycle.deadline_words} (chậm nhất {format_deadline(cycle.due_at)})."


def timeliness_of(obligation: Obligation, submitted_at: datetime | None, now: datetime) -> str:
    """The label of a first submission (or of its absence); see portal.worktime.timeliness."""
    return timeliness(submitted_at, obligation.due_at, obligation.cycle.grace_until, now)


def standing_of(obligation: Obligation, report: Report | None, now: datetime) -> Standing:
    """What the strip says of one obligation and its report at `now`."""
    if report is None or not obligation.is_owing:
        words = NOT_OWING.get(obligation.cause, "CHƯA MỞ BÁO CÁO")
        lines = (obligation.cause_note,) if obligation.cause_note else ()
        state = ("neutral", obligation.get_cause_display(), "minus-circle")
        return Standing("", "minus-circle", words, lines=lines, state=state)
    return _BY_STATE[report.state](obligation, report, now)


def _draft(obligation: Obligation, report: Report, now: datetime) -> Standing:
    due = obligation.due_at
    state = ("bad", "Quá hạn, chưa nộp", "alert") if now >= due else ("neutral", "Chưa nộp", "circle")
    if now < due and report.started_at:
        state = ("info", "Đang soạn", "half")
    return Standing(
        _urgency(due, now),
        "alert" if now >= due else "clock",
        "CHƯA NỘP",
        due,
        remaining(now, due),
        (deadline_words(obligation), *_lateness(obligation, now)),
        state=state,
    )


def _urgency(due: datetime, now: datetime) -> str:
    if now >= due:
        return "late"
    return "due-soon" if due - now <= SOON else ""


def _lateness(obligation: Obligation, now: datetime) -> tuple[str, ...]:
    """What happens to a report that is still missing after its deadline: it is never locked out (domain.md 4)."""
    if obligation.cycle.state == Cycle.State.CLOSED:
        return ("Kỳ báo cáo đã khóa sổ, không nhận báo cáo nữa.",)
    if now < obligation.due_at:
        return ()
    if now < obligation.cycle.grace_until:
        until = format_deadline(obligation.cycle.grace_until)
        return (f"Vẫn nộp được. Nộp chậm nhất {until} thì được ghi là nộp trong thời gian gia hạn chung.",)
    return ("Vẫn nộp được. Báo cáo sẽ được ghi là nộp muộn.",)


def _awaiting(obligation: Obligation, report: Report, now: datetime) -> Standing:
    again = report.latest_revision_id is not None
    due = report.return_due_at if again else obligation.due_at
    words = "CHỜ LÃNH ĐẠO XÁC NHẬN BẢN BỔ SUNG" if again else "CHỜ LÃNH ĐẠO XÁC NHẬN"
    lines = ["Báo cáo chỉ được tính là đã nộp sau khi lãnh đạo công đoàn xác nhận."]
    if report.sent_at:
        lines.insert(0, f"{report.sent_by} đã trình lúc {format_datetime(report.sent_at)}.")
    if not again:
        lines += _lateness(obligation, now)
    tone = "late" if due and now >= due else "waiting"
    state = ("info", "Chờ lãnh đạo xác nhận", "pen")
    return Standing(tone, "pen", words, due, remaining(now, due) if due else "", tuple(lines), state=state)


def _submitted(obligation: Obligation, report: Report, now: datetime) -> Standing:
    cycle = obligation.cycle
    lines = (f"{receiver(cycle)} đang thẩm định. Đồng chí không phải làm gì thêm.",)
    words = f"ĐÃ NỘP {format_datetime(report.submitted_at)}, biên nhận {report.latest_revision.receipt_code}"
    state = ("info", "Đã nộp, chờ thẩm định", "clock")
    return Standing("waiting", "send", words, lines=lines, label=_label(obligation, report, now), state=state)


def _returned(obligation: Obligation, report: Report, now: datetime) -> Standing:
    due = report.return_due_at
    lines = (
        f"{receiver(obligation.cycle)} trả lại lúc {format_datetime(report.returned_at)}"
        + (f"; hạn bổ sung: {format_deadline(due)}." if due else "."),
        "Việc trả lại không làm thay đổi thời điểm nộp lần đầu của đơn vị.",
    )
    tone = "late" if due and now >= due else "due-soon"
    words = remaining(now, due) if due else ""
    state = ("warn", "Trả lại để bổ sung", "return")
    label = _label(obligation, report, now)
    return Standing(tone, "return", "CẦN BỔ SUNG", due, words, lines, label, state)


def _accepted(obligation: Obligation, report: Report, now: datetime) -> Standing:
    number = report.latest_revision.number
    lines = (
        f"Bản nộp thứ {number}, biên nhận {report.latest_revision.receipt_code}, "
        f"nộp {format_datetime(report.submitted_at)}.",
    )
    words = f"ĐÃ CHẤP NHẬN {format_datetime(report.accepted_at)}"
    state = ("ok", "Đã chấp nhận", "check-circle")
    return Standing("ok", "check-circle", words, lines=lines, label=_label(obligation, report, now), state=state)


def _label(obligation: Obligation, report: Report, now: datetime) -> tuple[str, str, str]:
    return TIMELINESS[timeliness_of(obligation, report.first_submitted_at, now)]


def receiver(cycle: Cycle) -> str:
    """Who receives the report: the department, or the collecting union itself."""
    return cycle.department or cycle.collector_name


_BY_STATE = {
    State.DRAFT: _draft,
    State.AWAITING_CERTIFICATION: _awaiting,
    State.SUBMITTED: _submitted,
    State.RETURNED: _returned,
    State.ACCEPTED: _accepted,
}
