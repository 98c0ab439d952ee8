"""The files that leave the portal: asked for, made in the background, downloaded by those who may."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from portal.files import download_response
from reports.models import Cycle, ExportFile


@login_required
def exports(request, pk):
    """The files made for a cycle."""
    cycle = get_object_or_404(Cycle.objects.summary_readable_by(request.user), pk=pk)
    return render(request, "reports/summary/exports.html", {"cycle": cycle})


@login_required
def export_file(request, pk):
    """One file, as a download."""
    found = get_object_or_404(ExportFile.objects.visible_to(request.user).select_related("file"), pk=pk)
    if found.file is None:
        raise Http404
    return download_response(found.file)
