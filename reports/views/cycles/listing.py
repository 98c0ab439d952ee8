"""The list of cycles that a person may see."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.access import may
from reports.models import Cycle


@login_required
@require_safe
def cycles(request):
    """Newest year first."""
    rows = Cycle.objects.visible_to(request.user).select_related("form_version", "directive")
    context = {"cycles": rows, "manages": may(request.user, "cycle.manage")}
    return render(request, "reports/cycles/list.html", context)
