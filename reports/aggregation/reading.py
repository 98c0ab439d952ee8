"""Reading a run: figures as people see them, and the units and revisions that make each of them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from portal.models.units import below
from reports.derived import rounded
from reports.form_schema import FormDefinition
from reports.lookups import definition_of, indicator_keys
from reports.models import Figure, SummaryFigure, SummaryInput, SummaryRun


@dataclass(frozen=True)
class ShownFigure:
    """One figure in the unit that people read; `value` None means that there is nothing to show (–)."""

    code: str
    label: str
    unit: str
    decimals: int
    is_derived: bool
    value: Decimal | None
    previous: Decimal | None
    row: SummaryFigure

    @property
    def coverage(self) -> tuple[int, int]:
        """(units whose figure is in it, units that owe a report)."""
        return self.row.units_number + self.row.units_none, self.row.units_owing

    @property
    def is_estimated(self) -> bool:
        return self.row.units_estimated > 0

    @property
    def change(self) -> Decimal | None:
        return None if self.value is None or self.previous is None else self.value - self.previous


def shown_figures(run: SummaryRun, scope: str = "total", scope_key: str = "") -> list[ShownFigure]:
    """Every figure of one scope of a run, in the order of the form, derived ones after."""
    definition = definition_of(run.cycle.form_version_id)
    rows = {row.code: row for row in run.figures.filter(scope=scope, scope_key=scope_key)}
    return [shown(definition, rows[code]) for code in ordered_codes(definition) if code in rows]


def ordered_codes(definition: FormDefinition) -> list[str]:
    return [item.code for item in definition.indicators] + [item.code for item in definition.derived]


def shown(definition: FormDefinition, row: SummaryFigure) -> ShownFigure:
    """One stored figure as people read it."""
    derived = next((item for item in definition.derived if item.code == row.code), None)
    if derived:
        times, label, unit, decimals = derived.multiplier, derived.label, derived.unit, derived.decimals
        value = _quotient(row.numerator, row.denominator, times)
        before = _quotient(row.previous_numerator, row.previous_denominator, times)
        return ShownFigure(row.code, label, unit, decimals, True, value, before, row)
    item = definition.indicator(row.code)
    if item.agg_units == "weighted_mean":
        value = _quotient(row.numerator, row.denominator, Decimal(1) / item.scale)
        before = _quotient(row.previous_numerator, row.previous_denominator, Decimal(1) / item.scale)
    else:
        value = None if row.value is None else Decimal(row.value) / item.scale
        before = None if row.previous is None else Decimal(row.previous) / item.scale
    unit = "đơn vị" if item.agg_units == "count_true" else item.unit
    return ShownFigure(row.code, item.label, unit, item.decimals, False, value, before, row)


def _quotient(above, below, times: Decimal) -> Decimal | None:
    if above is None or not below:
        return None
    return Decimal(above) / Decimal(below) * times


def rounded_value(figure: ShownFigure) -> Decimal | None:
    return None if figure.value is None else rounded(figure.value, figure.decimals)


def contributions(run: SummaryRun, code: str, scope: str = "total", scope_key: str = ""):
    """Rows of the units behind a figure: dicts with unit, revision, kind, value(s), estimated, in protocol order.

    For a derived code each row holds every operand: {"operands": {code: scaled value | None}}.
    """
    inputs = SummaryInput.objects.filter(run=run).filter(scope_condition(scope, scope_key))
    definition = definition_of(run.cycle.form_version_id)
    keys = indicator_keys(run.cycle.form_version_id)
    derived = next((item for item in definition.derived if item.code == code), None)
    if derived:
        wanted = list(derived.numerators + derived.denominators)
    else:
        weight = definition.indicator(code).weight_by
        wanted = [code, weight] if weight else [code]
    ordered = inputs.select_related("obligation", "revision__report").order_by(
        "obligation__block_key", "obligation__position", "obligation__sort_key", "pk"
    )
    return ordered, wanted, {keys[c]: c for c in wanted}


def scope_condition(scope: str, key: str) -> Q:
    """Condition on SummaryInput for one scope."""
    if scope == SummaryFigure.Scope.BLOCK:
        return Q(obligation__block_key=key)
    if scope == SummaryFigure.Scope.LEVEL:
        return Q(obligation__level=key)
    if scope == SummaryFigure.Scope.SUBTREE:
        return below(key, "obligation__unit_path") & ~Q(obligation__unit_path=key)
    return Q()


def contribution_rows(inputs, codes: dict[int, str]) -> list[dict]:
    """One dict per input of a page: obligation, revision, figures {code: Figure}."""
    page = list(inputs)
    figures: dict[int, dict[str, Figure]] = {}
    found = Figure.objects.filter(revision__in=[i.revision_id for i in page], indicator__in=codes)
    for figure in found:
        figures.setdefault(figure.revision_id, {})[codes[figure.indicator_id]] = figure
    return [
        {"obligation": i.obligation, "revision": i.revision, "figures": figures.get(i.revision_id, {})} for i in page
    ]
