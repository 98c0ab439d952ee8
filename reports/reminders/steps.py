"""The steps of a deadline, their keys in the ledger and their words, and who owes and works where."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.models import Membership, Role
from portal.worktime import local_day, step_instant
from reports.lookups import definition_of
from reports.models import Cycle, Obligation, State

BATCH = 500
RETURN_OFFSETS = (-3, -1, 1)
NOT_SUBMITTED = (State.DRAFT, State.AWAITING_CERTIFICATION)
NOT_SENT_AGAIN = (State.RETURNED, State.AWAITING_CERTIFICATION)
UNIT_ROLES = (Role.OFFICER, Role.HEAD)
RETURN, HAND = "return/", "hand/"


@dataclass(frozen=True, slots=True)
class DueStep:
    """One step of a deadline: its key in the ledger, its offset in days, when it is due, which roles are told."""

    key: str
    offset: int
    due_at: datetime
    roles: tuple[str, ...]


def last_day_of(due_at: datetime) -> date:
    """The last on-time day of a deadline (`due_at` is the first instant that is late)."""
    return local_day(due_at - timedelta(seconds=1))


def steps_of(cycle: Cycle, due_at: datetime) -> list[DueStep]:
    """Every step of a deadline in time order, as the cycle's form lists them."""
    last = last_day_of(due_at)
    regime = definition_of(cycle.form_version_id).regime
    found = [
        DueStep(
            f"{last.isoformat()}/{step.offset_days:+d}",
            step.offset_days,
            step_instant(last, step.offset_days),
            step.recipients,
        )
        for step in regime.reminders
    ]
    return sorted(found, key=lambda step: step.due_at)


def return_steps(revision_id: int, return_due_at: datetime) -> list[DueStep]:
    """The steps of the deadline that was set when the revision was returned, in time order."""
    last = last_day_of(return_due_at)
    return [
        DueStep(f"{RETURN}{revision_id}/{last.isoformat()}/{offset:+d}", offset, step_instant(last, offset), UNIT_ROLES)
        for offset in RETURN_OFFSETS
    ]


def step_label(step: str) -> str:
    """A ledger step in words: "trước hạn nộp 7 ngày", "sau hạn bổ sung 1 ngày", "nhắc trực tiếp"."""
    if step.startswith(HAND):
        return "nhắc trực tiếp"
    what = "hạn bổ sung" if step.startswith(RETURN) else "hạn nộp"
    return offset_label(int(step.rsplit("/", 1)[1]), what)


def offset_label(offset: int, what: str = "hạn nộp") -> str:
    """Days from a deadline in words."""
    return f"trước {what} {-offset} ngày" if offset < 0 else f"sau {what} {offset} ngày"


def is_told(roles, role: str, *, waits_for_head: bool) -> bool:
    """Whether a role is told at a step for `roles`; the head also whenever the report waits for them."""
    return role in roles or (role == Role.HEAD and waits_for_head)


def owing(cycle: Cycle):
    """Obligations of the cycle that owe a report and have never submitted one."""
    return Obligation.objects.filter(
        cycle=cycle, report__state__in=NOT_SUBMITTED, report__latest_revision__isnull=True
    ).owing()


def awaited_again(cycle: Cycle):
    """Obligations whose report was returned with a deadline and has not been sent again."""
    return Obligation.objects.filter(
        cycle=cycle,
        report__state__in=NOT_SENT_AGAIN,
        report__latest_revision__isnull=False,
        report__return_due_at__isnull=False,
    ).owing()


def batches(queryset) -> Iterator[list]:
    """The rows in order of their keys, BATCH at a time."""
    last = 0
    while batch := list(queryset.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def people_of(units, roles) -> dict[int, list[tuple[int, str]]]:
    """{unit: [(user, role)]} of active people who hold one of `roles` there today."""
    found = defaultdict(list)
    rows = Membership.objects.in_force().filter(unit__in=units, role__in=roles, user__is_active=True)
    for unit, user, role in rows.order_by("pk").values_list("unit_id", "user_id", "role"):
        found[unit].append((user, role))
    return found
