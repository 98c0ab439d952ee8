"""Pressing a step of the flow: sending, withdrawing, sending back, submitting; a second press changes nothing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.text import clean_line, clean_text
from reports import workflow
from reports.models import Report, Revision
from reports.views.officer.doors import own_report

# The steps that are taken here; the reviewers' steps have pages of their own.
STEPS = ("send", "withdraw", "send_back", "submit")
DONE = {
    "send": "Đã trình lãnh đạo xác nhận. Báo cáo được tính là đã nộp khi lãnh đạo xác nhận.",
    "withdraw": "Đã rút báo cáo lại để sửa.",
    "send_back": "Đã chuyển báo cáo lại người lập kèm lý do.",
}


@login_required
@require_POST
def step(request, pk):
    """Take one step from the page of a report."""
    return take_step(request, own_report(request.user, pk), request.POST.get("step", ""))


def take_step(request, report: Report, name: str):
    """Take the step as the person saw the report (`version`), and lead to where its result is shown."""
    if name not in STEPS:
        raise Http404(name)
    key = clean_line(request.POST.get("client_key", ""))[:64]
    try:
        seen = int(request.POST.get("version", ""))
    except ValueError:
        seen = -1
    try:
        move = workflow.fire(
            report,
            name,
            by=request.user,
            seen=seen,
            reason=clean_text(request.POST.get("reason", ""))[:2000],
            client_key=key,
        )
    except workflow.NotAllowed as fault:
        raise Http404(name) from fault
    except workflow.Refused as fault:
        messages.error(request, str(fault))
        return redirect("reports:check", report.pk)
    except (workflow.NotPossible, workflow.StalePage) as fault:
        return _too_late(request, report, name, key, fault)
    if move.revision:
        return redirect("reports:receipt", move.revision.receipt_code)
    messages.success(request, DONE[name])
    return redirect("reports:report", report.pk)


def _too_late(request, report: Report, name: str, key: str, fault: Exception):
    """Somebody was faster: the same press of the same page gets the same receipt, any other the present state."""
    if name == "submit" and key:
        made = Revision.objects.filter(report=report, client_key=key, certified_by=request.user).first()
        if made:
            return redirect("reports:receipt", made.receipt_code)
    messages.warning(request, f"{fault} Trang này cho thấy trạng thái hiện tại.")
    return redirect("reports:report", report.pk)
