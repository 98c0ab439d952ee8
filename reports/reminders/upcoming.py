"""What will be sent next: the coming steps of a cycle with how many units and people they concern as it stands now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from portal.models import Membership, Role
from reports.models import Cycle, State
from reports.reminders.steps import (
    UNIT_ROLES,
    DueStep,
    awaited_again,
    is_told,
    last_day_of,
    offset_label,
    owing,
    people_of,
    return_steps,
    steps_of,
)

MOST = 12


@dataclass(frozen=True)
class Upcoming:
    """One coming step: when, in words, for which last day; how many units, and people by role label.

    `heads_waiting` units wait for their head, who is told beside the roles of the step.
    """

    at: datetime
    label: str
    deadline: datetime
    is_own: bool
    units: int
    people: tuple[tuple[str, int], ...]
    heads_waiting: int = 0


def upcoming(cycle: Cycle, now: datetime) -> list[Upcoming]:
    """The next steps in time order, at most MOST; none in a closed cycle. Five statements, whatever the size."""
    if cycle.state != Cycle.State.OPEN:
        return []
    found = [*_before_submission(cycle, now), *_after_return(cycle, now)]
    return sorted(found, key=lambda one: (one.at, one.deadline))[:MOST]


def _before_submission(cycle: Cycle, now: datetime) -> list[Upcoming]:
    waiting = Count("pk", filter=Q(report__state=State.AWAITING_CERTIFICATION))
    groups = list(owing(cycle).order_by().values_list("due_at").annotate(units=Count("pk"), waiting=waiting))
    people = _people(owing(cycle))
    reviewers = len({user for user, _ in people_of([cycle.collector_id], (Role.REVIEWER,))[cycle.collector_id]})
    found = []
    for due_at, units, heads in groups:
        for step in steps_of(cycle, due_at):
            if step.due_at > now:
                found.append(_coming(cycle, step, due_at, units, heads, people.get(due_at, {}), reviewers))
    return found


def _coming(cycle: Cycle, step: DueStep, due_at, units: int, heads: int, people: dict, reviewers: int) -> Upcoming:
    is_own = due_at != cycle.due_at
    told = [(Role(r).label, people.get(r, 0)) for r in UNIT_ROLES if is_told(step.roles, r, waits_for_head=False)]
    if Role.REVIEWER in step.roles and not is_own:
        told.append((Role.REVIEWER.label, reviewers))
    extra = 0 if Role.HEAD in step.roles else heads
    return Upcoming(step.due_at, offset_label(step.offset), due_at, is_own, units, tuple(told), extra)


def _people(obligations) -> dict[datetime, dict[str, int]]:
    """{deadline: {role: people who hold it in one of the units}}."""
    rows = (
        Membership.objects.in_force()
        .filter(unit__written_obligations__in=obligations.values("pk"), role__in=UNIT_ROLES, user__is_active=True)
        .order_by()
        .values_list("unit__written_obligations__due_at", "role")
        .annotate(people=Count("user", distinct=True))
    )
    found: dict[datetime, dict[str, int]] = {}
    for due_at, role, people in rows:
        found.setdefault(due_at, {})[role] = people
    return found


def _after_return(cycle: Cycle, now: datetime) -> list[Upcoming]:
    groups = awaited_again(cycle).order_by().values_list("report__return_due_at").annotate(units=Count("pk"))
    labels = tuple((role.label, 0) for role in UNIT_ROLES)
    coming: dict[tuple, list] = {}
    for due_at, units in groups:
        for step in return_steps(0, due_at):
            if step.due_at > now:
                entry = coming.setdefault((step.due_at, step.offset, last_day_of(due_at)), [due_at, 0])
                entry[1] += units
    return [
        Upcoming(at, offset_label(offset, "hạn bổ sung"), due_at, True, units, labels)
        for (at, offset, _), (due_at, units) in coming.items()
    ]
