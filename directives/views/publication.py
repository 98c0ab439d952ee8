"""The pages before the acts that can't be undone: publish now or at an hour, and recall."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from directives.forms.issuing import HourForm, NumberForm
from directives.forms.recalling import RecallForm
from directives.models import Directive
from directives.publishing import (
    NotPossible,
    Refused,
    StalePage,
    expected_number,
    plan,
    possible_steps,
    publish,
    recall,
    schedule,
)
from directives.views.typed import seen_version
from portal.text import format_date, format_datetime, format_number
from portal.worktime import today

SCHEDULE = "hen"


@login_required
@require_http_methods(["GET", "POST"])
def publish_page(request, pk):
    """What will be sent, under which number, to whom, to how many; then the act, now or at an hour."""
    drafts = Directive.objects.writable_by(request.user).select_related("issuer", "approved_by", "scheduled_by")
    directive = get_object_or_404(drafts, pk=pk)
    if directive.is_published:
        messages.info(request, f"{directive} đã được ban hành từ trước.")
        return redirect("directives:detail", pk=pk)
    numbers = _numbers(directive, request.POST if request.method == "POST" else request.GET)
    if request.method == "GET" or not numbers.is_valid():
        return _show_plan(request, directive, numbers, status=200 if request.method == "GET" else 422)
    if request.POST.get("viec") == SCHEDULE:
        return _schedule(request, directive, numbers)
    return _publish(request, directive, numbers)


def _numbers(directive, sent) -> NumberForm:
    """The number and day on the page: those that were sent, else those of the draft."""
    day = format_date(directive.issued_on) if directive.issued_on else ""
    held = {"so": sent.get("so", directive.number), "ngay": sent.get("ngay", day)}
    return NumberForm(held, expected=expected_number(directive, directive.issued_on or today()))


def _publish(request, directive, numbers):
    given = {"number": numbers.cleaned_data["so"], "day": numbers.cleaned_data["ngay"]}
    try:
        published = publish(directive, by=request.user, seen=seen_version(request), **given)
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    except (StalePage, Refused) as refusal:
        directive.refresh_from_db()
        return _show_plan(request, directive, numbers, refusal=refusal, status=409)
    else:
        sent = format_number(published.recipients.count())
        messages.success(request, f"Đã ban hành {published}, gửi tới {sent} đơn vị.")
    return redirect("directives:detail", pk=directive.pk)


def _schedule(request, directive, numbers):
    hour = HourForm(request.POST)
    if not hour.is_valid():
        return _show_plan(request, directive, numbers, hour=hour, status=422)
    given = {"number": numbers.cleaned_data["so"], "day": numbers.cleaned_data["ngay"], "at": hour.at}
    try:
        scheduled = schedule(directive, by=request.user, seen=seen_version(request), **given)
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    except (StalePage, Refused) as refusal:
        directive.refresh_from_db()
        return _show_plan(request, directive, numbers, hour=hour, refusal=refusal, status=409)
    else:
        messages.success(request, f"Đã hẹn ban hành lúc {format_datetime(scheduled.publish_at)}.")
    return redirect("directives:detail", pk=directive.pk)


def _show_plan(request, directive, numbers, *, hour=None, refusal=None, status=200):
    typed = numbers.cleaned_data if numbers.is_valid() else {}
    ready = plan(directive, number=typed.get("so"), day=typed.get("ngay"))
    steps = possible_steps(directive, request.user)
    context = {
        "directive": directive,
        "plan": ready,
        "numbers": numbers,
        "hour": hour or HourForm(),
        "may_publish": "publish" in steps and directive.state == Directive.State.APPROVED,
        "problems": refusal.problems if isinstance(refusal, Refused) else ready.problems,
        "stale": str(refusal) if isinstance(refusal, StalePage) else "",
    }
    return render(request, "directives/publish.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def recall_page(request, pk):
    """Why a directive is taken back, and by which paper; its readers are told."""
    directive = get_object_or_404(Directive.objects.writable_by(request.user).published(), pk=pk)
    if directive.is_recalled:
        messages.info(request, f"{directive} đã được thu hồi từ trước.")
        return redirect("directives:detail", pk=pk)
    form = RecallForm(request.POST or None, directive=directive)
    if request.method == "POST" and form.is_valid():
        return _recall(request, directive, form)
    return render(request, "directives/recall.html", {"directive": directive, "form": form})


def _recall(request, directive, form):
    try:
        recall(directive, by=request.user, **form.cleaned_data)
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    except Refused as refusal:
        form.add_error("document", str(refusal))
        return render(request, "directives/recall.html", {"directive": directive, "form": form}, status=422)
    else:
        messages.success(request, f"Đã thu hồi {directive}. Các đơn vị đã nhận sẽ được báo tin.")
    return redirect("directives:detail", pk=directive.pk)
