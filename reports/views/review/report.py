"""One submitted report beside last year's."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.models import Report


@login_required
@require_safe
def review(request, pk):
    """The latest revision; a report without one has nothing to show yet."""
    rows = Report.objects.reviewable_by(request.user).filter(latest_revision__isnull=False)
    report = get_object_or_404(rows.select_related("obligation__cycle", "latest_revision"), pk=pk)
    return render(request, "reports/review/report.html", {"report": report})
