"""What a unit's own affiliates have reported to it, added up, for the report that the unit owes itself (design 5)."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from portal.text import format_datetime, format_number
from reports.aggregation import ShownFigure, latest_run, shown_figures
from reports.derived import rounded
from reports.form_schema import FormDefinition, SectionDef
from reports.models import Cycle, Figure, SummaryRun
from reports.prefill.offers import MOST_ITEMS, FigureOffer


def with_own_cycle(reports):
    """Reports that know as `own_cycle` the key of the cycle in which their unit collects the same form that year."""
    theirs = Cycle.objects.filter(
        collector=OuterRef("obligation__unit"),
        year=OuterRef("obligation__cycle__year"),
        form_version=OuterRef("obligation__cycle__form_version"),
    )
    return reports.annotate(own_cycle=Subquery(theirs.values("pk")[:1]))


def may_be_added_up(definition: FormDefinition, section: SectionDef) -> bool:
    """Whether the section asks for a figure that the units below can give by being added up."""
    return any(_adds_up(definition, code) for code in section.indicators)


def totals_for(
    own_cycle: int | None, definition: FormDefinition, section: SectionDef, *, named: bool
) -> dict[str, FigureOffer]:
    """{indicator: offer} out of the newest run of the unit's own cycle; with `named` each unit's part is told.

    Only accepted reports are in a run. Nothing without such a cycle or run; four statements at most.
    """
    asked = own_cycle is not None and may_be_added_up(definition, section)
    run = latest_run(Cycle.objects.get(pk=own_cycle)) if asked else None
    if run is None:
        return {}
    figures = {
        one.code: one
        for one in shown_figures(run)
        if one.code in section.indicators and _adds_up(definition, one.code) and one.value is not None
    }
    figures = {code: one for code, one in figures.items() if one.row.units_number}
    parts = _parts(run, definition, list(figures)) if named else {}
    return {code: _offer(run, one, tuple(parts.get(code, ()))) for code, one in figures.items()}


def _adds_up(definition: FormDefinition, code: str) -> bool:
    item = definition.indicator(code)
    return item.is_number and item.agg_units != "none"


def _offer(run: SummaryRun, one: ShownFigure, items: tuple[str, ...]) -> FigureOffer:
    given, owing = one.coverage
    words = (
        f"{given}/{owing} đơn vị trực thuộc đã được chấp nhận báo cáo, lần tổng hợp {run.number} lúc "
        f"{format_datetime(run.inputs_at)}"
    )
    value = rounded(one.value, one.decimals)
    return FigureOffer(one.code, value, words, items, origin="units", estimated=one.is_estimated)


def _parts(run: SummaryRun, definition: FormDefinition, codes: list[str]) -> dict[str, list[str]]:
    """{code: "unit: its figure"} of the revisions in the run, in the order of the units' names."""
    names = dict(run.inputs.order_by("obligation__sort_key").values_list("revision", "obligation__unit_name"))
    rows = Figure.objects.filter(revision__in=names, indicator__code__in=codes, kind=Figure.Kind.NUMBER)
    told = defaultdict(dict)
    for revision, code, value, estimated in rows.values_list("revision", "indicator__code", "value", "estimated"):
        item = definition.indicator(code)
        number = format_number(Decimal(value) / item.scale, item.decimals)
        told[code][revision] = f"{names[revision]}: {number}{' (ước)' if estimated else ''}"
    return {code: [held[key] for key in names if key in held][:MOST_ITEMS] for code, held in told.items()}
