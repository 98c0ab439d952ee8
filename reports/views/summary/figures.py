"""The figures of a run by scope, and what each of them is made of."""

from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from portal.text import clean_line, fold
from reports.aggregation import (
    Contributions,
    Scope,
    ShownFigure,
    absorbed_names,
    contributions,
    few_yet,
    scope_from,
    scopes_of,
    shown_code,
    shown_figures,
)
from reports.derived import rounded
from reports.models import SummaryFigure, SummaryRun
from reports.views.paging import page_of
from reports.views.summary.doors import finished_run, rights, scope_or_404

PER_PAGE = 50
MOST_BARS = 40
MOST_FOUND = 50
FEW = 60
MANY = 20_000
DERIVED_TITLE = "Tỷ lệ, bình quân tính từ số liệu tổng hợp"
KIND_WORDS = {
    "none_occurred": "Không phát sinh",
    "not_applicable": "Không áp dụng",
    "not_entered": "Chưa nhập",
    "estimated": "Số ước",
}
S = SummaryFigure.Scope


@login_required
@require_safe
def run(request, pk):
    """Every figure of one scope of a run (?pham_vi=), and a picture of one of them by block (?chi_tieu=)."""
    found = finished_run(request.user, pk, with_newest=True)
    scope = scope_or_404(found, request.GET.get("pham_vi", ""))
    figures = shown_figures(found, scope.kind, scope.key)
    if not figures:
        raise Http404
    wanted = request.GET.get("chi_tieu", "")
    charted = next((figure for figure in figures if figure.code == wanted), figures[0])
    parts = shown_code(found, charted.code, S.BLOCK, S.LEVEL)
    unions = shown_code(found, charted.code, S.SUBTREE, most=FEW + 1)
    context = {
        "run": found,
        "cycle": found.cycle,
        "last_year": found.cycle.year - 1,
        "scope": scope,
        "groups": _grouped(figures),
        "any_estimate": any(figure.is_estimated for figure in figures),
        "previous_units": max(figure.row.previous_units for figure in figures),
        "few_yet": few_yet(figures),
        "charted": charted,
        "figures": figures,
        "tab": "figures",
        **_choice_of_scopes(request, found, parts, unions),
        **_picture(found, charted, parts, unions),
        **rights(request.user, found.cycle),
    }
    return render(request, "reports/summary/run.html", context)


def _grouped(figures: list[ShownFigure]) -> list[tuple[str, list[ShownFigure]]]:
    return [
        (title, list(group))
        for title, group in groupby(figures, key=lambda figure: figure.measure.group or DERIVED_TITLE)
    ]


def _choice_of_scopes(request, found: SummaryRun, parts: list[ShownFigure], unions: list[ShownFigure]) -> dict:
    """Blocks and levels to choose from; unions in between too while they are few, else by a search."""
    scopes = [scope_from(part.row) for part in parts]
    query = clean_line(request.GET.get("tim", ""))[:100]
    matching = []
    if query:
        matching = [scope for scope in scopes_of(found, S.SUBTREE) if fold(query) in fold(scope.label)]
    return {
        "blocks": [scope for scope in scopes if scope.kind == S.BLOCK],
        "levels": [scope for scope in scopes if scope.kind == S.LEVEL],
        "unions": [scope_from(part.row) for part in unions] if len(unions) <= FEW else [],
        "many_unions": len(unions) > FEW,
        "union_query": query,
        "unions_found": matching[:MOST_FOUND],
        "unions_matching": len(matching),
    }


def _picture(found: SummaryRun, charted: ShownFigure, parts: list[ShownFigure], unions: list[ShownFigure]) -> dict:
    """One figure by block (by union in between, where there are no blocks), as a chart and its table."""
    blocks = [part for part in parts if part.row.scope == S.BLOCK]
    shown = (blocks or unions)[:MOST_BARS]
    if len(shown) < 2:
        return {"parts": [], "chart": None}
    year = found.cycle.year
    series = [{"label": f"Năm {year}", "values": [_plain(p, p.value) for p in shown], "tone": "plain"}]
    if any(part.previous is not None for part in shown):
        values = [_plain(p, p.previous) for p in shown]
        series.insert(0, {"label": f"Năm {year - 1}", "values": values, "tone": "quiet"})
    labels = [part.row.scope_label for part in shown]
    return {"parts": shown, "chart": {"kind": "column", "unit": charted.unit, "labels": labels, "series": series}}


