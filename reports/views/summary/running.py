"""Runs of a cycle: asked for, followed while they work, listed with what went in."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from reports.models import Cycle, SummaryRun


@login_required
def runs(request, pk):
    """The runs of a cycle, newest first."""
    cycle = get_object_or_404(Cycle.objects.summary_readable_by(request.user), pk=pk)
    return render(request, "reports/summary/runs.html", {"cycle": cycle, "runs": cycle.runs.all()})


@login_required
def run_progress(request, pk):
    """How far a run is."""
    run = get_object_or_404(SummaryRun.objects.visible_to(request.user).select_related("cycle", "job"), pk=pk)
    return render(request, "reports/summary/parts/progress.html", {"run": run})
