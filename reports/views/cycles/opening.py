"""Opening a cycle in two steps: what is asked, then who owes it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from portal.access import may


@login_required
@require_http_methods(["GET", "POST"])
def cycle_open(request):
    """The first step."""
    if not may(request.user, "cycle.manage"):
        raise Http404
    return render(request, "reports/cycles/open.html", {})
