"""The deadline of a cycle: from the words of a directive to the last instant on time (domain.md 4)."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.models import CalendarDay
from portal.text import format_date, weekday_name
from portal.worktime import add_working_days, due_instant, is_working_day, last_on_time_day

POLICIES = {
    "keep": "Giữ nguyên ngày ghi trong văn bản",
    "previous_working_day": "Lùi về ngày làm việc liền trước",
    "next_working_day": "Dời sang ngày làm việc liền sau",
}


@dataclass(frozen=True)
class DeadlineSpec:
    """The deadline as worded and as reckoned; instants are aware UTC, `due_at` is the first late one."""

    words: str
    relation: str
    month: int
    day: int
    policy: str
    grace_working_days: int
    last_day: date
    due_at: datetime
    grace_until: datetime


@dataclass(frozen=True)
class PolicyDay:
    """What one policy makes of the deadline: the last day on time, and the last day before lateness counts."""

    policy: str
    label: str
    last_day: date
    grace_day: date

    @property
    def last_words(self) -> str:
        return f"{weekday_name(self.last_day)} {format_date(self.last_day)}"

    @property
    def grace_words(self) -> str:
        return f"{weekday_name(self.grace_day)} {format_date(self.grace_day)}"


def reckon_deadline(
    year: int, *, words: str, relation: str, month: int, day: int, policy: str, grace: int
) -> DeadlineSpec:
    """Compute the last on-time day and instant in Việt Nam's time; ValueError for a day that does not exist."""
    exceptions = CalendarDay.exceptions(year)
    last_day = last_on_time_day(year, month, day, relation, policy, exceptions)
    grace_day = add_working_days(last_day, grace, exceptions) if grace else last_day
    return DeadlineSpec(
        words, relation, month, day, policy, grace, last_day, due_instant(last_day), due_instant(grace_day)
    )


def policy_days(year: int, *, relation: str, month: int, day: int, grace: int) -> tuple[bool, list[PolicyDay]]:
    """(whether the last day as worded is a working day, what each policy makes of it); ValueError for no such day."""
    exceptions = CalendarDay.exceptions(year)
    found = []
    for policy, label in POLICIES.items():
        last_day = last_on_time_day(year, month, day, relation, policy, exceptions)
        grace_day = add_working_days(last_day, grace, exceptions) if grace else last_day
        found.append(PolicyDay(policy, label, last_day, grace_day))
    return is_working_day(found[0].last_day, exceptions), found
