"""The steps of a delivery, their keys in the ledger and their words.

A receipt is asked for within the day (NĐ 30/2020, Điều 21; domain 2.4): at 16:00 of the working day of delivery, then
in the morning of the first and of the third working day after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.models import CalendarDay
from portal.worktime import Exceptions, add_working_days, is_working_day, local_day, step_instant

BATCH = 500
SAME_DAY_HOUR, MORNING_HOUR = 16, 8
LATER_DAYS = (1, 3)
# What is older stands on the issuer's list only: nobody is woken about it by a machine any more.
ASKED_FOR = timedelta(days=45)
RECEIPT, HAND = "receipt/", "hand/"


@dataclass(frozen=True, slots=True)
class DueStep:
    """One step of a delivery: its key in the ledger, the working days after that of delivery, when it is due."""

    key: str
    days: int
    due_at: datetime


def steps_of(delivered_at: datetime, exceptions: Exceptions) -> list[DueStep]:
    """The steps in time order. What comes after 16:00 or on a day off counts as delivered on the next working day."""
    day = local_day(delivered_at)
    if not is_working_day(day, exceptions) or delivered_at >= step_instant(day, 0, SAME_DAY_HOUR):
        day = add_working_days(day, 1, exceptions)
    first = DueStep(f"{RECEIPT}+0", 0, step_instant(day, 0, SAME_DAY_HOUR))
    later = [
        DueStep(f"{RECEIPT}+{n}", n, step_instant(add_working_days(day, n, exceptions), 0, MORNING_HOUR))
        for n in LATER_DAYS
    ]
    return [first, *later]


def due_steps(delivered_at: datetime, now: datetime, exceptions: Exceptions) -> list[DueStep]:
    """The steps that are due at `now`, the newest last."""
    return [step for step in steps_of(delivered_at, exceptions) if step.due_at <= now]


def exceptions_around(now: datetime) -> dict:
    """The calendar of the years around an instant, as `steps_of` wants it."""
    return CalendarDay.exceptions(local_day(now).year)


def step_label(step: str) -> str:
    """A ledger step in words: "trong ngày nhận", "sau ngày nhận 3 ngày làm việc", "nhắc trực tiếp"."""
    if step.startswith(HAND):
        return "nhắc trực tiếp"
    days = int(step.removeprefix(RECEIPT))
    return f"sau ngày nhận {days} ngày làm việc" if days else "trong ngày nhận"


def batches(queryset) -> Iterator[list]:
    """The rows in order of their keys, BATCH at a time."""
    last = 0
    while batch := list(queryset.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
