"""Who received a directive, who opened it, who acknowledged it: the issuer's page."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directives.models import Directive, Recipient
from portal.models import UnitVersion

PER_PAGE = 50
NOT_OPENED = Q(opened_at__isnull=True)
NOT_ACKNOWLEDGED = Q(acknowledged_at__isnull=True)
FILTERS = {
    "chua-mo": ("Chưa mở", NOT_OPENED),
    "da-mo": ("Đã mở", ~NOT_OPENED),
    "chua-xac-nhan": ("Chưa xác nhận", NOT_ACKNOWLEDGED),
    "da-xac-nhan": ("Đã xác nhận", ~NOT_ACKNOWLEDGED),
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
    ended = ~Exists(UnitVersion.objects.current().filter(unit=OuterRef("unit")))
    rows = rows.annotate(ended=ended).select_related("opened_by", "acknowledged_by").in_order()
    context = {
        "directive": directive,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "blocks": blocks,
        "total": _total(blocks),
        "chosen": chosen if chosen in FILTERS else "",
        "filters": {key: words for key, (words, _) in FILTERS.items()},
        "chosen_block": block,
    }
    return render(request, "directives/recipients.html", context)


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
