"""Figures of a snapshot as they are shown and as rules want them (pure)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from portal.text import format_number
from reports.form_schema import FormDefinition, IndicatorDef
from reports.models import Figure
from reports.rules import NOT_APPLICABLE

Kind = Figure.Kind
ABSENT = {Kind.NONE_OCCURRED: "KPS", Kind.NOT_APPLICABLE: "KAD", Kind.NOT_ENTERED: "–"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it is shown: `value` as people type it (None where there is no number), its words, its kind."""

    value: Decimal | bool | None
    words: str
    kind: str
    estimated: bool = False

    @property
    def absent(self) -> bool:
        return self.kind != Kind.NUMBER

    @property
    def kind_words(self) -> str:
        return Kind(self.kind).label


def show(indicator: IndicatorDef, entry: Mapping | None) -> Shown:
    """One figure of a snapshot, or of last year's sums: {"kind", "value" (scaled integer), "estimated"}."""
    if not entry:
        return Shown(None, ABSENT[Kind.NOT_ENTERED], Kind.NOT_ENTERED.value)
    kind, stored = Kind(entry["kind"]), entry.get("value")
    if kind != Kind.NUMBER or stored is None:
        zero = Decimal(0) if kind == Kind.NONE_OCCURRED else None
        return Shown(zero, ABSENT.get(kind, "–"), kind.value)
    value = indicator.to_typed(stored)
    words = format_number(value, indicator.decimals) if indicator.is_number else ("Có" if value else "Không")
    return Shown(value, words, kind.value, bool(entry.get("estimated")))


def signed(number: Decimal, places: int) -> str:
    """A difference with its sign: "+12", "−3,5", "0"."""
    words = format_number(abs(number), places)
    if not number:
        return words
    return f"+{words}" if number > 0 else f"−{words}"


def typed(definition: FormDefinition, entries: Mapping[str, Mapping]) -> dict[str, object]:
    """Figures as rules want them: Decimal, bool, None or NOT_APPLICABLE."""
    found = {}
    for indicator in definition.indicators:
        shown = show(indicator, entries.get(indicator.code))
        found[indicator.code] = NOT_APPLICABLE if shown.kind == Kind.NOT_APPLICABLE else shown.value
    return found
