"""Who owes a report in a cycle."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.models import Cycle

PER_PAGE = 100


@login_required
@require_safe
def obligations(request, pk):
    """All obligations of the cycle in protocol order."""
    found = get_object_or_404(Cycle.objects.visible_to(request.user), pk=pk)
    rows = found.obligations.visible_to(request.user).select_related("report").in_order()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/cycles/obligations.html", {"cycle": found, "page": page})
