"""A unit receives a directive: what stands on its page about that, “Xác nhận đã nhận”, and passing it on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from directives.models import Forwarding, Recipient
from directives.models.heirs import receiving_hat
from directives.publishing import NotPossible, acknowledge, begin_forwarding, forwarding_hat, open_by
from portal.access import units_with


def receipts_of(directive, user) -> list[Recipient]:
    """The receipts of the person's own units and of those that they inherited; opening the page opens the paper.

    Each with `is_inherited` (a predecessor received it), `heir` (the name of the unit that may acknowledge in its
    stead, else ""), `may_acknowledge` and `may_forward`.
    """
    rows = Recipient.objects.filter(directive=directive).received_by(user).in_order()
    receipts = list(rows.select_related("acknowledged_by"))
    own = units_with(user, "directive.read")
    for receipt in receipts:
        hat = receiving_hat(user, "directive.receive", receipt)
        receipt.is_inherited = receipt.unit_id not in own
        receipt.heir = hat.unit_name if hat and receipt.is_inherited else ""
        receipt.may_acknowledge = bool(hat) and not receipt.acknowledged_at and not directive.is_recalled
        receipt.may_forward = not directive.is_recalled and forwarding_hat(receipt, user) is not None
        if hat and not receipt.opened_at:
            open_by(receipt, user)
    return receipts


def forwardings_of(directive, user, receipts) -> dict:
    """How the directive was passed on, as far as it concerns the person; one statement.

    {"covers": the Forwarding for which this is the covering directive, or None; "passed_on": those by which the
    person's units passed it on; "brought_by": those that brought it to them}.
    """
    own = [receipt.pk for receipt in receipts]
    reaching = Forwarding.objects.reaching(user).values("pk")
    rows = Forwarding.objects.select_related("covering", "recipient__directive").order_by("forwarded_at", "pk")
    rows = rows.defer("covering__content", "recipient__directive__content")
    mine = Q(recipient__in=own) | Q(pk__in=reaching)
    passed = Q(mine, recipient__directive=directive, forwarded_at__isnull=False)
    found = list(rows.filter(Q(covering=directive) | passed))
    return {
        "covers": next((row for row in found if row.covering_id == directive.pk), None),
        "passed_on": [row for row in found if row.recipient_id in own],
        "brought_by": [row for row in found if row.covering_id != directive.pk and row.recipient_id not in own],
    }


@login_required
@require_POST
def acknowledge_receipt(request, pk, recipient_pk):
    """“Xác nhận đã nhận” for one unit; pressing it twice changes nothing."""
    rows = Recipient.objects.receivable_by(request.user).select_related("directive")
    recipient = get_object_or_404(rows, pk=recipient_pk, directive__pk=pk)
    try:
        first = acknowledge(recipient, by=request.user)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    else:
        words = "Đã xác nhận: {} đã nhận văn bản." if first else "{} đã xác nhận nhận văn bản từ trước."
        messages.success(request, words.format(recipient.unit_name))
    return redirect("directives:detail", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def forward(request, pk, recipient_pk):
    """Passing a directive on to the affiliates: what that does and what was passed on already; then the draft."""
    rows = Recipient.objects.forwardable_by(request.user).select_related("directive")
    receipt = get_object_or_404(rows, pk=recipient_pk, directive__pk=pk)
    if request.method == "POST":
        try:
            draft = begin_forwarding(receipt, by=request.user)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("directives:detail", pk=pk)
        messages.success(request, "Đã lập dự thảo văn bản chuyển tiếp; xin rà lại lời văn và nơi nhận.")
        return redirect("directives:edit", pk=draft.pk)
    hat = receiving_hat(request.user, "directive.write", receipt)
    begun = Forwarding.objects.filter(recipient=receipt, unit=hat.unit_id).select_related("covering")
    context = {
        "directive": receipt.directive,
        "receipt": receipt,
        "unit_name": hat.unit_name,
        "may_forward": forwarding_hat(receipt, request.user) is not None,
        "open": begun.filter(forwarded_at__isnull=True).first(),
        "done": begun.done().annotate(sent=Count("covering__recipients")).order_by("forwarded_at"),
    }
    return render(request, "directives/forward.html", context)
