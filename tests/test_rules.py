"""The rule language: what it refuses, what it means, and when a rule is skipped."""

from decimal import Decimal

import pytest

from reports.rules import (
    NOT_APPLICABLE,
    Failure,
    Outcome,
    RuleSyntaxError,
    annex_names,
    check_kinds,
    compares_periods,
    evaluate,
    names,
    ordered_names,
    parse,
)

HOLDS = Outcome(True)
FAILS = Outcome(False)
SKIPPED = Outcome(None)


def verdict(source, values=None, annexes=None, **kwargs):
    return evaluate(parse(source), values or {}, annexes or {}, **kwargs).holds


@pytest.mark.parametrize(
    ("source", "message", "position"),
    [
        ("", "Quy tắc để trống", 0),
        ("   ", "Quy tắc để trống", 0),
        ("A01 >", "Quy tắc kết thúc giữa chừng", 5),
        ("A01 = 2", "So sánh bằng phải viết là “==”", 4),
        ("A01 < 2 < 3", "Không so sánh nối tiếp; hãy dùng “and” hoặc dấu ngoặc", 8),
        ("(A01 > 1", "Thiếu dấu “)”", 8),
        ("A01 > 1)", "“)” đặt không đúng chỗ", 7),
        ("A01 > 1 A02", "“A02” đặt không đúng chỗ", 8),
        ("A01 > +1", "“+” đặt không đúng chỗ", 6),
        ("A01 ** 2 > 1", "“*” đặt không đúng chỗ", 5),
        ("A01 // 2 > 1", "“/” đặt không đúng chỗ", 5),
        ("A01 % 2 == 0", "Ký tự “%” không dùng được trong quy tắc", 4),
        ("A01.real > 1", "Ký tự “.” không dùng được trong quy tắc", 3),
        ("A01 > 1; A02 > 1", "Ký tự “;” không dùng được trong quy tắc", 7),
        ("A01 > 1e5", "Số viết liền với chữ", 7),
        ("A01 > 1.", "Thiếu chữ số sau dấu chấm thập phân", 7),
        ("Đ01 > 1", "Ký tự “Đ” không dùng được trong quy tắc", 0),
        ("not", "Quy tắc kết thúc giữa chừng", 3),
        ("A01 > 1 and or true", "“or” đặt không đúng chỗ", 12),
        ("__import__('os')", "Không có hàm “__import__”", 0),
        ("max(A01, A02) > 1", "Không có hàm “max”", 0),
        ("abs(A01", "Thiếu dấu “)”", 7),
        ("abs > 1", "Thiếu dấu “(”", 4),
        ("A01 == 'x'", "Chuỗi trong dấu nháy chỉ được dùng bên trong rows(…)", 7),
        ("rows(PL1, loai == 'x) > 1", "Thiếu dấu nháy đơn đóng", 18),
        ("rows(PL1, loai = 'x') > 1", "So sánh bằng phải viết là “==”", 15),
        ("rows(PL1, loai != 'x') > 1", "Thiếu dấu “==”", 15),
        ("rows(PL1, loai == x) > 1", "Giá trị của cột phải đặt trong dấu nháy đơn", 18),
        ("rows() > 1", "rows(…) cần mã phụ lục", 5),
        ("is_null(5)", "is_null(…) cần đúng một mã chỉ tiêu", 0),
        ("is_null(A01 + A02)", "Thiếu dấu “)”", 12),
        ("cur > 1", "“cur” chỉ được dùng bên trong for_each(…)", 0),
        ("for_each(g, cur > 1) and prev > 1", "“prev” chỉ được dùng bên trong for_each(…)", 25),
        ("for_each(g, for_each(h, cur > 1))", "Không lồng for_each(…) trong for_each(…)", 12),
        ("for_each(and, cur > 1)", "for_each(…) cần tên nhóm chỉ tiêu", 9),
        ("1 + (A01 > 2) > 3", "Ở đây phải là một số", 9),
        ("A01 > 1 and 5", "Ở đây phải là một điều kiện đúng/sai", 12),
        ("rows(PL1)", "Ở đây phải là một điều kiện đúng/sai", 0),
        ("(A01 > 1) == 3", "Không so sánh một số với một điều kiện đúng/sai", 10),
    ],
)
def test_parse_refuses_what_is_not_in_the_language(source, message, position):
    with pytest.raises(RuleSyntaxError) as caught:
        parse(source)

    assert (caught.value.message_vi, caught.value.position) == (message, position)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("A01 > 1 " + " " * 1000, "Quy tắc dài quá 1000 ký tự"),
        ("+".join(["1"] * 200) + " > 1", "Quy tắc có quá 250 thành phần"),
        ("(" * 21 + "A01 > 1" + ")" * 21, "Quy tắc lồng nhau quá 20 tầng"),
        ("not " * 21 + "true", "Quy tắc lồng nhau quá 20 tầng"),
        ("-" * 21 + "A01 > 1", "Quy tắc lồng nhau quá 20 tầng"),
        ("abs(" * 21 + "A01" + ")" * 21 + " > 1", "Quy tắc lồng nhau quá 20 tầng"),
    ],
)
def test_parse_bounds_length_and_depth(source, message):
    with pytest.raises(RuleSyntaxError) as caught:
        parse(source)

    assert caught.value.message_vi == message


