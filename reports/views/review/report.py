"""One submitted report beside last year's, section by section, with its points and the reviewer's decision."""

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import clock
from portal.models import Event
from reports.form_schema import FormDefinition
from reports.forms.filters import QueueFilter
from reports.forms.reviewing import ReasonForm, ReturnForm, proposed_return
from reports.lineage import previous_figures, previous_revisions, units_behind
from reports.lookups import definition_of
from reports.models import Reading, Report, ReviewPoint, Revision, State
from reports.reviewing import compare, mark_read, neighbours, queue_of, readers, reviewers_of
from reports.standing import timing
from reports.views.badges import figure_cell, timing_badge
from reports.views.review.doors import filters_kept, reviewable
from reports.workflow import PRIVATE_EVENTS

CHANGES = "thay-doi"
MOST_EVENTS = 30


@login_required
@require_safe
def review(request, pk):
    """The latest revision; a report without one has nothing to show yet."""
    return show_report(request, pk)


def show_report(request, pk: int, *, status=200, **extra):
    """The page of a report, also after a step that was refused: `extra` holds what was typed and the refusal."""
    report = _fetch(request.user, pk)
    if not report.is_read_by_me:
        mark_read(report.latest_revision, by=request.user)
    context = report_context(request, report) | extra
    return render(request, "reports/review/report.html", context, status=status)


def _fetch(user, pk: int) -> Report:
    mine = Reading.objects.filter(revision=OuterRef("latest_revision"), user=user)
    rows = reviewable(user).annotate(is_read_by_me=Exists(mine))
    found = rows.select_related("obligation__cycle", "latest_revision", "reviewer").filter(pk=pk).first()
    if found is None:
        raise Http404
    grace = found.obligation.cycle.grace_until
    found.timing_badge = timing_badge(timing(found.obligation, found, grace, clock.now()))
    return found


def points_of(report: Report) -> list[ReviewPoint]:
    """Every point on the report, oldest first, with who raised and answered it and on which revision."""
    rows = report.points.select_related("raised_by", "answered_by", "revision")
    return list(rows.defer("revision__snapshot").order_by("pk"))


def report_context(request, report: Report) -> dict:
    """Everything that the page shows of a report that came through the door."""
    cycle = report.obligation.cycle
    came = request.POST.get("loc", "") if request.method == "POST" else request.GET.urlencode()
    kept = filters_kept(came)
    reviewers = reviewers_of(cycle.collector_id)
    definition = definition_of(cycle.form_version_id)
    points = points_of(report)
    comparison = _compare(report, definition, points)
    _draw(comparison)
    wants_changes = request.GET.get("xem") == CHANGES and comparison.has_previous
    before, after = _neighbours(request.user, report, QueryDict(kept), reviewers)
    state = ReviewPoint.State
    return {
        "report": report,
        "revision": report.latest_revision,
        "obligation": report.obligation,
        "cycle": cycle,
        "definition": definition,
        "comparison": comparison,
        "view": CHANGES if wants_changes else "",
        "drafts": [p for p in points if p.state == state.DRAFT],
        "sent_points": [p for p in points if p.state != state.DRAFT],
        "answered": [p for p in points if p.state == state.ANSWERED],
        "is_waiting": report.state == State.SUBMITTED,
        "is_accepted": report.state == State.ACCEPTED,
        "return_form": ReturnForm(None, initial=proposed_return()),
        "reason_form": ReasonForm(None),
        "events": _events(report),
        "readings": readers(report.latest_revision),
        "previous_pk": before,
        "next_pk": after,
        "kept": kept,
    }


def _events(report):
    told = Event.objects.about(report).exclude(kind__in=PRIVATE_EVENTS)
    return told.select_related("actor")[:MOST_EVENTS]


def _draw(comparison) -> None:
    """The cells of the figures, drawn once and not by a template for each."""
    for line in (line for view in comparison.sections for line in view.lines):
        line.now_cell = figure_cell(line.now)
        line.before_cell = figure_cell(line.before) if line.before else ""
        line.was_cell = figure_cell(line.was) if line.was else ""


def _compare(report: Report, definition: FormDefinition, points):
    cycle, revision = report.obligation.cycle, report.latest_revision
    behind = units_behind(cycle, report.obligation.unit_id)
    earlier = None
    if revision.number > 1:
        earlier = Revision.objects.filter(report=report, number=revision.number - 1).first()
    return compare(
        definition,
        revision,
        year=cycle.year,
        last_year=previous_figures(cycle, report.obligation.unit_id, behind),
        last_texts=[(r.unit_name, r.snapshot) for r in previous_revisions(cycle, behind)],
        previous=earlier,
        points=points,
    )


def _neighbours(user, report: Report, chosen: QueryDict, reviewers):
    """The reports before and after this one in the queue as the address filters it."""
    filters = QueueFilter(chosen, blocks=chosen.getlist("khoi"), reviewers=reviewers, user=user)
    return neighbours(filters.narrow(queue_of(user, report.obligation.cycle), clock.now()), report)
