"""Taking what programmes and the units below give: compared with what stands there, chosen one by one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reports.drafts import Locked, Stale, open_sections
from reports.prefill import has_offers, holds, offer_for, take
from reports.views.officer import editing
from reports.views.officer.doors import definition_for, own_draft, section_or_404


@login_required
@require_http_methods(["GET", "POST"])
def prefill(request, pk, code):
    """What the portal knows for this section; POST writes the ticked places on the version that the page showed."""
    report = own_draft(request.user, pk)
    definition = definition_for(report)
    part = section_or_404(definition, code)
    if not has_offers(definition, part, report.own_cycle):
        raise Http404
    row = open_sections(report, definition)[code]
    offer = offer_for(report, definition, part, report.own_cycle)
    context = {"report": report, "cycle": report.obligation.cycle, "part": part, "offer": offer}
    context["heading"] = definition.heading(part, report.obligation.cycle.year)
    ticked, status = None, 200
    if request.method == "POST":
        ticked = set(request.POST.getlist("lay"))
        if not ticked:
            messages.info(request, "Chưa đánh dấu ô nào nên không ghi gì.")
            return redirect("reports:section", pk, code)
        saved = take(report, code, offer, ticked, seen=_whole(request.POST.get("version", "")), by=request.user)
        if isinstance(saved, Stale):
            context["stale"], status = saved.by or "Người khác", 409
            row.content, row.version = saved.theirs, saved.version
        elif isinstance(saved, Locked):
            context["locked"], status = saved.words, 423
        else:
            messages.success(request, "Đã ghi vào báo cáo; nguồn được ghi kèm.")
            return redirect("reports:section", pk, code)
    elif not report.is_writable:
        raise Http404
    context |= {"version": row.version} | _compared(definition, row.content, offer, ticked)
    return render(request, "reports/officer/prefill.html", context, status=status)


def _whole(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


def _compared(definition, content: dict, offer, ticked: set[str] | None) -> dict:
    """Each offer beside what stands there; only what is blank is ticked before a person has chosen."""
    figures = []
    for one in offer.figures.values():
        item = definition.indicator(one.code)
        now = _words(item, content.get("figures", {}).get(one.code, {}))
        figures.append(
            {"offer": one, "item": item, "now": now, "ticked": one.code in ticked if ticked is not None else not now}
        )
    rows = [_row(content.get("annexes", {}).get(one.annex, []), one, ticked) for one in offer.rows]
    return {"figures": figures, "rows": rows}


def _words(item, entry: dict) -> str:
    kind = entry.get("kind") or "number"
    return editing.shown_raw(item, entry.get("raw", "")) if kind == "number" else dict(editing.KINDS).get(kind, "")


def _row(standing: list[dict], one, ticked: set[str] | None) -> dict:
    held = holds(standing, one.cells)
    alike = not held and any(
        all(row.get(key) == one.cells.get(key) for key in ("ten", "thoi_gian")) for row in standing
    )
    chosen = one.place in ticked if ticked is not None else not (held or alike)
    return {"offer": one, "held": held, "alike": alike, "ticked": chosen and not held}
