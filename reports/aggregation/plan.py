"""What a form asks to be added up, as numbered lines and the operands of ratios and means (pure)."""

from dataclasses import dataclass
from math import lcm

from reports.form_schema import DerivedDef, FormDefinition, IndicatorDef

ADDS_UP = ("sum", "count_true")
MEAN = "weighted_mean"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a run: `number` is where its kinds of empty are counted, `pair` where its sums stand.

    They differ for a weighted mean, whose sums go only over the units that gave value and weight.
    """

    code: str
    number: int
    pair: int
    adds_up: bool


@dataclass(frozen=True, slots=True)
class Operand:
    """An indicator's part in ratio `number`: the factors by which it counts above and below the line (0 = not)."""

    number: int
    indicator: int
    counted_as: int
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Mean:
    """A weighted mean: the keys of the indicators that hold value and weight."""

    number: int
    value: int
    weight: int


@dataclass(frozen=True, slots=True)
class Side:
    """How one year's figures are read: {indicator key: number of its line}, its ratios' operands, its means."""

    numbers: dict[int, int]
    operands: tuple[Operand, ...]
    means: tuple[Mean, ...]


def ordered_codes(definition: FormDefinition) -> list[str]:
    """Indicators in the order of the form, derived figures after."""
    return [item.code for item in definition.indicators] + [item.code for item in definition.derived]


def lines(definition: FormDefinition) -> tuple[Line, ...]:
    """The lines of a form, numbered from 1 in its order; the sums of means have numbers of their own after them."""
    codes = ordered_codes(definition)
    means = [item.code for item in definition.indicators if item.agg_units == MEAN]
    adding = {item.code for item in definition.indicators if item.agg_units in ADDS_UP}
    found = []
    for number, code in enumerate(codes, start=1):
        pair = len(codes) + 1 + means.index(code) if code in means else number
        found.append(Line(code, number, pair, code in adding))
    return tuple(found)


def side(definition: FormDefinition, keys: dict[str, int], *, of: FormDefinition | None = None) -> Side:
    """How figures with the indicator keys `keys` count on the lines of `definition`.

    `of` is the form by which they were given, if another: what it measured differently does not count.
    """
    by_code = {line.code: line for line in lines(definition)}
    usable = {item.code for item in definition.indicators if item.code in keys and (of is None or _same(item, of))}
    operands: list[Operand] = []
    for ratio in definition.derived:
        if usable.issuperset(ratio.numerators + ratio.denominators):
            operands += _operands(definition, ratio, by_code, keys)
    means = [
        Mean(by_code[item.code].pair, keys[item.code], keys[item.weight_by])
        for item in definition.indicators
        if item.agg_units == MEAN and {item.code, item.weight_by} <= usable
    ]
    numbers = {keys[code]: by_code[code].number for code in sorted(usable)}
    return Side(numbers, tuple(operands), tuple(means))


def _same(item: IndicatorDef, of: FormDefinition) -> bool:
    """Whether the other form measures and adds up the indicator in the same way."""
    other = next((found for found in of.indicators if found.code == item.code), None)
    return other is not None and all(
        getattr(item, name) == getattr(other, name) for name in ("type", "unit", "scale", "agg_units", "weight_by")
    )


def _operands(definition: FormDefinition, ratio: DerivedDef, by_code: dict[str, Line], keys: dict[str, int]):
    above, below = _factors(definition, ratio.numerators), _factors(definition, ratio.denominators)
    number = by_code[ratio.code].number
    return [
        Operand(number, keys[code], by_code[code].number, above.get(code, 0), below.get(code, 0))
        for code in dict.fromkeys(ratio.numerators + ratio.denominators)
    ]


def common_scale(definition: FormDefinition, codes: tuple[str, ...]) -> int:
    """The scale in which the sum of these indicators is exact."""
    return lcm(*(definition.indicator(code).scale for code in codes))


def _factors(definition: FormDefinition, codes: tuple[str, ...]) -> dict[str, int]:
    common = common_scale(definition, codes)
    found: dict[str, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + common // definition.indicator(code).scale
    return found
