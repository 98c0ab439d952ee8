"""Who received a directive, who opened it, who acknowledged it, who was reminded: the issuer's pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from directives.models import Directive, Forwarding, Recipient
from directives.receivers import receivers_of
from directives.reminders import letters_for, remind_one, told_about, was_told
from portal.models import UnitVersion
from portal.reminders import NotNeeded

PER_PAGE = 50
NOT_OPENED = Q(opened_at__isnull=True)
NOT_ACKNOWLEDGED = Q(acknowledged_at__isnull=True)
ENDED = ~Exists(UnitVersion.objects.current().filter(unit=OuterRef("unit")))
PASSED_ON = Forwarding.objects.in_force().filter(recipient=OuterRef("pk"))
FILTERS = {
    "chua-mo": ("Chưa mở", NOT_OPENED),
    "da-mo": ("Đã mở", ~NOT_OPENED),
    "chua-xac-nhan": ("Chưa xác nhận", NOT_ACKNOWLEDGED),
    "da-nhac": ("Đã nhắc, chưa xác nhận", NOT_ACKNOWLEDGED & Q(was_told())),
    "chua-nhac": ("Chưa nhắc, chưa xác nhận", NOT_ACKNOWLEDGED & ~Q(was_told())),
    "da-xac-nhan": ("Đã xác nhận", ~NOT_ACKNOWLEDGED),
    "da-chuyen-tiep": ("Đã chuyển tiếp", Q(Exists(PASSED_ON))),
    "da-ket-thuc": ("Đơn vị đã kết thúc hoạt động", Q(ENDED)),
}


@login_required
@require_safe
def recipients(request, pk):
    """The recipients by block, narrowed by what they have done so far."""
    directive = get_object_or_404(Directive.objects.followed_by(request.user).defer("content"), pk=pk)
    everyone = Recipient.objects.filter(directive=directive)
    blocks = _by_block(everyone)
    chosen, block = request.GET.get("loc", ""), request.GET.get("khoi", "")
    rows = everyone.filter(FILTERS[chosen][1]) if chosen in FILTERS else everyone
    if block:
        rows = rows.filter(block_key=block)
    # A page deep in a long list is found by its keys alone; what it shows is read of its own rows.
    page = Paginator(rows.in_order().values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _shown(page.object_list)
    _describe(page, directive)
    context = {
        "directive": directive,
        "page": page,
        "blocks": blocks,
        "total": _total(blocks),
        "chosen": chosen if chosen in FILTERS else "",
        "filters": {key: words for key, (words, _) in FILTERS.items()},
        "chosen_block": block,
        "is_forwarded": any(receipt.passed_on for receipt in page),
    }
    return render(request, "directives/recipients.html", context)


def _shown(keys) -> list[Recipient]:
    rows = Recipient.objects.filter(pk__in=keys).annotate(ended=ENDED)
    rows = rows.select_related("opened_by", "acknowledged_by").prefetch_related(_passed_on())
    return list(rows.in_order())


def _passed_on() -> Prefetch:
    """How each unit passed the directive on, as `passed_on`: when, who, with which directive, to how many."""
    rows = Forwarding.objects.done().select_related("covering", "forwarded_by").order_by("forwarded_at", "pk")
    rows = rows.annotate(sent=Count("covering__recipients")).defer("covering__content", "covering__search_key")
    return Prefetch("forwardings", rows, to_attr="passed_on")


def _describe(page, directive: Directive) -> None:
    """Say of each receipt how it was reminded (`told`), and whether somebody can be (`may_be_told`)."""
    told = told_about([receipt.pk for receipt in page])
    asked = {receipt.unit_id for receipt in page if not receipt.acknowledged_at}
    in_force = directive.state == Directive.State.PUBLISHED
    people = receivers_of(asked) if asked and in_force else {}
    for receipt in page:
        receipt.told = told.get(receipt.pk)
        receipt.is_asked = in_force and not receipt.acknowledged_at
        receipt.may_be_told = receipt.is_asked and bool(people[receipt.unit_id])


def _total(blocks: list[dict]) -> dict:
    total = {name: sum(row[name] for row in blocks) for name in ("delivered", "opened", "acknowledged")}
    unopened, waiting = total["delivered"] - total["opened"], total["delivered"] - total["acknowledged"]
    return total | {"unopened": unopened, "waiting": waiting}


def _by_block(everyone) -> list[dict]:
    return list(
        everyone.order_by("block_key", "block")
        .values("block_key", "block")
        .annotate(
            delivered=Count("pk"),
            opened=Count("pk", filter=~NOT_OPENED),
            acknowledged=Count("pk", filter=~NOT_ACKNOWLEDGED),
        )
    )


@login_required
@require_http_methods(["GET", "POST"])
def remind(request, pk, recipient_pk):
    """Reminding one unit by hand: who gets it and the very words, then the deed."""
    rows = Recipient.objects.followed_by(request.user).select_related("directive")
    receipt = get_object_or_404(rows, pk=recipient_pk, directive__pk=pk)
    if request.method == "POST":
        return _remind(request, receipt)
    try:
        letters, refusal = letters_for(receipt, by=request.user), ""
    except NotNeeded as reason:
        letters, refusal = [], str(reason)
    context = {"directive": receipt.directive, "receipt": receipt, "letters": letters, "refusal": refusal}
    return render(request, "directives/remind.html", context)


def _remind(request, receipt: Recipient):
    try:
        people = remind_one(receipt, by=request.user)
    except NotNeeded as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"Đang gửi nhắc việc tới {people} người của {receipt.unit_name}.")
    return redirect(f"{reverse('directives:recipients', args=[receipt.directive_id])}?loc=chua-xac-nhan")
