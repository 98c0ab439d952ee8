"""The files that leave the portal: asked for, made in the background, downloaded by those who may."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.files import download_response
from portal.models import Job
from reports.aggregation import latest_run, news_since
from reports.documents import ExportRefused, ask_for_export, latest_files
from reports.models import ExportFile
from reports.summary_text import outline, summary_of
from reports.views.summary.doors import compilable_cycle, readable_cycle, rights

MOST = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request, pk):
    """The files made for a cycle; POST (kind) asks for one, of the figures that the summary quotes."""
    if request.method == "POST":
        cycle = compilable_cycle(request.user, pk)
        run = summary_of(cycle).run or latest_run(cycle)
        try:
            export = ask_for_export(cycle, kind=request.POST.get("kind", ""), run=run, by=request.user)
            messages.success(request, f"Đang làm tệp: {export.get_kind_display()}. Xong sẽ có thông báo và nút tải về.")
        except ExportRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("reports:exports", pk)
    cycle = readable_cycle(request.user, pk)
    newest, found = latest_run(cycle), summary_of(cycle)
    context = {
        "cycle": cycle,
        "files": [_shown(export) for export in latest_files(cycle, most=MOST)],
        "run": found.run or newest,
        "newest": newest,
        "news": news_since(cycle, newest),
        "empty": [part for part in outline(found) if part.is_empty],
        "tab": "exports",
        **rights(request.user, cycle),
    }
    return render(request, "reports/summary/exports.html", context)


def _shown(export: ExportFile) -> ExportFile:
    """With what its line says: ready, failed, or how far it is."""
    job = export.job
    export.is_failed = export.file_id is None and (job is None or job.state == Job.State.FAILED)
    export.is_pending = export.file_id is None and not export.is_failed
    return export


@login_required
@require_safe
def export_progress(request, pk):
    """One file's line of the list, asked for again and again until its job is over."""
    rows = ExportFile.objects.visible_to(request.user).select_related("file", "job", "run", "asked_by", "cycle")
    export = _shown(get_object_or_404(rows, pk=pk))
    context = {"export": export, "cycle": export.cycle, **rights(request.user, export.cycle)}
    return render(request, "reports/summary/parts/export_row.html", context)


@login_required
@require_safe
def export_file(request, pk):
    """One file, as a download."""
    found = get_object_or_404(ExportFile.objects.visible_to(request.user).select_related("file"), pk=pk)
    if found.file is None:
        raise Http404
    return download_response(found.file)
