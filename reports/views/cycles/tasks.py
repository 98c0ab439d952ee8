"""Directive × unit × task: what each unit's latest submission answers, for those who oversee and for the issuer."""

from dataclasses import dataclass
from itertools import islice

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from directives.models import Directive, Task
from portal.access import hat_at
from portal.exports.xlsx import Column
from reports.forms.filters import MISSING, TaskFilter
from reports.lookups import tasks_of
from reports.models import Cycle, Obligation, Report, State, TaskAnswer
from reports.task_matrix import AnswerTally, answers_in, states_in, tally_answers
from reports.views.badges import ANSWERS, NO_PLACE, NOT_SUBMITTED, answer_badge
from reports.views.cycles.tables import fits_a_workbook, list_instead, table_response
from reports.views.officer.tasks import frozen_place
from reports.views.paging import page_of

PER_PAGE = 50
BATCH = 500
SHOWN = (
    "cycle",
    "unit_name",
    "block",
    "report__state",
    "report__submitted_at",
    "report__latest_revision__number",
)


@dataclass(frozen=True)
class TaskCount:
    """One task with its counts: (state word for the address, label, count), and the submissions that were not asked."""

    task: Task
    due: object
    counts: list[tuple[str, int]]
    without_place: int


def readable(user, pk: int) -> Cycle:
    """A cycle whose answers the person may know, with its directive."""
    rows = Cycle.objects.answers_readable_by(user).select_related("directive")
    unread = ("directive__summary", "directive__content", "directive__search_key")
    return get_object_or_404(rows.defer(*unread), pk=pk)


@login_required
@require_safe
def cycle_tasks(request, pk):
    """The matrix, by block, with filters in the address; every cell leads to its place in the frozen submission."""
    cycle = readable(request.user, pk)
    tasks, everything = tasks_of(cycle.directive_id), tally_answers(cycle)
    filters = TaskFilter(request.GET, blocks=[row.block for row in everything.blocks], tasks=tasks)
    counts = everything.of(filters.block)
    page = page_of(request, _rows(cycle, filters), PER_PAGE, filters.total(counts))
    shown = [task for task in tasks if filters.number in (None, task.number)]
    context = {
        "cycle": cycle,
        "tasks": shown,
        "counts": [_counted(task, cycle, counts) for task in shown],
        "tally": counts,
        "blocks": everything.blocks,
        "filters": filters,
        "page": page,
        "as_workbook": fits_a_workbook(page.paginator.count),
        "rows": _lines(page, shown, request.user),
        "missing": MISSING,
        "oversees": Cycle.objects.overseen_by(request.user).filter(pk=pk).exists(),
        "siblings": Cycle.objects.answers_readable_by(request.user).filter(directive=cycle.directive_id),
        "manages": hat_at(request.user, "cycle.manage", cycle.collector_id) is not None,
        "reads_directive": Directive.objects.visible_to(request.user).filter(pk=cycle.directive_id).exists(),
        "tab": "tasks",
    }
    return render(request, "reports/cycles/tasks.html", context)


def _rows(cycle: Cycle, filters: TaskFilter):
    rows = filters.narrow(cycle.obligations.owing(), cycle)
    return rows.select_related("report__latest_revision").only(*SHOWN).in_order()


def _counted(task: Task, cycle: Cycle, tally: AnswerTally) -> TaskCount:
    counts = [(word, tally.count(task.pk, state)) for word, state in TaskFilter.STATES.items()]
    return TaskCount(task, task.due_in(cycle.year), counts, tally.without_place(task.pk))


def _lines(page, tasks: list[Task], user) -> list[dict]:
    """The page's units, each with a cell for each task; a link only where the person may read the report."""
    filed = [(row, getattr(row, "report", None)) for row in page]
    found = _answers(report for _, report in filed)
    keys = [report.pk for _, report in filed if report]
    readable = set(Report.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        {
            "unit_name": row.unit_name,
            "block": row.block,
            "report": report,
            "is_returned": bool(report) and report.state == State.RETURNED,
            "cells": [_cell(row, report, task, found, readable) for task in tasks],
        }
        for row, report in filed
    ]


def _answers(reports) -> dict:
    """The answers of the latest submissions, by (revision, task)."""
    return answers_in(report.latest_revision_id for report in reports if report and report.latest_revision_id)


def _state(report: Report | None, task: Task, found: dict) -> str:
    if report is None or report.latest_revision_id is None:
        return NOT_SUBMITTED
    answer = found.get((report.latest_revision_id, task.pk))
    return answer.state if answer else NO_PLACE


def _cell(row: Obligation, report: Report | None, task: Task, found: dict, readable: set[int]) -> dict:
    return {"number": task.number, "shown": _shown(row, report, task, found, readable)}


def _shown(row: Obligation, report: Report | None, task: Task, found: dict, readable: set[int]):
    """The badge; a link where the person may read the report: to the section, or to why the task was left out."""
    state = _state(report, task, found)
    answer = found.get((report.latest_revision_id, task.pk)) if report else None
    if answer is None or report.pk not in readable:
        return answer_badge(state)
    url = frozen_place(answer.revision_id, answer.section)
    if state == TaskAnswer.State.NOT:
        url = f"{url.partition('#')[0]}#giai-trinh"
    words = '<a href="{}">{}<span class="visually-hidden">: nhiệm vụ {} của {}</span></a>'
    return format_html(words, url, answer_badge(state), task.number, row.unit_name)


@login_required
@require_safe
def cycle_tasks_file(request, pk, kind):
    """The matrix as it is filtered, as a workbook or as text for other programs."""
    cycle = readable(request.user, pk)
    tasks = tasks_of(cycle.directive_id)
    blocks = cycle.obligations.order_by().values_list("block", flat=True).distinct()
    filters = TaskFilter(request.GET, blocks=blocks, tasks=tasks)
    rows = _rows(cycle, filters)
    if kind == "xlsx" and not fits_a_workbook(rows.count()):
        return list_instead(request, "reports:cycle_tasks", cycle)
    shown = [task for task in tasks if filters.number in (None, task.number)]
    columns = (Column("Khối", 12), Column("Đơn vị", 48), Column("Bản nộp thứ", 10, "integer"))
    columns += tuple(Column(f"Nhiệm vụ {task.number}", 20) for task in shown)
    title = f"{cycle.title}: trả lời nhiệm vụ của {cycle.directive}"
    return table_response(kind, f"nhiem-vu-{cycle.year}", title, columns, _file_rows(rows, shown))


def _file_rows(rows, tasks):
    """Plain values, for a file may hold every union of the country."""
    latest = "report__latest_revision"
    waiting = rows.values_list("block", "unit_name", latest, f"{latest}__number").iterator(chunk_size=BATCH)
    while batch := list(islice(waiting, BATCH)):
        states = states_in(revision for _, _, revision, _ in batch if revision)
        for block, name, revision, number in batch:
            without = NO_PLACE if revision else NOT_SUBMITTED
            yield (block, name, number, *(ANSWERS[states.get((revision, task.pk), without)][1] for task in tasks))


@login_required
@require_safe
def directive_tasks(request, pk):
    """From a directive to the matrix of the newest cycle that rests on it."""
    directive = Directive.objects.visible_to(request.user).published().filter(pk=pk).first()
    cycles = Cycle.objects.answers_readable_by(request.user).filter(directive__pk=pk)
    newest = cycles.first()
    if newest is not None:
        return redirect("reports:cycle_tasks", pk=newest.pk)
    if directive is None or hat_at(request.user, "directive.follow", directive.issuer_id) is None:
        raise Http404
    return render(request, "reports/cycles/no_tasks.html", {"directive": directive})
