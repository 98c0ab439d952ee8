"""Form versions: what they ask, and taking in new ones."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.access import may
from reports.models import FormVersion


@login_required
@require_safe
def forms(request):
    """All versions, newest first."""
    if not may(request.user, "form.read"):
        raise Http404
    return render(request, "reports/forms/list.html", {"versions": FormVersion.objects.order_by("-pk")})


@login_required
@require_safe
def form_version(request, pk):
    """One version, read-only."""
    if not may(request.user, "form.read"):
        raise Http404
    version = get_object_or_404(FormVersion, pk=pk)
    return render(request, "reports/forms/version.html", {"version": version, "definition": version.definition})
