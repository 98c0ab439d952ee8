"""The figures of a run, and what each of them is made of."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from reports.aggregation import shown_figures
from reports.models import SummaryRun

RUNS = SummaryRun.objects.select_related("cycle")


@login_required
def run(request, pk):
    """Every figure of one scope of a run."""
    found = get_object_or_404(RUNS.visible_to(request.user), pk=pk)
    return render(request, "reports/summary/run.html", {"run": found, "figures": shown_figures(found)})


@login_required
def figure(request, pk, code):
    """The units and revisions that make one figure."""
    found = get_object_or_404(RUNS.visible_to(request.user), pk=pk)
    shown = next((item for item in shown_figures(found) if item.code == code), None)
    if shown is None:
        raise Http404
    return render(request, "reports/summary/figure.html", {"run": found, "figure": shown})
