"""Where an obligation stands and how its submission lies to its deadline: one vocabulary for counts and lists."""

from datetime import datetime

from django.db.models import Case, F, Q, TextChoices, Value, When

from portal.worktime import timeliness
from reports.models import Obligation, Report, State


class Standing(TextChoices):
    """What has become of the report; the values stand in addresses."""

    NOT_STARTED = "chua-viet", "Chưa viết"
    WRITING = "dang-soan", "Đang soạn"
    AWAITING = "cho-xac-nhan", "Chờ lãnh đạo đơn vị xác nhận"
    SUBMITTED = "cho-tham-dinh", "Chờ thẩm định"
    RETURNED = "tra-lai", "Đã trả lại, chờ bổ sung"
    ACCEPTED = "chap-nhan", "Đã chấp nhận"
    NOT_OWING = "khong-phai-nop", "Không phải nộp"


class Timing(TextChoices):
    """How the first submission, or its absence, lies to the deadline (portal.worktime.timeliness in the database)."""

    ON_TIME = "dung-han", "Nộp đúng hạn"
    GRACE = "trong-gia-han", "Nộp trong thời gian gia hạn"
    LATE = "muon", "Nộp muộn"
    PENDING = "con-han", "Chưa nộp, còn trong hạn"
    IN_GRACE = "dang-gia-han", "Chưa nộp, đang trong thời gian gia hạn"
    OVERDUE = "qua-han", "Chưa nộp, đã quá hạn"


SUBMITTED_TIMINGS = (Timing.ON_TIME, Timing.GRACE, Timing.LATE)
MISSING_TIMINGS = (Timing.PENDING, Timing.IN_GRACE, Timing.OVERDUE)

STATE_OF = {
    Standing.AWAITING: State.AWAITING_CERTIFICATION,
    Standing.SUBMITTED: State.SUBMITTED,
    Standing.RETURNED: State.RETURNED,
    Standing.ACCEPTED: State.ACCEPTED,
}
STANDING_OF = {state: standing for standing, state in STATE_OF.items()}
TIMING_OF = {
    "on_time": Timing.ON_TIME,
    "grace": Timing.GRACE,
    "late": Timing.LATE,
    "pending": Timing.PENDING,
    "overdue": Timing.OVERDUE,
}


def stands(standing: str, prefix: str = "") -> Q:
    """Condition on obligations (or, with prefix "obligation__", on rows that point at one)."""
    owing = Q(**{f"{prefix}cause__in": Obligation.OWING})
    report = f"{prefix}report__"
    match standing:
        case Standing.NOT_OWING:
            return ~owing
        case Standing.NOT_STARTED:
            return owing & Q(**{f"{report}state": State.DRAFT, f"{report}started_at__isnull": True})
        case Standing.WRITING:
            return owing & Q(**{f"{report}state": State.DRAFT, f"{report}started_at__isnull": False})
    return owing & Q(**{f"{report}state": STATE_OF[Standing(standing)]})


def timed(timing: str, now: datetime, prefix: str = "") -> Q:
    """Condition on owing obligations by their deadline; both bounds are exclusive (design 4.3)."""
    first, due = f"{prefix}report__first_submitted_at", f"{prefix}due_at"
    grace = F(f"{prefix}cycle__grace_until")
    owing = Q(**{f"{prefix}cause__in": Obligation.OWING})
    missing = owing & Q(**{f"{first}__isnull": True})
    match timing:
        case Timing.ON_TIME:
            return owing & Q(**{f"{first}__lt": F(due)})
        case Timing.GRACE:
            return owing & Q(**{f"{first}__gte": F(due), f"{first}__lt": grace})
        case Timing.LATE:
            return owing & Q(**{f"{first}__gte": F(due)}) & Q(**{f"{first}__gte": grace})
        case Timing.PENDING:
            return missing & Q(**{f"{due}__gt": now})
        case Timing.IN_GRACE:
            return missing & Q(**{f"{due}__lte": now, f"{prefix}cycle__grace_until__gt": now})
    return missing & Q(**{f"{due}__lte": now, f"{prefix}cycle__grace_until__lte": now})


def timing_of(now: datetime, prefix: str = "") -> Case:
    """The timing of each row, for counting in the database; "" where nothing is owed. The first that holds counts."""
    first, due = f"{prefix}report__first_submitted_at", f"{prefix}due_at"
    grace = f"{prefix}cycle__grace_until"
    return Case(
        When(~Q(**{f"{prefix}cause__in": Obligation.OWING}), then=Value("")),
        When(**{f"{first}__lt": F(due)}, then=Value(Timing.ON_TIME.value)),
        When(**{f"{first}__lt": F(grace)}, then=Value(Timing.GRACE.value)),
        When(**{f"{first}__isnull": False}, then=Value(Timing.LATE.value)),
        When(**{f"{due}__gt": now}, then=Value(Timing.PENDING.value)),
        When(**{f"{grace}__gt": now}, then=Value(Timing.IN_GRACE.value)),
        default=Value(Timing.OVERDUE.value),
    )


def is_started(prefix: str = "") -> Case:
    """1 where somebody has written in the draft, else 0; for counting in the database."""
    return Case(When(**{f"{prefix}report__started_at__isnull": False}, then=Value(1)), default=Value(0))


def standing_from(cause: str, state: str | None, started) -> Standing:
    """The standing of one obligation whose columns are known."""
    if cause not in Obligation.OWING:
        return Standing.NOT_OWING
    if state in (None, State.DRAFT):
        return Standing.WRITING if started else Standing.NOT_STARTED
    return STANDING_OF[State(state)]


def standing(obligation: Obligation, report: Report | None) -> Standing:
    """The standing of an obligation with its report."""
    if report is None:
        return standing_from(obligation.cause, None, False)
    return standing_from(obligation.cause, report.state, report.started_at)


def timing(obligation: Obligation, report: Report | None, grace_until: datetime, now: datetime) -> Timing | None:
    """The timing of an obligation with its report; None where nothing is owed."""
    first = report.first_submitted_at if report else None
    return timing_from(obligation.cause, first, obligation.due_at, grace_until, now)


def timing_from(
    cause: str, first: datetime | None, due: datetime, grace_until: datetime, now: datetime
) -> Timing | None:
    """The timing of one obligation whose columns are known; None where nothing is owed."""
    if cause not in Obligation.OWING:
        return None
    told = timeliness(first, due, grace_until, now)
    if told == "pending" and now >= due:
        return Timing.IN_GRACE
    return TIMING_OF[told]
