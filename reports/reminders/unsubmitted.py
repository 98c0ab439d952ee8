"""Reminding the unit's people of a report not yet submitted, or returned and not yet sent again (design.md 4.10)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from portal.models import Membership, Reminder, Role
from portal.reminders import Line, NotNeeded, Words
from reports.models import Cycle, Obligation, State
from reports.reminders.steps import (
    HAND,
    NOT_SENT_AGAIN,
    NOT_SUBMITTED,
    RETURN,
    RETURN_OFFSETS,
    UNIT_ROLES,
    DueStep,
    awaited_again,
    batches,
    is_told,
    owing,
    people_of,
    return_steps,
    steps_of,
)
from reports.reminders.words import is_written, return_words, submission_words

SUBJECT = "reports.obligation"


class ObligationSource:
    """The steps of every obligation of the open cycles."""

    subject_type = SUBJECT

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        for cycle in Cycle.objects.filter(state=Cycle.State.OPEN).order_by("pk"):
            yield from self._before_submission(cycle, now)
            yield from self._after_return(cycle, now)

    def _before_submission(self, cycle: Cycle, now: datetime) -> Iterator[list[Line]]:
        for due_at in owing(cycle).order_by().values_list("due_at", flat=True).distinct():
            due = [step for step in steps_of(cycle, due_at) if step.due_at <= now and step.due_at >= cycle.opened_at]
            if not due:
                continue
            waiting = _with_people(_unclaimed(owing(cycle).filter(due_at=due_at), due[-1].key))
            for batch in batches(waiting.select_related("report")):
                yield _lines(batch, {o.pk: due for o in batch})

    def _after_return(self, cycle: Cycle, now: datetime) -> Iterator[list[Line]]:
        soon = now + timedelta(days=1 - min(RETURN_OFFSETS))
        # The last step lies after the deadline, and no step of an earlier return lies after that of a later one.
        told_of_last = Reminder.objects.filter(
            subject_type=SUBJECT,
            subject_id=OuterRef("pk"),
            step__startswith=RETURN,
            due_at__gte=OuterRef("report__return_due_at"),
        )
        waiting = awaited_again(cycle).filter(~Exists(told_of_last), report__return_due_at__lte=soon)
        for batch in batches(_with_people(waiting).select_related("report")):
            yield _lines(batch, {o.pk: _due_after_return(o, now) for o in batch})

    def words(self, reminder: Reminder) -> Words:
        """As the protocol says; also for a line that was not claimed yet, to show it beforehand."""
        obligation = Obligation.objects.select_related("cycle", "report").filter(pk=reminder.subject_id).first()
        if obligation is None or not obligation.is_owing:
            raise NotNeeded("Đơn vị không còn nghĩa vụ báo cáo trong kỳ này.")
        if obligation.cycle.state != Cycle.State.OPEN:
            raise NotNeeded("Kỳ báo cáo đã khóa sổ.")
        held = Membership.objects.in_force().filter(
            user=reminder.user_id, unit=obligation.writer_id, role__in=UNIT_ROLES
        )
        roles = set(held.values_list("role", flat=True))
        if not roles:
            raise NotNeeded("Người nhận không còn giữ vai trò ở đơn vị.")
        written = needs_submission(obligation) and is_written(obligation.report)
        return words_for(obligation, reminder, roles, written=written)


def _unclaimed(queryset, step: str):
    rows = Reminder.objects.filter(subject_type=SUBJECT, step=step, subject_id=OuterRef("pk"))
    return queryset.filter(~Exists(rows))


def _with_people(queryset):
    """Only obligations of units in which somebody can be told; the others would be looked at with every tick."""
    rows = Membership.objects.in_force().filter(unit=OuterRef("writer"), role__in=UNIT_ROLES, user__is_active=True)
    return queryset.filter(Exists(rows))


def _lines(batch: list[Obligation], due_of: dict[int, list[DueStep]]) -> list[Line]:
    people = people_of([o.writer_id for o in batch], UNIT_ROLES)
    lines = []
    for obligation in batch:
        due, waits = due_of[obligation.pk], _waits_for_head(obligation)
        for user, role in people.get(obligation.writer_id, ()):
            mine = [step for step in due if is_told(step.roles, role, waits_for_head=waits)]
            lines += [Line(obligation.pk, step.key, step.due_at, user, superseded=step is not due[-1]) for step in mine]
    return lines


def _waits_for_head(obligation: Obligation) -> bool:
    return obligation.report.state == State.AWAITING_CERTIFICATION


def _due_after_return(obligation: Obligation, now: datetime) -> list[DueStep]:
    report = obligation.report
    steps = return_steps(report.latest_revision_id, report.return_due_at)
    return [step for step in steps if step.due_at <= now and step.due_at >= report.returned_at]


def needs_submission(obligation: Obligation) -> bool:
    """Whether the report was never submitted."""
    return obligation.report.state in NOT_SUBMITTED and obligation.report.latest_revision_id is None


def words_for(obligation: Obligation, reminder: Reminder, roles: set[str], *, written: bool) -> Words:
    """The words for someone with `roles` in the unit (pure); raises NotNeeded when the step is over."""
    unsent = needs_submission(obligation)
    was_returned = not unsent and obligation.report.state in NOT_SENT_AGAIN
    if not unsent and not was_returned:
        raise NotNeeded("Đơn vị đã nộp báo cáo.")
    if reminder.step.startswith(RETURN) and unsent:
        raise NotNeeded("Báo cáo không còn ở trạng thái chờ bổ sung.")
    if not reminder.step.startswith((RETURN, HAND)) and was_returned:
        raise NotNeeded("Đơn vị đã nộp báo cáo.")
    role = _told_as(obligation, reminder, roles)
    if unsent:
        return submission_words(obligation, reminder, role, written=written)
    return return_words(obligation, reminder, role)


def _told_as(obligation: Obligation, reminder: Reminder, roles: set[str]) -> str:
    """The role for which the person is told: the head where the report waits for them, the officer before the head."""
    waits = _waits_for_head(obligation)
    asked = _roles_of_step(obligation, reminder.step)
    order = (Role.HEAD, Role.OFFICER) if waits else UNIT_ROLES
    for role in order:
        if role in roles and is_told(asked, role, waits_for_head=waits):
            return role
    raise NotNeeded("Báo cáo không còn chờ lãnh đạo xác nhận.")


def _roles_of_step(obligation: Obligation, key: str) -> tuple[str, ...]:
    report = obligation.report
    if key.startswith(HAND):
        return UNIT_ROLES
    if key.startswith(RETURN):
        steps = return_steps(report.latest_revision_id, report.return_due_at) if report.return_due_at else []
    else:
        steps = steps_of(obligation.cycle, obligation.due_at)
    for step in steps:
        if step.key == key:
            return step.roles
    raise NotNeeded("Thời hạn của đơn vị đã thay đổi; việc nhắc tính theo thời hạn mới.")
