"""Deadlines and working days: what a date in a directive means as an instant, and how far away that is."""

import calendar
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Asia/Ho_Chi_Minh")

Relation = Literal["before", "on_or_before"]
Policy = Literal["keep", "previous_working_day", "next_working_day"]
Timeliness = Literal["on_time", "grace", "late", "pending", "overdue"]
# Days that break the week's rule, entered by an administrator: public holidays and swapped working days.
Exceptions = Mapping[date, str]

_IS_WORKING = {"holiday": False, "extra_working_day": True}
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_DIRECTIONS = {"keep": None, "previous_working_day": -_ONE_DAY, "next_working_day": _ONE_DAY}


def local_day(moment: datetime) -> date:
    """The calendar day of the moment in Việt Nam; ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day in Việt Nam")
    return moment.astimezone(TZ).date()


def today() -> date:
    """The calendar day in Việt Nam now."""
    return datetime.now(TZ).date()


def is_working_day(day: date, exceptions: Exceptions) -> bool:
    """Whether offices work that day: Monday to Friday, but for the exceptions ("holiday", "extra_working_day")."""
    if day in exceptions:
        return _IS_WORKING[exceptions[day]]
    return day.weekday() < _SATURDAY


def add_working_days(day: date, n: int, exceptions: Exceptions) -> date:
    """The n-th working day after the day, which itself is not counted (Civil Code 147); before it for a negative n."""
    step = _ONE_DAY if n > 0 else -_ONE_DAY
    for _ in range(abs(n)):
        day = _nearest_working_day(day + step, step, exceptions)
    return day


def _nearest_working_day(day: date, step: timedelta, exceptions: Exceptions) -> date:
    while not is_working_day(day, exceptions):
        day += step
    return day


def last_on_time_day(
    year: int, month: int, day: int, relation: Relation, policy: Policy, exceptions: Exceptions
) -> date:
    """The last day on which a report "trước ngày …" or "chậm nhất ngày …" is on time (domain 4).

    "before" excludes the day itself. The policy says what happens when that last day is no working day. 29/2 is the
    end of February in every year; ValueError for any other date that does not exist, KeyError for an unknown policy.
    """
    direction = _DIRECTIONS[policy]
    last = _named_day(year, month, day, relation)
    return last if direction is None else _nearest_working_day(last, direction, exceptions)


def _named_day(year: int, month: int, day: int, relation: Relation) -> date:
    if relation not in ("before", "on_or_before"):
        raise ValueError(f"unknown relation: {relation}")
    if (month, day) == (2, 29) and not calendar.isleap(year):
        return date(year, 2, 28)
    named = date(year, month, day)
    return named - _ONE_DAY if relation == "before" else named


def due_instant(last_day: date) -> datetime:
    """The midnight that ends the last on-time day in Việt Nam, in UTC: on time is what comes before it, exclusively."""
    return _local_instant(last_day + _ONE_DAY, 0)


def step_instant(last_day: date, offset_days: int, hour: int = 8) -> datetime:
    """The full hour in Việt Nam, in UTC, so many days after (before, when negative) the last on-time day."""
    return _local_instant(last_day + timedelta(days=offset_days), hour)


def _local_instant(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), TZ).astimezone(UTC)


def remaining(now: datetime, due: datetime) -> str:
    """How far the due instant is, in words: "còn 3 ngày 4 giờ", "còn 8 phút", "quá hạn 2 ngày". Rounded down."""
    if now < due:
        return f"còn {' '.join(_spans(due - now)[:2])}"
    return f"quá hạn {_spans(now - due)[0]}"


def _spans(gap: timedelta) -> list[str]:
    """The parts of a gap from the largest that is not zero, without zeros and never minutes beside days."""
    hours, seconds = divmod(gap.seconds, 3600)
    minutes = 0 if gap.days else seconds // 60
    parts = [f"{count} {word}" for count, word in ((gap.days, "ngày"), (hours, "giờ"), (minutes, "phút")) if count]
    return parts or ["dưới 1 phút"]


def timeliness(submitted_at: datetime | None, due: datetime, grace_until: datetime | None, now: datetime) -> Timeliness:
    """The label of an obligation: "on_time", "grace" or "late" once submitted, else "pending" or "overdue" (domain 4).

    Both bounds are exclusive; None stands for no grace period. What is not submitted is overdue only after the grace.
    """
    end = due if grace_until is None else max(due, grace_until)
    if submitted_at is None:
        return "pending" if now < end else "overdue"
    if submitted_at < due:
        return "on_time"
    return "grace" if submitted_at < end else "late"
