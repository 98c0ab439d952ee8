"""The list of directives that a person may see, with what their units or their readers have taken receipt of."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Prefetch, Q
from django.db.models.functions import ExtractYear
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directives.forms.filters import DirectiveFilter
from directives.models import Directive, Recipient
from directives.models.directive import ended_by
from portal.access import may, units_with
from portal.worktime import today

PER_PAGE = 25


@login_required
@require_safe
def directives(request):
    """Newest first; filters in the address."""
    visible = Directive.objects.visible_to(request.user)
    follows = units_with(request.user, "directive.follow")
    filters = DirectiveFilter(request.GET, facets=_facets(visible), follows=bool(follows), inside=_inside(request.user))
    rows = filters.narrow(visible, request.user).defer("content", "summary", "search_key")
    rows = rows.annotate(has_ended=ended_by(today())).order_by(F("issued_on").desc(nulls_first=True), "-pk")
    if follows:
        rows = rows.annotate(**_counts(follows))
    rows = rows.prefetch_related(_mine(request.user))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": filters,
        "follows": follows,
        "receives": any(row.mine for row in page),
        "writes": may(request.user, "directive.write"),
    }
    return render(request, "directives/list.html", context)


def _inside(user) -> bool:
    """Whether the person may meet papers that are not published yet."""
    return may(user, "directive.write") or may(user, "directive.approve")


def _facets(visible) -> list[tuple]:
    rows = visible.annotate(year=ExtractYear("issued_on")).order_by()
    return list(rows.values_list("issuer", "issuer_name", "type_name", "year").distinct())


def _counts(follows: set[int]) -> dict:
    """Delivered and acknowledged, counted only for directives whose receipts the person follows."""
    followed = Q(issuer__in=follows)
    return {
        "delivered": Count("recipients", filter=followed),
        "acknowledged": Count("recipients", filter=followed & Q(recipients__acknowledged_at__isnull=False)),
    }


def _mine(user) -> Prefetch:
    """The person's own units among the recipients, as `mine`."""
    return Prefetch("recipients", Recipient.objects.received_by(user).in_order(), to_attr="mine")
