"""The tree as of a day, opened branch by branch, and the search in it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.access import may
from portal.forms.listing import TreeFilter, day_in
from portal.forms.picking import keys_of
from portal.units import (
    FOUND_SHOWN,
    children,
    place_names,
    search,
    tops,
    units_within,
    with_child_counts,
)
from portal.worktime import today


@login_required
@require_safe
def tree(request):
    """The tops of what the person reaches, each open one step; with ?q= the units found instead."""
    if not may(request.user, "unit.read"):
        raise Http404
    filters = TreeFilter(request.GET)
    day = filters.day
    context = {
        "filters": filters,
        "day": day,
        "is_today": day == today(),
        "may_manage": may(request.user, "unit.manage"),
    }
    if filters.typed:
        found = search(request.user, filters.typed, day, all_times=filters.all_times)
        context |= {"found": found[:FOUND_SHOWN], "more": len(found) > FOUND_SHOWN, "places": place_names(found)}
        return render(request, "units/found.html", context)
    branches = []
    for version in with_child_counts(tops(request.user, day), day):
        branches.append({"version": version, "below": _below(request, version.unit_id, day)})
    return render(request, "units/tree.html", context | {"branches": branches})


@login_required
@require_safe
def branch(request, pk):
    """The units directly below one, for htmx; ?after= continues a long list, and without scripts it is a page."""
    unit = get_object_or_404(units_within(request.user), pk=pk)
    day = day_in(request.GET.get("ngay"))
    after = next(iter(keys_of([request.GET.get("sau", "")])), None)
    context = {"unit": unit, "day": day, "is_today": day == today(), "below": _below(request, unit.pk, day, after)}
    name = "units/parts/branch_items.html" if request.htmx else "units/branch.html"
    return render(request, name, context)


def _below(request, unit_id: int, day, after=None) -> dict:
    """Versions below with the keys of those that the person may open (some stand elsewhere today)."""
    found = children(unit_id, day, after=after)
    keys = [version.unit_id for version in found.versions]
    if day < today():
        keys = units_within(request.user).filter(pk__in=keys).values_list("pk", flat=True)
    return {"unit": unit_id, "versions": found.versions, "after": found.after, "open_to": set(keys)}
