"""The pages before the two acts that can't be undone: publish and recall."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from directives.forms.recalling import RecallForm
from directives.models import Directive
from directives.publishing import NotPossible, Refused, StalePage, plan, publish, recall
from portal.blocks import block_key


@login_required
@require_http_methods(["GET", "POST"])
def publish_page(request, pk):
    """What will be sent, to whom, to how many; then the act."""
    drafts = Directive.objects.writable_by(request.user).select_related("issuer")
    directive = get_object_or_404(drafts, pk=pk)
    if not directive.is_draft:
        messages.info(request, f"{directive} đã được ban hành từ trước.")
        return redirect("directives:detail", pk=pk)
    if request.method == "POST":
        return _publish(request, directive)
    return _show_plan(request, directive)


def _publish(request, directive):
    try:
        published = publish(directive, by=request.user, seen=_seen(request))
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    except (StalePage, Refused) as refusal:
        directive.refresh_from_db()
        return _show_plan(request, directive, refusal=refusal, status=409)
    else:
        messages.success(request, f"Đã ban hành {published}, gửi tới {len(published.content['recipients'])} đơn vị.")
    return redirect("directives:detail", pk=directive.pk)


def _seen(request) -> int:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _show_plan(request, directive, *, refusal=None, status=200):
    ready = plan(directive)
    blocks: dict[str, list] = {}
    for unit in sorted(ready.recipients, key=lambda unit: block_key(unit.block)):
        blocks.setdefault(unit.block or "Chưa xếp khối", []).append(unit)
    context = {
        "directive": directive,
        "plan": ready,
        "blocks": blocks,
        "stale": str(refusal) if isinstance(refusal, StalePage) else "",
    }
    return render(request, "directives/publish.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def recall_page(request, pk):
    """Why a directive is taken back; its readers are told."""
    directive = get_object_or_404(Directive.objects.writable_by(request.user).published(), pk=pk)
    if directive.is_recalled:
        messages.info(request, f"{directive} đã được thu hồi từ trước.")
        return redirect("directives:detail", pk=pk)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recall(directive, by=request.user, reason=form.cleaned_data["reason"])
        except NotPossible as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, f"Đã thu hồi {directive}. Các đơn vị đã nhận sẽ được báo tin.")
        return redirect("directives:detail", pk=pk)
    return render(request, "directives/recall.html", {"directive": directive, "form": form})
