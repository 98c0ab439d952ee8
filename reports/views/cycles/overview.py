"""One cycle as numbers and as pictures."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.models import Cycle


@login_required
@require_safe
def cycle(request, pk):
    """Who has submitted, when, and who has not."""
    found = get_object_or_404(Cycle.objects.visible_to(request.user), pk=pk)
    return render(request, "reports/cycles/cycle.html", {"cycle": found})
