"""Work in the background that failed for good, for the administrator with none above: what, why, and once more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Min
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.access import keeper_of_calendar
from portal.forms.listing import key_in
from portal.jobs import KINDS, may_try_again, try_again
from portal.models import Job

MOST = 200
ALL = "tat-ca"


@login_required
@require_http_methods(["GET", "POST"])
def failed_jobs(request):
    """The newest failures with their reasons; POST `viec` (a key, or “tat-ca”) lets them run again."""
    hat = keeper_of_calendar(request.user)
    if hat is None:
        raise Http404
    failed = Job.objects.filter(state=Job.State.FAILED).select_related("asked_by").order_by("-finished_at", "-pk")
    if request.method == "POST":
        return _again(request, failed, hat)
    unfinished = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))
    context = {
        "jobs": [_line(job) for job in failed[:MOST]],
        "more": max(failed.count() - MOST, 0),
        "waiting": unfinished.aggregate(count=Count("pk"), oldest=Min("run_after")),
    }
    return render(request, "ground/jobs.html", context)


def _again(request, failed, hat):
    asked = request.POST.get("viec", "")
    found = list(failed[:MOST] if asked == ALL else failed.filter(pk=key_in(asked) or 0))
    count = try_again(found, by=request.user, hat=hat)
    if count:
        messages.success(request, f"Đã cho chạy lại {count} việc; kết quả có sau ít phút.")
    else:
        messages.warning(request, "Không có việc nào chạy lại được: việc đã được chạy lại hoặc phải yêu cầu làm mới.")
    return redirect("ground:jobs")


def _line(job: Job) -> dict:
    kind = KINDS.get(job.kind)
    is_mail = job.kind == "mail.send"
    return {
        "job": job,
        "label": kind.label if kind else job.kind,
        "about": f"{job.args['to']} – {job.args['subject']}" if is_mail else "",
        "may_try_again": may_try_again(job),
    }
