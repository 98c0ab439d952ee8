"""The list of cycles that a person may follow."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access import may
from reports.models import Cycle
from reports.overview import progress


@login_required
@require_safe
def cycles(request):
    """Newest year first, each with how many have submitted."""
    if not may(request.user, "cycle.read"):
        raise Http404
    rows = list(Cycle.objects.overseen_by(request.user).select_related("form_version", "directive"))
    counts = progress(rows)
    for row in rows:
        row.progress = counts[row.pk]
    context = {
        "cycles": rows,
        "manages": may(request.user, "cycle.manage"),
        "several": len({row.collector_id for row in rows}) > 1,
    }
    return render(request, "reports/cycles/list.html", context)
