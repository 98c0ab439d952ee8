"""One cycle as numbers and as pictures, and its journal."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import clock
from portal.access import hat_at
from portal.blocks import block_name
from reports.overview import Tally, curve, submissions, tally
from reports.views.cycles.doors import overseen


@login_required
@require_safe
def cycle(request, pk):
    """Who has submitted, when, and who has not: every number leads to the units behind it."""
    found, now = overseen(request.user, pk, whole=True), clock.now()
    counts = tally(found, now)
    days = submissions(found)
    context = {
        "cycle": found,
        "tally": counts,
        "blocks": counts.by_block(),
        "now": now,
        "is_over": now >= found.due_at,
        "manages": hat_at(request.user, "cycle.manage", found.collector_id) is not None,
        "block_chart": _block_chart(counts, is_over=now >= found.due_at),
        "days": tuple(reversed(days)),
        "curve_chart": _curve_chart(curve(days, found, now), found),
        "tab": "cycle",
    }
    return render(request, "reports/cycles/cycle.html", context)


def _block_chart(counts: Tally, *, is_over: bool) -> dict:
    blocks = counts.by_block()
    series = [
        ("Đúng hạn", "plain", [t.on_time for _, t in blocks]),
        ("Trong thời gian gia hạn", "quiet", [t.grace for _, t in blocks]),
        ("Nộp muộn", "warn", [t.late for _, t in blocks]),
        ("Chưa nộp", "late" if is_over else "ink", [t.missing for _, t in blocks]),
    ]
    return {
        "kind": "bars",
        "stacked": True,
        "unit": "đơn vị",
        "labels": [block_name(block) for block, _ in blocks],
        "series": [{"label": w, "tone": tone, "values": values} for w, tone, values in series if any(values)],
    }


def _curve_chart(points, found) -> dict:
    """The total so far, in one colour up to the deadline and in another after it, so that the deadline is seen."""
    labels = [f"{p.day:%d/%m}" + (" (hạn)" if p.day == found.last_day else "") for p in points]
    before = [p.total if p.day <= found.last_day else None for p in points]
    after = [p.total if p.day >= found.last_day else None for p in points]
    series = [{"label": "Tổng số đã nộp, đến hạn", "tone": "plain", "values": before}]
    if any(p.day > found.last_day for p in points):
        series.append({"label": "Sau hạn", "tone": "late", "values": after})
    return {"kind": "line", "unit": "đơn vị", "labels": labels, "series": series}