@pytest.mark.parametrize("part", ["not true", "(true)", "-1 < 0", "abs(1) > 0"])
def test_depth_is_that_of_nesting_and_not_of_length(part):
    side_by_side = " and ".join([part] * 24)

    assert verdict(side_by_side) is (part != "not true")
    with pytest.raises(RuleSyntaxError, match="lồng nhau quá 20 tầng"):
        parse(f"{side_by_side} and {'(' * 21}true{')' * 21}")


def test_evaluate_works_at_the_bounds():
    widest = parse("+".join(["A"] * 124) + " > 1")
    deepest = parse("(" * 20 + "A > 1" + ")" * 20)

    verdicts = [evaluate(rule, {"A": Decimal(1)}, {}).holds for rule in (widest, deepest)]

    assert verdicts == [True, False]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3 == 7", True),
        ("(1 + 2) * 3 == 9", True),
        ("10 - 3 - 2 == 5", True),
        ("12 / 3 / 2 == 2", True),
        ("-2 + 3 == 1", True),
        ("2 * -3 == -6", True),
        ("--2 == 2", True),
        ("abs(2 - 5) == 3", True),
        ("0.1 + 0.2 == 0.3", True),
        ("1 / 3 * 3 == 1", False),  # an endless fraction is cut at 60 digits
        ("2 != 2", False),
        ("2 >= 2", True),
        ("2 > 2", False),
        ("2 <= 2", True),
        ("2 < 2", False),
        ("not 1 == 2", True),
        ("not true or true", True),
        ("not (true or true)", False),
        ("true or false and false", True),
        ("(true or false) and false", False),
        ("(1 > 2) == (3 > 4)", True),
        ("true != false", True),
        ("not not true", True),
    ],
)
def test_evaluate_follows_precedence(source, expected):
    assert verdict(source) is expected


@pytest.mark.parametrize(
    ("e06", "e07", "expected"),
    [(0, 0, True), (0, 5, False), (5, 0, False), (5, 7, True), (0, None, None), (NOT_APPLICABLE, 5, None)],
)
def test_evaluate_compares_conditions(e06, e07, expected):
    assert verdict("(E06 == 0) == (E07 == 0)", {"E06": e06, "E07": e07}) is expected


@pytest.mark.parametrize(
    ("plan", "papers", "expected"),
    [(True, Decimal(0), False), (True, Decimal(1), True), (False, Decimal(0), True), (None, Decimal(0), None)],
)
def test_evaluate_reads_yes_and_no(plan, papers, expected):
    assert verdict("not (B01 == true and B02 == 0)", {"B01": plan, "B02": papers}) is expected


