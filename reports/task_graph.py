"""What the graph of documents says of a task: how many reports answered it, and where one reads which."""

from collections.abc import Iterable

from django.urls import reverse

from directives.graph import Answered
from directives.models import Task
from portal.text import format_number
from reports.models import Cycle, TaskAnswer
from reports.task_matrix import tally_answers


def answered_tasks(user, tasks: Iterable[int]) -> dict[int, Answered]:
    """{task: Answered} from the newest cycle of its directive of which `user` may know the answers."""
    rows = list(Task.objects.filter(pk__in=tasks).values_list("pk", "number", "directive"))
    readable = Cycle.objects.answers_readable_by(user).filter(directive__in={directive for *_, directive in rows})
    newest = {cycle.directive_id: cycle for cycle in readable.order_by("year")}
    tallies = {directive: tally_answers(cycle) for directive, cycle in newest.items()}
    return {
        pk: _answered(pk, number, newest[directive], tallies[directive])
        for pk, number, directive in rows
        if directive in newest
    }


def _answered(task: int, number: int, cycle: Cycle, tally) -> Answered:
    count = tally.count(task, TaskAnswer.State.ANSWERED)
    words = f"{format_number(count)}/{format_number(tally.submitted)} báo cáo năm {cycle.year} đã trả lời"
    return Answered(words, f"{reverse('reports:cycle_tasks', args=[cycle.pk])}?nv={number}")