def _plain(figure: ShownFigure, value) -> float | None:
    return None if value is None else float(rounded(value, figure.decimals))


@login_required
@require_safe
def figure(request, pk, code):
    """The units and revisions behind one figure in one scope, page by page, with their own sum as a check."""
    found = finished_run(request.user, pk)
    scope = scope_or_404(found, request.GET.get("pham_vi", ""))
    shown = {item.code: item for item in shown_figures(found, scope.kind, scope.key)}
    if code not in shown:
        raise Http404
    made_of = contributions(found, code, scope)
    query = clean_line(request.GET.get("q", ""))[:200]
    kind = request.GET.get("loai", "")
    outside = kind == "chua-co"
    kind = kind if kind in KIND_WORDS else ""
    page = _page(request, made_of, shown[code], kind=kind, query=fold(query), outside=outside)
    context = {
        "run": found,
        "cycle": found.cycle,
        "scope": scope,
        "figure": shown[code],
        "last_year": found.cycle.year - 1,
        "operands": [_operand(shown[c], made_of) for c in made_of.codes],
        "page": page,
        "rows": [] if outside else _rows(made_of, page),
        "outside": outside,
        "kind": kind,
        "kinds": KIND_WORDS,
        "query": query,
        "missing": scope.owing - _went_in(found, made_of, scope),
        "many": found.accepted > MANY,
        "check": _check(request, found, made_of),
        "place": urlencode({"pham_vi": scope.code}) if scope.code else "",
        "neighbours": _neighbours(list(shown), code),
        "tab": "figures",
    }
    return render(request, "reports/summary/figure.html", context)


def _check(request, found: SummaryRun, made_of: Contributions) -> tuple | None:
    """The units' own sum, of plain sums; of very many units only where it is asked for (?cong=1)."""
    if made_of.measure.kind != "sum" or (found.accepted > MANY and request.GET.get("cong") != "1"):
        return None
    return made_of.added_up()


def _went_in(found: SummaryRun, made_of: Contributions, scope: Scope) -> int:
    return found.accepted if scope.kind == S.TOTAL else made_of.inputs().count()


def _page(request, made_of: Contributions, shown: ShownFigure, *, kind: str, query: str, outside: bool):
    if outside:
        return page_of(request, made_of.absent(search=query), PER_PAGE)
    plain = not kind and not query and made_of.scope.kind == S.TOTAL
    total = made_of.run.accepted if plain else None
    return page_of(request, made_of.inputs(kind=kind, search=query), PER_PAGE, total)


def _operand(shown: ShownFigure, made_of: Contributions) -> dict:
    item = made_of.definition.indicator(shown.code)
    return {"code": shown.code, "label": shown.label, "unit": item.unit, "decimals": item.decimals, "item": item}


def _rows(made_of: Contributions, page) -> list[dict]:
    """What one page shows of each unit: every operand as it was given, last year's behind it, the change."""
    rows = made_of.rows(page.object_list)
    absorbed = absorbed_names(made_of.run, [row.obligation.pk for row in rows])
    found = []
    for row in rows:
        cells = [_cell(made_of, row, code) for code in made_of.codes]
        before = None
        if not made_of.measure.is_ratio and row.before.get(made_of.measure.code) is not None:
            before = _typed(made_of, made_of.measure.code, row.before[made_of.measure.code])
        value = cells[0]["value"]
        change = None if before is None or value is None or made_of.measure.is_ratio else value - before
        found.append(
            {
                "obligation": row.obligation,
                "revision": row.revision,
                "cells": cells,
                "before": before,
                "change": change,
                "absorbed": absorbed.get(row.obligation.pk, []),
            }
        )
    return found


def _cell(made_of: Contributions, row, code: str) -> dict:
    given = row.figures.get(code)
    kind = given.kind if given else "not_entered"
    value = None if given is None or given.value is None else _typed(made_of, code, given.value)
    decimals = made_of.definition.indicator(code).decimals
    estimated = bool(given and given.estimated)
    return {
        "kind": kind,
        "word": KIND_WORDS.get(kind, ""),
        "value": value,
        "decimals": decimals,
        "estimated": estimated,
    }


def _typed(made_of: Contributions, code: str, stored: int):
    item = made_of.definition.indicator(code)
    return item.to_typed(stored) if item.is_number else stored


def _neighbours(codes: list[str], code: str) -> tuple[str, str]:
    """The codes before and after, or ""."""
    place = codes.index(code)
    return codes[place - 1] if place else "", codes[place + 1] if place + 1 < len(codes) else ""