@pytest.mark.parametrize("missing", [None, NOT_APPLICABLE])
@pytest.mark.parametrize("code", ["A", "B", "C"])
def test_evaluate_skips_when_any_operand_is_missing(code, missing):
    values = {"A": Decimal(1), "B": Decimal(2), "C": Decimal(3)} | {code: missing}

    outcome = evaluate(parse("A > 5 or B > 5 or C == 3"), values, {})

    assert outcome == SKIPPED


def test_evaluate_skips_when_a_code_has_no_value_at_all():
    assert evaluate(parse("A <= B"), {"A": Decimal(1)}, {}) == SKIPPED


@pytest.mark.parametrize(
    ("score", "ballots", "expected"),
    [
        (None, None, HOLDS),
        (None, Decimal(0), HOLDS),
        (None, Decimal(5), HOLDS),
        (NOT_APPLICABLE, None, HOLDS),
        (NOT_APPLICABLE, NOT_APPLICABLE, HOLDS),
        (Decimal("4.25"), None, FAILS),
        (Decimal("4.25"), NOT_APPLICABLE, FAILS),
        (Decimal("4.25"), Decimal(0), FAILS),
        (Decimal("4.25"), Decimal(1), HOLDS),
    ],
)
@pytest.mark.parametrize("source", ["is_null(E11) or E12 > 0", "E12 > 0 or is_null(E11)"])
def test_evaluate_with_null_handling_asks_for_the_ballots_behind_a_score(source, score, ballots, expected):
    outcome = evaluate(parse(source), {"E11": score, "E12": ballots}, {}, null_handling="evaluate")

    assert outcome == expected


@pytest.mark.parametrize(
    "source",
    ["E12 > 0", "not (E12 > 0)", "E12 == E12", "E12 != 1", "is_null(A) or E12 > 0", "not is_null(A) and E12 < 1"],
)
def test_evaluate_with_null_handling_never_holds_by_a_missing_value(source):
    outcome = evaluate(parse(source), {"A": Decimal(1), "E12": None}, {}, null_handling="evaluate")

    assert outcome == FAILS


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("E07 / E06 <= 50", None),
        ("not (E07 / E06 <= 50)", None),
        ("E06 == 0 or E07 / E06 <= 50", True),
        ("E07 / E06 <= 50 or E06 == 0", True),
        ("E06 > 0 and E07 / E06 <= 50", False),
        ("E06 / E06 == 1", None),
    ],
)
@pytest.mark.parametrize("null_handling", ["skip", "evaluate"])
def test_evaluate_skips_a_division_by_zero_that_the_answer_needs(source, expected, null_handling):
    values = {"E06": Decimal(0), "E07": Decimal(120)}

    assert verdict(source, values, null_handling=null_handling) is expected


@pytest.mark.parametrize(("money", "expected"), [("2500", True), ("2500.1", False)])
def test_evaluate_reckons_money_in_millions_exactly(money, expected):
    assert verdict("E06 == 0 or E07 / E06 <= 50", {"E06": Decimal(50), "E07": Decimal(money)}) is expected


def test_evaluate_keeps_large_sums_exact():
    values = {"A": Decimal(10**30), "B": Decimal(10**30 + 1)}

    assert verdict("A + 1 == B", values) is True


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("rows(PL1) == 3", True),
        ("rows(PL1, trang_thai == 'duoc_cong_nhan') == 2", True),
        ("rows(PL1, trang_thai == 'nhan_rong') == 0", True),
        ("rows(PL1, khong_co == 'x') == 0", True),
        ("rows(PL9) == 0", True),
        ("rows(PL1, trang_thai == 'duoc_cong_nhan') <= C06 + C07", False),
    ],
)
def test_evaluate_counts_annex_rows(source, expected):
    rows = [{"trang_thai": "duoc_cong_nhan"}, {"trang_thai": "dang_ky"}, {"trang_thai": "duoc_cong_nhan"}]

    assert verdict(source, {"C06": Decimal(1), "C07": Decimal(0)}, {"PL1": rows}) is expected


