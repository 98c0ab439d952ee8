"""The directive's tasks on a report's own page: what the report says to each, and where."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from directives.models import Task
from reports.lookups import tasks_of
from reports.models import Report, TaskAnswer
from reports.readiness import Assessment
from reports.task_answers import open_words
from reports.views.badges import NO_PLACE, NOT_SUBMITTED, answer_badge
from reports.views.officer.places import NARRATIVE


@dataclass(frozen=True)
class TaskLine:
    """One task: its badge, what is still open in words, the day by which it falls due, and where to read or write."""

    task: Task
    badge: str
    hint: str
    due: date | None
    url: str


def task_lines(report: Report, assessment: Assessment | None) -> list[TaskLine]:
    """The tasks as the draft answers them for its writers, else as the latest submission did; [] without tasks."""
    year = report.obligation.cycle.year
    if assessment is not None:
        base = reverse("reports:section", args=[report.pk, "-"])
        return [
            TaskLine(
                reply.task,
                answer_badge(reply.state or NO_PLACE),
                open_words(reply),
                reply.task.due_in(year),
                f"{base.replace('/-/', f'/{reply.section}/')}#{NARRATIVE}" if reply.section else "",
            )
            for reply in assessment.replies
        ]
    return _submitted_lines(report, year)


def _submitted_lines(report: Report, year: int) -> list[TaskLine]:
    tasks = tasks_of(report.obligation.cycle.directive_id)
    if not tasks:
        return []
    revision = report.latest_revision_id
    found = {row.task_id: row for row in TaskAnswer.objects.filter(revision=revision)} if revision else {}
    missing = NO_PLACE if revision else NOT_SUBMITTED
    return [
        TaskLine(
            task,
            answer_badge(found[task.pk].state if task.pk in found else missing),
            "",
            task.due_in(year),
            frozen_place(revision, found[task.pk].section) if task.pk in found else "",
        )
        for task in tasks
    ]


def frozen_place(revision_id: int, section: str) -> str:
    """The address of a section in a submission as it was frozen."""
    return f"{reverse('reports:revision', args=[revision_id])}#xem-{section}"
