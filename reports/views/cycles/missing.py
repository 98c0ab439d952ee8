"""Who has not submitted, and whom to ask."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.models import Cycle

PER_PAGE = 100


@login_required
@require_safe
def missing(request, pk):
    """Owing units without any submission, by block."""
    found = get_object_or_404(Cycle.objects.manageable_by(request.user), pk=pk)
    rows = found.obligations.owing().filter(report__latest_revision=None).in_order()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/cycles/missing.html", {"cycle": found, "page": page})
