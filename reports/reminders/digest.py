"""Telling the collector's reviewers after the deadline: one digest for each of them, not one letter for each unit."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from portal.models import Membership, Reminder, Role
from portal.reminders import Line, NotNeeded, Words
from portal.text import format_date, format_number
from reports.models import Cycle, State
from reports.reminders.steps import DueStep, owing, people_of, step_label, steps_of

SUBJECT = "reports.cycle"


class MissingSource:
    """The steps of the common deadline at which the reviewers are told who is missing."""

    subject_type = SUBJECT

    def due_lines(self, now: datetime) -> Iterator[list[Line]]:
        for cycle in Cycle.objects.filter(state=Cycle.State.OPEN, due_at__lte=now).order_by("pk"):
            steps = _due(cycle, now)
            if not steps or _is_claimed(cycle, steps[-1]) or not owing(cycle).exists():
                continue
            people = people_of([cycle.collector_id], (Role.REVIEWER,)).get(cycle.collector_id, ())
            yield [
                Line(cycle.pk, step.key, step.due_at, user, superseded=step is not steps[-1])
                for step in steps
                for user, _ in people
            ]

    def words(self, reminder: Reminder) -> Words:
        cycle = Cycle.objects.get(pk=reminder.subject_id)
        held = Membership.objects.in_force().filter(user=reminder.user_id, unit=cycle.collector_id, role=Role.REVIEWER)
        if cycle.state != Cycle.State.OPEN:
            raise NotNeeded("Kỳ báo cáo đã khóa sổ.")
        if not held.exists():
            raise NotNeeded("Người nhận không còn là người thẩm định.")
        counts = owing(cycle).aggregate(
            all=Count("pk"), waiting=Count("pk", filter=Q(report__state=State.AWAITING_CERTIFICATION))
        )
        if not counts["all"]:
            raise NotNeeded("Mọi đơn vị đã nộp báo cáo.")
        missing = f"{format_number(counts['all'])} đơn vị chưa nộp"
        body = f"Còn {missing} {cycle.title}"
        if counts["waiting"]:
            body += f", trong đó {format_number(counts['waiting'])} đơn vị đang chờ lãnh đạo xác nhận"
        body += f".\nThời hạn: {cycle.deadline_words} (hết ngày {format_date(cycle.last_day)})."
        why = f"Đồng chí nhận nhắc việc này vì là người thẩm định của {cycle.collector_name}"
        why += f" (lần nhắc {step_label(reminder.step)})."
        url = reverse("reports:missing", args=[cycle.pk])
        return Words(f"Còn {missing} báo cáo năm {cycle.year}", body, url, why)


def _due(cycle: Cycle, now: datetime) -> list[DueStep]:
    steps = steps_of(cycle, cycle.due_at)
    return [s for s in steps if cycle.opened_at <= s.due_at <= now and Role.REVIEWER in s.roles]


def _is_claimed(cycle: Cycle, step: DueStep) -> bool:
    """Whether the step was told already: who becomes a reviewer later is not told of it months after."""
    return Reminder.objects.filter(subject_type=SUBJECT, subject_id=cycle.pk, step=step.key).exists()
