"""Reading a run's figures as people see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.aggregation.plan import MEAN, common_scale, ordered_codes
from reports.derived import rounded
from reports.form_schema import FormDefinition
from reports.lookups import definition_of
from reports.models import SummaryFigure, SummaryRun


@dataclass(frozen=True)
class Measure:
    """What a code measures, in the unit that people read. `kind` is "sum", "mean", "ratio" or "none"."""

    code: str
    label: str
    unit: str
    decimals: int
    kind: str
    group: str

    @property
    def is_ratio(self) -> bool:
        """Whether its units have no share in it that could be added up."""
        return self.kind in ("mean", "ratio")


@dataclass(frozen=True)
class ShownFigure:
    """One figure in the unit that people read, exact; `value` None means that there is nothing to show (–)."""

    measure: Measure
    value: Decimal | None
    previous: Decimal | None
    row: SummaryFigure

    @property
    def code(self) -> str:
        return self.measure.code

    @property
    def label(self) -> str:
        return self.measure.label

    @property
    def unit(self) -> str:
        return self.measure.unit

    @property
    def decimals(self) -> int:
        return self.measure.decimals

    @property
    def is_derived(self) -> bool:
        return self.measure.kind == "ratio"

    @property
    def coverage(self) -> tuple[int, int]:
        """(units whose figure is in it, units that owe a report)."""
        zeros = 0 if self.measure.is_ratio else self.row.units_none
        return self.row.units_number + zeros, self.row.units_owing

    @property
    def is_estimated(self) -> bool:
        return self.row.units_estimated > 0

    @property
    def change(self) -> Decimal | None:
        """This year less last year, of the numbers as they are shown."""
        if self.value is None or self.previous is None:
            return None
        return rounded(self.value, self.decimals) - rounded(self.previous, self.decimals)

    @property
    def change_percent(self) -> Decimal | None:
        """The change as a share of last year's, in percent; None for ratios in percent, and where last year was 0."""
        if self.change is None or not self.previous or self.unit == "%":
            return None
        return (self.value - self.previous) / abs(self.previous) * 100


def measures(definition: FormDefinition) -> dict[str, Measure]:
    """Every code of a form, in its order, derived ones after."""
    titles = {group.code: group.title for group in definition.groups}
    found = {}
    for item in definition.indicators:
        kind = "mean" if item.agg_units == MEAN else "none" if item.agg_units == "none" else "sum"
        unit = "đơn vị" if item.agg_units == "count_true" else item.unit
        found[item.code] = Measure(item.code, item.label, unit, item.decimals, kind, titles.get(item.group, ""))
    for item in definition.derived:
        found[item.code] = Measure(item.code, item.label, item.unit, item.decimals, "ratio", "")
    return found


def shown_figures(run: SummaryRun, scope: str = "total", scope_key: str = "") -> list[ShownFigure]:
    """Every figure of one scope of a run, in the order of the form, derived ones after."""
    definition = definition_of(run.cycle.form_version_id)
    rows = {row.code: row for row in run.figures.filter(scope=scope, scope_key=scope_key)}
    return shown(definition, (rows[code] for code in ordered_codes(definition) if code in rows))


def few_yet(figures: list[ShownFigure]) -> bool:
    """Whether so many fewer units stand behind this year's figures that a comparison with last year's says nothing."""
    now = max((figure.coverage[0] for figure in figures), default=0)
    return now * 10 < 9 * max((figure.row.previous_units for figure in figures), default=0)


def shown_code(run: SummaryRun, code: str, *kinds: str, most: int | None = None) -> list[ShownFigure]:
    """One figure in all scopes of some kinds, at most so many, in the order of their keys."""
    rows = run.figures.filter(scope__in=kinds, code=code).order_by("scope", "scope_key")[:most]
    return shown(definition_of(run.cycle.form_version_id), rows)


def shown(definition: FormDefinition, rows: Iterable[SummaryFigure]) -> list[ShownFigure]:
    """Stored figures as people read them."""
    known = measures(definition)
    times = {code: _times(definition, code) for code in known}
    found = []
    for row in rows:
        measure = known[row.code]
        if measure.is_ratio:
            value = _quotient(row.numerator, row.denominator, times[row.code])
            before = _quotient(row.previous_numerator, row.previous_denominator, times[row.code])
        else:
            value = None if row.value is None else Decimal(row.value) * times[row.code]
            before = None if row.previous is None else Decimal(row.previous) * times[row.code]
        found.append(ShownFigure(measure, value, before, row))
    return found


def _times(definition: FormDefinition, code: str) -> Decimal:
    """What stored sums, or the quotient of stored sums, must be multiplied by to be in the unit that people read."""
    derived = next((item for item in definition.derived if item.code == code), None)
    if derived is None:
        return Decimal(1) / definition.indicator(code).scale
    above = common_scale(definition, derived.numerators)
    return derived.multiplier * common_scale(definition, derived.denominators) / above


def _quotient(above: int | None, below: int | None, times: Decimal) -> Decimal | None:
    if above is None or not below:
        return None
    return Decimal(above) * times / Decimal(below)
