"""Closing a cycle and opening it again: what that means, asked once more, and done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal import clock
from reports.closing import ClosingRefused, close_cycle, reopen_cycle
from reports.forms.closing import ReopeningForm
from reports.models import Cycle
from reports.overview import tally
from reports.views.cycles.doors import managed


@login_required
@require_http_methods(["GET", "POST"])
def cycle_close(request, pk):
    """The page that asks: closing an open cycle, or opening a closed one with a reason."""
    cycle = managed(request.user, pk)
    form = ReopeningForm(None)
    if request.method == "POST" and request.POST.get("viec") == "khoa":
        return _close(request, cycle)
    if request.method == "POST":
        form = ReopeningForm(request.POST)
        if form.is_valid():
            return _reopen(request, cycle, form.cleaned_data["reason"])
    context = {
        "cycle": cycle,
        "tally": tally(cycle, clock.now()),
        "is_open": cycle.state == Cycle.State.OPEN,
        "form": form,
        "manages": True,
        "tab": "closing",
    }
    return render(request, "reports/cycles/close.html", context, status=422 if form.errors else 200)


def _close(request, cycle):
    try:
        close_cycle(cycle, by=request.user)
        messages.success(request, "Đã khóa sổ kỳ báo cáo. Hệ thống không nhắc việc và không nhận thêm báo cáo.")
    except ClosingRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reports:cycle", cycle.pk)


def _reopen(request, cycle, reason: str):
    try:
        reopen_cycle(cycle, reason=reason, by=request.user)
        messages.success(request, "Đã mở lại kỳ báo cáo. Các đơn vị lại sửa, nộp được và việc nhắc tiếp tục.")
    except ClosingRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("reports:cycle", cycle.pk)