GROWTH = "for_each(sums, abs(cur - prev) <= 10 or abs(cur - prev) <= 0.5 * prev)"


def test_evaluate_names_each_indicator_of_a_group_that_fails():
    values = {"A": Decimal(100), "B": Decimal(151), "C": Decimal(11), "D": Decimal(10)}
    previous = {"A": Decimal(200), "B": Decimal(100), "C": Decimal(0), "D": Decimal(0)}

    outcome = evaluate(parse(GROWTH), values, {}, previous=previous, groups={"sums": ("A", "B", "C", "D")})

    assert outcome == Outcome(False, (Failure("B", Decimal(151), Decimal(100)), Failure("C", Decimal(11), Decimal(0))))


def test_evaluate_passes_over_indicators_without_both_figures():
    values = {"A": Decimal(500), "B": None, "C": NOT_APPLICABLE, "D": Decimal(5)}
    previous = {"A": None, "B": Decimal(500), "C": Decimal(500), "D": Decimal(5)}
    rule = parse(GROWTH)

    some = evaluate(rule, values, {}, previous=previous, groups={"sums": ("A", "B", "C", "D")})
    none = evaluate(rule, values, {}, previous=previous, groups={"sums": ("A", "B", "C")})

    assert (some, none) == (HOLDS, SKIPPED)


def test_evaluate_skips_a_look_at_a_year_that_is_not_there():
    outcome = evaluate(parse(GROWTH), {"A": Decimal(500)}, {}, previous=None, groups={"sums": ("A",)})

    assert outcome == SKIPPED


def test_evaluate_can_ask_in_a_group_for_what_is_missing():
    rule = parse("for_each(sums, is_null(prev) or not is_null(cur))")
    values = {"A": None, "B": None, "C": Decimal(1)}

    outcome = evaluate(
        rule,
        values,
        {},
        null_handling="evaluate",
        previous={"A": Decimal(7), "C": Decimal(1)},
        groups={"sums": ("A", "B", "C")},
    )

    assert outcome == Outcome(False, (Failure("A", None, Decimal(7)),))


def test_evaluate_takes_the_columns_of_a_row_as_values():
    rule = parse("so_tiep_thu <= so_kien_nghi")

    outcomes = [
        evaluate(rule, {"so_tiep_thu": taken, "so_kien_nghi": Decimal(3)}, {}) for taken in (Decimal(4), 3, None)
    ]

    assert outcomes == [FAILS, HOLDS, SKIPPED]


@pytest.mark.parametrize(
    ("source", "value"),
    [("A > 1", True), ("A and true", Decimal(1)), ("A > 1", "5"), ("A > 1", 1.5), ("A == true", Decimal(1))],
)
def test_evaluate_refuses_values_of_the_wrong_kind(source, value):
    with pytest.raises(TypeError):
        evaluate(parse(source), {"A": value}, {})


def test_evaluate_treats_a_number_that_is_none_as_undefined():
    assert verdict("A > 1", {"A": Decimal("NaN")}) is None


def test_names_leave_out_annexes_groups_and_both_periods():
    rule = parse("rows(PL1, loai == 'x') <= C07 + C06 or for_each(sums, cur > prev) or is_null(E11) or C07 > 1")

    assert ordered_names(rule) == ("C07", "C06", "E11")
    assert names(rule) == frozenset({"C06", "C07", "E11"})
    assert annex_names(rule) == frozenset({"PL1"})
    assert [compares_periods(rule), compares_periods(parse("for_each(sums, cur > 1)"))] == [True, False]


@pytest.mark.parametrize(
    ("source", "position"),
    [("B01 > 1", 0), ("A01 == true", 4), ("A01", 0), ("A01 and B01", 0), ("B01 == (1 + B01)", 12), ("B01 == A01", 4)],
)
def test_check_kinds_refuses_a_rule_that_mixes_figures_and_yes_no(source, position):
    with pytest.raises(RuleSyntaxError) as caught:
        check_kinds(parse(source), {"A01": "number", "B01": "boolean"})

    assert caught.value.position == position
