"""Ratios that nobody types: worked out for one report from its figures, for many from sums, never from ratios (pure).

Source: domain.md 1.2, rules 2 and 4. Figures are in the unit that people type; nothing is rounded before it is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from reports.form_schema import DerivedDef, FormDefinition
from reports.rules import Value, is_missing

HUNDRED = Decimal(100)

Pair = tuple[Decimal, Decimal]


def ratio(
    numerators: Sequence[Value],
    denominators: Sequence[Value],
    multiplier: Decimal = HUNDRED,
    decimals: int | None = None,
) -> Decimal | None:
    """Sum of the numerators / sum of the denominators × multiplier, for one unit.

    None when any operand is missing (not entered or not applicable) or the denominators add up to 0. Exact to 28
    digits unless ``decimals`` asks for the rounding of a shown number.
    """
    pair = pair_of(numerators, denominators)
    if pair is None:
        return None
    value = ratio_of_sums([pair], multiplier)
    return value if value is None or decimals is None else rounded(value, decimals)


def pair_of(numerators: Sequence[Value], denominators: Sequence[Value]) -> Pair | None:
    """The (numerator, denominator) sums of one unit, or None when the unit does not count for this ratio."""
    if any(is_missing(value) for value in (*numerators, *denominators)):
        return None
    return sum(numerators, Decimal(0)), sum(denominators, Decimal(0))


def ratio_of_sums(pairs: Iterable[Pair | None], multiplier: Decimal = HUNDRED) -> Decimal | None:
    """The ratio over many units: their pairs are added up first, and a unit without a pair is left out on both sides.

    None when no unit counts or the denominators add up to 0 (shown as "–", never as 0 %). Sums that the database has
    added up over the units that count go in as a single pair.
    """
    numerator = denominator = Decimal(0)
    for pair in pairs:
        if pair is not None:
            numerator += pair[0]
            denominator += pair[1]
    return None if denominator == 0 else numerator * multiplier / denominator


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value as it is shown: half up (2.25 -> 2.3), away from zero for negative numbers."""
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def derived_value(derived: DerivedDef, values: Mapping[str, Value]) -> Decimal | None:
    """One ratio of one report, not rounded; ``values`` maps indicator codes to figures as people type them."""
    numerators = [values.get(code) for code in derived.numerators]
    denominators = [values.get(code) for code in derived.denominators]
    return ratio(numerators, denominators, derived.multiplier)


def derived_values(definition: FormDefinition, values: Mapping[str, Value]) -> dict[str, Decimal | None]:
    """Every ratio of one report by its code, in the form's order."""
    return {derived.code: derived_value(derived, values) for derived in definition.derived}
