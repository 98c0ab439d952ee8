"""The reviewer's steps: accept, return, reopen; each only through the table of steps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from reports import workflow
from reports.forms.reviewing import ReasonForm, ReturnForm
from reports.models import Report, ReviewPoint
from reports.views.review.doors import filters_kept, review_address, reviewable_report
from reports.views.review.report import show_report

DONE = {
    "accept": "Đã chấp nhận báo cáo của {unit}.",
    "return": "Đã trả lại báo cáo của {unit} để bổ sung; đơn vị được báo tin ngay.",
    "reopen": "Đã mở lại báo cáo của {unit} để thẩm định.",
}


@login_required
@require_POST
def review_step(request, pk):
    """Take the step that was pressed, or say politely why not; what was typed is kept."""
    report = reviewable_report(request.user, pk)
    name = request.POST.get("buoc", "")
    if name not in DONE:
        raise Http404
    form, given = _given(request, name)
    if form is not None and not form.is_valid():
        return _refused(request, pk, name, form, "")
    waiting = report.points.filter(state=ReviewPoint.State.DRAFT).count() if name == "accept" else 0
    if waiting:
        words = f"Còn {waiting} ý kiến chưa gửi. Hãy bỏ các ý kiến đó, hoặc trả lại báo cáo để đơn vị trả lời."
        return _refused(request, pk, name, form, words)
    return _fire(request, report, name, form, given)


def _given(request, name: str):
    """(the form of the step or None, a function that reads from it what the step needs)."""
    if name == "return":
        form = ReturnForm(request.POST)
        return form, lambda: {"return_due_at": form.due_at}
    if name == "reopen":
        form = ReasonForm(request.POST)
        return form, lambda: {"reason": form.cleaned_data["reason"]}
    return None, dict


def _fire(request, report: Report, name: str, form, given):
    kept = filters_kept(request.POST.get("loc", ""))
    seen = request.POST.get("seen", "")
    seen = int(seen) if seen.isdecimal() and len(seen) < 9 else -1
    try:
        workflow.fire(report, name, by=request.user, seen=seen, **given())
    except workflow.NotAllowed as error:
        raise Http404 from error
    except workflow.NotPossible as refusal:
        state = report.get_state_display()
        done = f"Báo cáo đang ở trạng thái “{state}”; không cần làm lại bước này."
        messages.info(request, done if workflow.is_taken(report, name) else str(refusal))
        return redirect(review_address(report.pk, kept))
    except workflow.StalePage as refusal:
        return _refused(request, report.pk, name, form, str(refusal), status=409)
    except workflow.Refused as refusal:
        return _refused(request, report.pk, name, form, str(refusal))
    messages.success(request, DONE[name].format(unit=report.obligation.unit_name))
    onward = request.POST.get("tiep", "")
    if onward.isdecimal() and len(onward) < 19:
        return redirect(review_address(int(onward), kept))
    return redirect(review_address(report.pk, kept))


def _refused(request, pk: int, name: str, form, words: str, *, status=422):
    """The page as it is now, with the refusal and what was typed."""
    extra = {"refusal": words, "refused_step": name}
    if form is not None:
        extra["return_form" if name == "return" else "reason_form"] = form
    return show_report(request, pk, status=status, **extra)
