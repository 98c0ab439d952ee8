"""Ratios: of one report, of many, and what is shown."""

from decimal import Decimal

import pytest

from reports.derived import derived_values, pair_of, ratio, ratio_of_sums, rounded
from reports.form_schema import DEFAULT_FORM, load_definition
from reports.rules import NOT_APPLICABLE


@pytest.mark.parametrize("missing", [None, NOT_APPLICABLE])
@pytest.mark.parametrize("place", range(4))
def test_ratio_of_a_missing_operand_is_none(place, missing):
    operands = [Decimal(6), Decimal(2), Decimal(8), Decimal(4)]
    operands[place] = missing

    assert ratio(operands[:2], operands[2:]) is None


def test_ratio_over_zero_is_none_and_of_zero_is_zero():
    assert ratio([Decimal(5)], [Decimal(0)]) is None
    assert ratio([Decimal(0)], [Decimal(0)]) is None
    assert ratio([Decimal(0)], [Decimal(5)]) == 0


def test_ratio_adds_up_before_it_divides():
    assert ratio([Decimal(6), Decimal(2)], [Decimal(8), Decimal(8)]) == Decimal(50)


def test_ratio_rounds_only_when_asked():
    assert ratio([Decimal(1)], [Decimal(8)]) == Decimal("12.5")
    assert ratio([Decimal(1)], [Decimal(16)], decimals=1) == Decimal("6.3")
    assert ratio([Decimal(105)], [Decimal(4)], Decimal(1)) == Decimal("26.25")


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        ("2.25", 1, "2.3"),
        ("2.35", 1, "2.4"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("-2.25", 1, "-2.3"),
        ("99.95", 1, "100.0"),
    ],
)
def test_rounded_goes_half_up(value, decimals, shown):
    assert str(rounded(Decimal(value), decimals)) == shown


def test_ratio_of_sums_is_not_the_mean_of_ratios():
    pairs = [(Decimal(1), Decimal(1)), (Decimal(0), Decimal(99))]

    assert ratio_of_sums(pairs) == Decimal(1)


def test_ratio_of_sums_leaves_a_unit_out_on_both_sides():
    units = [([Decimal(8)], [Decimal(10)]), ([None], [Decimal(90)]), ([Decimal(5)], [NOT_APPLICABLE])]

    assert ratio_of_sums(pair_of(*unit) for unit in units) == Decimal(80)


def test_ratio_of_sums_counts_a_unit_whose_denominator_is_zero():
    assert ratio_of_sums([(Decimal(0), Decimal(0)), (Decimal(1), Decimal(4))]) == Decimal(25)


def test_ratio_of_sums_without_any_unit_is_none():
    assert ratio_of_sums([]) is None
    assert ratio_of_sums([None, None]) is None


def test_derived_values_follow_the_form():
    definition = load_definition(DEFAULT_FORM.read_text(encoding="utf-8"))
    figures = {"A01": 8, "A02": 1000, "A03": 900, "C01": 4, "C02": 90, "C04": 10, "C05": 6, "C06": 7, "C07": 5}
    values = {code: Decimal(number) for code, number in figures.items()} | {"B03": NOT_APPLICABLE, "E04": Decimal(0)}

    found = derived_values(definition, values)

    assert found == {
        "T01": Decimal(90),
        "T02": None,
        "T03": Decimal("22.5"),
        "T04": Decimal(75),
        "T05": None,
        "T06": None,
        "T07": None,
        "T08": None,
        "T09": None,
    }
