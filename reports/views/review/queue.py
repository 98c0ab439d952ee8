"""The queue of submitted reports, and giving them to reviewers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal import clock
from portal.access import may
from portal.blocks import block_key
from reports.forms.filters import MINE, NOBODY, QueueFilter
from reports.models import Cycle, State
from reports.reviewing import (
    AssignmentRefused,
    assign,
    facets,
    in_queue_order,
    queue_of,
    reviewers_of,
    with_counts,
)
from reports.standing import Standing
from reports.views.lines import dress_reports
from reports.views.paging import page_of
from reports.views.review.doors import filters_kept, review_address, reviewable

PER_PAGE = 50
SHOWN = (
    "state",
    "submitted_at",
    "first_submitted_at",
    "return_due_at",
    "warning_count",
    "reviewer__full_name",
    "latest_revision__number",
    "obligation__unit_name",
    "obligation__block",
    "obligation__cause",
    "obligation__due_at",
)


def managed_cycles(user) -> list[Cycle]:
    """The cycles in whose queue the person works, newest first."""
    return list(
        Cycle.objects.manageable_by(user).only(
            "pk", "year", "title", "state", "scope", "grace_until", "collector", "collector_name"
        )
    )


def chosen_cycle(request, cycles: list[Cycle]) -> Cycle | None:
    """The cycle of the address, or the newest open one; Http404 for one that is not the person's."""
    wanted = request.GET.get("ky")
    if wanted:
        found = next((c for c in cycles if str(c.pk) == wanted), None)
        if found is None:
            raise Http404
        return found
    return next((c for c in cycles if c.state == Cycle.State.OPEN), cycles[0] if cycles else None)


def queue_filter(request, groups, reviewers) -> QueueFilter:
    """The filters of the address over what the queue holds."""
    blocks = dict.fromkeys(g.block for g in sorted(groups, key=lambda g: block_key(g.block)))
    return QueueFilter(request.GET, blocks=blocks, reviewers=reviewers, user=request.user)


@login_required
@require_safe
def queue(request):
    """What waits for review, the longest waiting first; filters in the address."""
    if not may(request.user, "report.review"):
        raise Http404
    cycles = managed_cycles(request.user)
    cycle, now = chosen_cycle(request, cycles), clock.now()
    if cycle is None:
        return render(request, "reports/review/queue.html", {"cycle": None})
    everything = queue_of(request.user, cycle)
    groups, reviewers = facets(request.user, cycle, now), reviewers_of(cycle.collector_id)
    filters = queue_filter(request, groups, reviewers)
    rows = with_counts(filters.narrow(everything, now), request.user)
    rows = rows.select_related("obligation", "latest_revision", "reviewer").only(*SHOWN)
    keep = {"ky": cycle.pk}
    page = page_of(request, in_queue_order(rows), PER_PAGE, filters.total(groups))
    dress_reports(page, cycle, now, kept=_address(keep, filters))
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "page": page,
        "filters": filters,
        "tiles": _tiles(groups, filters, request.user),
        "reviewers": reviewers,
        "keep": keep,
        "kept": _address(keep, filters),
        "shows_state": filters.standing in (Standing.RETURNED, QueueFilter.ALL),
    }
    return render(request, "reports/review/queue.html", context)


def _address(keep: dict, filters: QueueFilter) -> str:
    return f"ky={keep['ky']}" + (f"&{filters.address}" if filters.chosen else "")


def _tiles(groups, filters: QueueFilter, user) -> list[dict]:
    """The counts above the list, each a filter of it."""
    waiting = [g for g in groups if g.standing == Standing.SUBMITTED]

    def tile(label, icon, query, found, tone="", note=""):
        here = filters.chosen == dict(part.split("=") for part in query.split("&") if part)
        return {
            "label": label,
            "icon": icon,
            "query": query,
            "count": sum(g.count for g in found),
            "tone": tone,
            "note": note,
            "here": here,
        }

    return [
        tile("Chờ thẩm định", "clock", "", waiting),
        tile("Giao cho tôi", "user", f"nguoi={MINE}", [g for g in waiting if g.reviewer == user.pk]),
        tile("Chưa giao", "users", f"nguoi={NOBODY}", [g for g in waiting if g.reviewer is None]),
        tile("Nộp lại", "refresh", "lan=lai", [g for g in waiting if g.again], note="sau khi bổ sung"),
        tile("Đã trả lại", "return", "tt=tra-lai", [g for g in groups if g.standing == Standing.RETURNED], "due-soon"),
        tile("Đã chấp nhận", "check-circle", "tt=chap-nhan", [g for g in groups if g.standing == "chap-nhan"], "ok"),
    ]


@login_required
@require_POST
def queue_assign(request):
    """Give the chosen reports to a reviewer, to oneself, or to nobody."""
    if not may(request.user, "report.review"):
        raise Http404
    kept = filters_kept(request.POST.get("loc", ""))
    keys = [key for key in request.POST.getlist("bao_cao") if key.isdecimal() and len(key) < 19][:PER_PAGE]
    reports = list(reviewable(request.user).filter(pk__in=keys).select_related("obligation__cycle", "latest_revision"))
    if not reports:
        messages.info(request, "Đề nghị chọn ít nhất một báo cáo để giao.")
        return redirect(f"{reverse('reports:queue')}?{kept}")
    cycle = get_object_or_404(Cycle.objects.manageable_by(request.user), pk=reports[0].obligation.cycle_id)
    reports = [r for r in reports if r.obligation.cycle_id == cycle.pk and r.state != State.ACCEPTED]
    _assign(request, reports, cycle)
    if request.POST.get("ve") == "bao-cao":
        return redirect(review_address(int(keys[0]), kept))
    return redirect(f"{reverse('reports:queue')}?{kept}")


def _assign(request, reports, cycle) -> None:
    who = request.POST.get("nguoi", "")
    people = {str(user.pk): user for user in reviewers_of(cycle.collector_id)} | {MINE: request.user, NOBODY: None}
    if who not in people:
        messages.info(request, "Đề nghị chọn người thẩm định.")
        return
    try:
        changed = assign(reports, people[who], cycle=cycle, by=request.user)
    except AssignmentRefused as refusal:
        messages.warning(request, str(refusal))
        return
    if not changed:
        messages.info(request, "Các báo cáo đã được giao như vậy từ trước.")
    elif people[who]:
        messages.success(request, f"Đã giao {changed} báo cáo cho {people[who].full_name}.")
    else:
        messages.success(request, f"Đã trả {changed} báo cáo về hàng chờ chung.")
