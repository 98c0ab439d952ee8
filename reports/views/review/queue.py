"""The queue of submitted reports."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.models import Report

PER_PAGE = 50


@login_required
@require_safe
def queue(request):
    """Submitted reports, the longest waiting first."""
    rows = Report.objects.reviewable_by(request.user).filter(latest_revision__isnull=False)
    rows = rows.select_related("obligation", "latest_revision").order_by("submitted_at", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/review/queue.html", {"page": page})
