"""The bench where the department head writes the summary, the units' words and figures beside."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from reports.models import Cycle


@login_required
def summary(request, pk):
    """The outline of the summary with the state of each section."""
    cycle = get_object_or_404(Cycle.objects.summary_readable_by(request.user), pk=pk)
    return render(request, "reports/summary/summary.html", {"cycle": cycle})


@login_required
def summary_section(request, pk, code):
    """One section of the summary."""
    cycle = get_object_or_404(Cycle.objects.summary_readable_by(request.user), pk=pk)
    return render(request, "reports/summary/section.html", {"cycle": cycle, "code": code})
