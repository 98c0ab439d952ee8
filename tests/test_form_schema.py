"""Reading a form: the product's own form means what its file says, and a wrong file is told line by line."""

from datetime import date
from decimal import Decimal

import pytest

from reports.form_schema import (
    DEFAULT_FORM,
    MAX_STORED,
    FormErrors,
    Problem,
    ReminderStep,
    definition_counts,
    load_definition,
)
from reports.rules import parse

SOURCE = DEFAULT_FORM.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def form():
    return load_definition(SOURCE)


def problems_of(source):
    with pytest.raises(FormErrors) as caught:
        load_definition(source)
    return caught.value.problems


def broken(old, new):
    """The product's form with one place changed, and the line on which the change begins."""
    assert SOURCE.count(old) == 1, old
    return SOURCE.replace(old, new), SOURCE[: SOURCE.index(old)].count("\n") + 1


# What the product's own form says.


def test_default_form_holds_what_the_report_needs(form):
    assert definition_counts(form) == {"sections": 17, "indicators": 40, "derived": 9, "rules": 28, "annexes": 5}
    assert sum(indicator.core for indicator in form.indicators) == 30
    assert (form.code, form.version, form.document_type, form.document_abbreviation) == (
        "BC-DANVAN-NAM",
        "1.0.0",
        "Báo cáo",
        "BC",
    )


def test_sections_stand_in_document_order_with_their_place_in_the_tree(form):
    assert [section.code for section in form.sections] == (
        "MD I I.1 I.2 II II.1 II.2 II.3 II.4 II.5 III III.1 III.2 III.3 III.4 IV V".split()
    )
    assert [section.code for section in form.sections if not section.leaf] == ["I", "II", "III"]
    assert len(form.writable_sections) == 14
    assert (form.section("II.3").level, form.section("II.3").parent, form.section("II.3").tasks) == (2, "II", (3,))
    assert form.section("III").children == ("III.1", "III.2", "III.3", "III.4")
    assert [section.tasks for section in form.sections if section.tasks] == [(1,), (2,), (3,), (4,), (5,)]


def test_headings_and_titles_name_the_years(form):
    assert form.heading(form.section("IV"), 2026) == "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM 2027"
    assert form.short_title_for(2026) == "Báo cáo công tác dân vận năm 2026"
    assert form.title_for(2026) == ("Báo cáo kết quả công tác dân vận năm 2026 và phương hướng, nhiệm vụ năm 2027")


def test_lookups_find_sections_of_indicators_and_annexes(form):
    assert form.section_of("E07").code == "II.4"
    assert form.section_of_annex("PL4").code == "V"
    assert form.indicator("A04").parent == "A03"
    assert form.annex("PL4").group_by == "noi_nhan"
    assert form.annex("PL1").column("loai").option_label("ca_nhan") == "Cá nhân"
    with pytest.raises(KeyError):
        form.indicator("Z99")


@pytest.mark.parametrize(
    ("code", "scale", "typed", "stored"),
    [
        ("A01", 1, Decimal(12), 12),
        ("B01", 1, True, 1),
        ("B01", 1, False, 0),
        ("E07", 1_000_000, Decimal("207.5"), 207_500_000),
        ("E11", 100, Decimal("4.25"), 425),
    ],
)
def test_indicators_store_figures_as_exact_integers(form, code, scale, typed, stored):
    indicator = form.indicator(code)

    assert (indicator.scale, indicator.to_stored(typed), indicator.to_typed(stored)) == (scale, stored, typed)
    assert type(indicator.to_typed(stored)) is type(typed)


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("A01", "1.5"),
        ("E11", "4.255"),
        ("E07", "0.0000001"),
        ("A01", MAX_STORED + 1),
        ("A01", "NaN"),
        ("A01", "Infinity"),
    ],
)
def test_indicators_refuse_to_store_what_would_change(form, code, typed):
    with pytest.raises(ValueError, match=f"{code}: .* cannot be stored"):
        form.indicator(code).to_stored(Decimal(typed))


def test_indicators_say_how_they_add_up(form):
    by_rule = {}
    for indicator in form.indicators:
        by_rule.setdefault((indicator.agg_units, indicator.agg_periods), []).append(indicator.code)

    assert (
        by_rule.pop(("sum", "sum"))
        == (
            "B02 C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 D01 D02 D04 D05 E03 E04 E05 E06 E07 E08 E09"
            " F01 F02 F03 F04 F05 F06"
        ).split()
    )
    assert by_rule == {
        ("sum", "last"): ["A01", "A02", "A03", "A04", "B03", "D03", "E01", "E02", "E10", "E12"],
        ("count_true", "last"): ["B01"],
        ("weighted_mean", "last"): ["E11"],
    }
    assert form.indicator("E11").weight_by == "E12"


def test_rule_groups_hold_numbers_only(form):
    assert form.rule_groups["B"] == ("B02", "B03")
    assert len(form.rule_groups["sum_indicators"]) == 38
    assert {"B01", "E11"} & set(form.rule_groups["sum_indicators"]) == set()


def test_rules_are_parsed_and_keep_their_source(form):
    rules = {rule.id: rule for rule in form.rules}

    assert all(rule.expr == parse(rule.source) for rule in form.rules)
    assert [rule.id for rule in form.rules if rule.null_handling == "evaluate"] == ["R20"]
    assert [rule.id for rule in form.rules if rule.on_lineage] == ["R28"]
    assert (rules["R28"].scope, rules["R01"].scope) == ("year_on_year", "report")
    assert [rule.severity for rule in form.rules].count("warning") == 11


def test_derived_ratios_know_their_operands(form):
    derived = {item.code: item for item in form.derived}

    assert (derived["T04"].numerators, derived["T04"].denominators) == (("C06", "C07"), ("C04", "C05"))
    assert (derived["T03"].multiplier, derived["T01"].multiplier) == (Decimal(1), Decimal(100))


def test_regime_reckons_the_window_and_the_deadline(form):
    regime = form.regime

    assert regime.window.in_year(2026) == (date(2025, 11, 16), date(2026, 11, 15))
    assert (regime.deadline.words, regime.deadline.last_day(2026)) == ("trước ngày 20 tháng 11", date(2026, 11, 19))
    assert [step.offset_days for step in regime.reminders] == [-30, -14, -7, -3, -1, 1, 3, 7]
    assert regime.reminders[2] == ReminderStep(-7, ("officer", "head"))
    assert regime.reminders[5] == ReminderStep(1, ("officer", "head", "reviewer"))


def test_deadline_on_or_before_counts_the_named_day():
    source, _ = broken("relation: before ", "relation: on_or_before ")
    source = source.replace("11-19T23:59:59.999", "11-20T23:59:59.999")

    assert load_definition(source).regime.deadline.last_day(2026) == date(2026, 11, 20)


def test_a_window_lies_in_the_reporting_year_unless_it_says_otherwise():
    source, _ = broken("tu: {month: 11, day: 16, year_offset: -1}", "tu: {month: 1, day: 1}")
    source = source.replace("den: {month: 11, day: 15, year_offset: 0}", "den: {month: 11, day: 30}")

    assert load_definition(source).regime.window.in_year(2026) == (date(2026, 1, 1), date(2026, 11, 30))


def test_consolidation_keeps_its_words(form):
    assert form.consolidation.coverage_words(62, 68) == "Số liệu tổng hợp từ 62/68 đơn vị"
    assert form.consolidation.excluded_states == ("draft", "awaiting_certification", "returned")


def test_texts_come_out_in_nfc():
    source, _ = broken("“Dân vận khéo” tiêu biểu", "“Dân vận khe\u0301o” tiêu biểu")

    assert load_definition(source).annex("PL1").title == "Mô hình, điển hình “Dân vận khéo” tiêu biểu"


# What a wrong file is told.

A04 = '{code: A04, label: "Trong đó: đoàn viên là nữ", unit: "người", type: integer, min: 0, required: true'
E11 = "decimals: 2, min: 1, max: 5"


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("schema_version: 1", "schema_version: 2", "", "“schema_version” phải là số nguyên từ 1 đến 1"),
        ("schema_version: 1", "schema_vers: 1", "", "Khóa “schema_vers” không có trong lược đồ"),
        ("consolidation:\n", "consolidaton:\n", "", "Khóa “consolidaton” không có trong lược đồ"),
        ('version: "1.0.0"', 'version: "một"', "BC-DANVAN-NAM", "“version” phải có dạng 1.0.0"),
        (
            'công tác dân vận năm {nam}"\n  document',
            'công tác dân vận năm {year}"\n  document',
            "BC-DANVAN-NAM",
            "“short_title”: “{year}” không dùng được (cho phép: {nam}, {nam_sau})",
        ),
        (A04, A04.replace("A04", "a04"), "a04", "Mã “a04” không đúng dạng cho phép"),
        (A04, A04.replace("label", "lable"), "A04", "Thiếu khóa “label”"),
        (A04, A04.replace("label", "lable"), "A04", "Khóa “lable” không có trong lược đồ"),
        (A04, A04.replace("integer", "int"), "A04", "“type” phải là một trong: integer, decimal, money, boolean"),
        (A04, A04.replace("true", '"yes"'), "A04", "“required” phải là true hoặc false (không có dấu nháy)"),
        (A04, A04.replace("true", "yes"), "A04", "“required” phải là true hoặc false (không có dấu nháy)"),
        (A04, A04.replace("min: 0", "min: ít"), "A04", "“min” phải là một số, dùng dấu chấm cho phần thập phân"),
        (A04, A04.replace("min: 0", 'min: "0"'), "A04", "“min” phải là một số, dùng dấu chấm cho phần thập phân"),
        (A04, A04.replace("min: 0", "min: 0, min: 1"), "A04", "Khóa “min” bị lặp"),
        (A04, A04.replace("min: 0", "decimals: 2"), "A04", "“decimals” phải là số nguyên từ 0 đến 0"),
        (A04, A04.replace("min: 0", "scale: 1000"), "A04", "“scale” chỉ dùng cho chỉ tiêu kiểu money"),
        (
            A04,
            A04.replace('"người"', "12"),
            "A04",
            "“unit” phải là chuỗi chữ; nếu là số hoặc từ đặc biệt, hãy đặt trong dấu nháy",
        ),
        (A04, A04.replace('"Trong đó: đoàn viên là nữ"', '""'), "A04", "“label” để trống"),
        (A04, A04.replace("code: A04", "code: A03"), "A03", "Mã chỉ tiêu “A03” bị trùng với dòng {A03}"),
        (
            A04,
            A04.replace("code: A04", "code: T09"),
            "T09",
            "Mã chỉ tiêu không bắt đầu bằng mã của nhóm nào trong indicator_groups",
        ),
        (A04, A04.replace("code: A04", "code: A05"), "A05", "Chỉ tiêu không nằm trong mục nào"),
        (A04, A04.replace("min: 0", "min: 9, max: 8"), "A04", "“max” nhỏ hơn “min”"),
        (A04, A04.replace("min: 0", "weight_by: A03"), "A04", "“weight_by” chỉ dùng với weighted_mean"),
        ("parent: A03", "parent: A99", "A04", "“parent”: không có chỉ tiêu “A99”"),
        ("parent: A03", "parent: A04", "A04", "“parent” tạo thành vòng lặp"),
        (E11, "decimals: 2, min: 6, max: 5", "E11", "“max” nhỏ hơn “min”"),
        (E11, "min: 1, max: 5", "E11", "Thiếu khóa “decimals”"),
        (", weight_by: E12", "", "E11", "Chỉ tiêu bình quân (weighted_mean) phải có “weight_by”"),
        ("weight_by: E12", "weight_by: E13", "E11", "“weight_by”: không có chỉ tiêu “E13”"),
        ("weight_by: E12", "weight_by: E07", "E11", "“weight_by”: E07 phải là số nguyên cộng bằng sum"),
        (
            "units: weighted_mean",
            "units: mean",
            "E11",
            "“units” phải là một trong: sum, count_true, weighted_mean, none",
        ),
        ("units: count_true", "units: sum", "B01", "Chỉ tiêu có/không chỉ cộng bằng count_true hoặc none"),
        ("scale: 1000000", "scale: 5", "E07", "“scale” phải chia hết cho 10 để lưu đúng 1 chữ số lẻ"),
        (
            "[A01, A02, A03, A04]",
            "[A01, A02, A03, A04, A99]",
            "I.1",
            "“indicators” có chỉ tiêu “A99” không được định nghĩa",
        ),
        ("[B01, B02, B03]", "[B01, B02, B03, A04]", "II.1", "Chỉ tiêu “A04” đã nằm ở mục I.1"),
        ("[B01, B02, B03]", "[B01, B02, B03, B03]", "II.1", "“B03” bị lặp trong “indicators”"),
        ("annexes: [PL5]", "annexes: [PL6]", "II.1", "“annexes” có phụ lục “PL6” không được định nghĩa"),
        ("annexes: [PL5]", "annexes: PL5", "II.1", "“annexes” phải là một danh sách"),
        ("id: I.2\n", "id: I.1\n", "I.1", "Mã mục “I.1” bị trùng với dòng {I.1}"),
        ("num: [F04]", "num: [F99]", "T09", "“num”: không có chỉ tiêu “F99”"),
        ("num: [F04]", "num: [B01]", "T09", "“num”: B01 không phải chỉ tiêu cộng được (sum)"),
        ("num: [F04]", "num: []", "T09", "“num” để trống"),
        ("rounding: half_up", "rounding: half_even", "", "“rounding” phải là một trong: half_up"),
        ('"A03 <= A02"', '"A03 <= "', "R01", "Quy tắc “A03 <=”: Quy tắc kết thúc giữa chừng (ở ký tự thứ 7)"),
        ('"A03 <= A02"', '"A03 <= A99"', "R01", "Quy tắc dùng mã không có: A99"),
        ('"A03 <= A02"', '"A03 <= T01"', "R01", "Quy tắc dùng mã không có: T01"),
        ('"A03 <= A02"', '"A03 <= B01"', "R01", "Quy tắc “A03 <= B01”: Ở đây phải là một số (ở ký tự thứ 8)"),
        ('"A03 <= A02"', '"A03"', "R01", "Quy tắc “A03”: Ở đây phải là một điều kiện đúng/sai (ở ký tự thứ 1)"),
        ("rows(PL2) <=", "rows(PL9) <=", "R26", "rows(PL9…): không có phụ lục này"),
        ("rows(PL1, trang_thai", "rows(PL1, tt", "R25", "rows(PL1…): không có cột “tt”"),
        ("== 'duoc_cong_nhan'", "== 'xong'", "R25", "rows(PL1…): cột “trang_thai” không có lựa chọn “xong”"),
        ("trang_thai == 'duoc_cong_nhan'", "ten == 'x'", "R25", "rows(PL1…): cột “ten” không phải cột enum"),
        (
            "for_each(sum_indicators",
            "for_each(all",
            "R28",
            "for_each: không có nhóm “all” (có: A, B, C, D, E, F, sum_indicators)",
        ),
        (
            "scope: year_on_year, on_lineage: true",
            "",
            "R28",
            "Quy tắc dùng “prev” khi và chỉ khi có scope: year_on_year",
        ),
        (
            "({prev} → {cur})",
            "({truoc} → {cur})",
            "R28",
            "“message”: “{truoc}” không dùng được (cho phép: {code}, {prev}, {cur})",
        ),
        (
            "nhưng số văn bản ban hành (B02)",
            "nhưng {code}",
            "R04",
            "{code}, {prev}, {cur} chỉ dùng cho quy tắc có for_each",
        ),
        ("{id: R02, ", "{id: R01, ", "R01", "Mã quy tắc “R01” bị trùng với dòng {R01}"),
        (
            "null_handling: evaluate, message",
            "null_handling: run, message",
            "R20",
            "“null_handling” phải là một trong: skip, evaluate",
        ),
        (
            'expr: "A04 <= A03", severity: error',
            'expr: "A04 <= A03", severity: fatal',
            "R02",
            "“severity” phải là một trong: error, warning, info",
        ),
        ("    group_by: noi_nhan", "    group_by: ly_do", "PL4", "“group_by”: không có cột enum “ly_do”"),
        ("- id: PL3", "- id: PL2", "PL2", "Mã phụ lục “PL2” bị trùng với dòng {PL2}"),
        ("{key: thuc_te,", "{key: du_kien_tu,", "PL3.du_kien_tu", "Cột “du_kien_tu” bị trùng"),
        (
            "type: programme_ref",
            "type: programme",
            "PL3.chuong_trinh",
            "“type” phải là một trong: text, integer, enum, year, month, citation, programme_ref",
        ),
        ("so_tiep_thu <= so_kien_nghi", "so_tiep_thu <= thoi_gian", "PL2", "Quy tắc dùng mã không có: thoi_gian"),
        ("so_tiep_thu <= so_kien_nghi", "rows(PL2) < 5", "PL2", "Quy tắc của dòng không dùng rows(…) và for_each(…)"),
        (
            "options: {giam_sat: ",
            "options: {Giám sát: ",
            "PL2.hinh_thuc",
            "Lựa chọn “Giám sát” phải viết bằng chữ thường không dấu",
        ),
        (
            "den: {month: 11, day: 15, year_offset: 0}",
            "den: {month: 11, day: 31}",
            "",
            "Không phải năm nào cũng có ngày 31/11",
        ),
        (
            "den: {month: 11, day: 15, year_offset: 0}",
            "den: {month: 2, day: 29}",
            "",
            "Không phải năm nào cũng có ngày 29/02",
        ),
        (
            "den: {month: 11, day: 15, year_offset: 0}",
            "den: {month: 13, day: 1}",
            "",
            "“month” phải là số nguyên từ 1 đến 12",
        ),
        (
            "11-19T23:59:59.999",
            "11-20T23:59:59.999",
            "",
            "“last_on_time” không khớp với thời hạn; phải là 11-19T23:59:59.999",
        ),
        ("relation: before ", "relation: after ", "", "“relation” phải là một trong: before, on_or_before"),
        ("chan_nop_sau_han: false", "chan_nop_sau_han: true", "", "Cổng không bao giờ chặn nộp muộn; hãy ghi false"),
        (
            "offset_days: -14, nguoi_nhan: [dau_moi]",
            "offset_days: -14, nguoi_nhan: [ai_do]",
            "",
            "“nguoi_nhan”: “ai_do” không thuộc dau_moi, lanh_dao_don_vi, ban_dau_moi_cap_tren",
        ),
        ("offset_days: -14", "offset_days: -30", "", "Bước nhắc việc -30 ngày bị lặp"),
    ],
)
def test_a_wrong_place_is_named_with_line_and_code(old, new, code, message):
    source, line = broken(old, new)
    for name in ("A03", "R01", "I.1", "PL2"):
        message = message.replace(f"{{{name}}}", str(line_of(source, name)))

    assert Problem(line, code, message) in problems_of(source)


def line_of(source, code):
    """The first line on which an element says that this is its code."""
    lines = source.splitlines()
    return next(number for number, line in enumerate(lines, 1) if f"code: {code}," in line or f"id: {code}" in line)


def test_a_section_with_sections_below_holds_nothing_to_fill_in():
    source, line = broken("  - id: III\n", "  - id: III\n    required: true\n    indicators: [A01]\n")

    found = problems_of(source)

    assert found == [
        Problem(line + 1, "III", "Mục có mục con thì không có “required”; hãy đặt ở mục con"),
        Problem(line + 2, "III", "Chỉ tiêu “A01” đã nằm ở mục I.1"),
        Problem(line + 2, "III", "Mục có mục con thì không có “indicators”; hãy đặt ở mục con"),
    ]


def test_all_problems_come_at_once_by_line():
    source, _ = broken("parent: A03", "parent: A99")
    source = source.replace('"A03 <= A02"', '"A03 <= A98"').replace("num: [F04]", "num: [F97]")

    found = problems_of(source)

    assert [problem.code for problem in found] == ["A04", "T09", "R01"]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert str(found[0]) == f"Dòng {found[0].line} (A04): “parent”: không có chỉ tiêu “A99”"


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("", 1, "Tệp mẫu báo cáo phải bắt đầu bằng các khóa như template, sections"),
        ("- a\n- b\n", 1, "Tệp mẫu báo cáo phải bắt đầu bằng các khóa như template, sections"),
        ("a: 1\n---\nb: 2\n", 2, "Tệp chỉ được có một tài liệu YAML"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "Không dùng thẻ kiểu (!) trong tệp mẫu báo cáo"),
        ("a: 1\nb: !local 5\n", 2, "Không dùng thẻ kiểu (!) trong tệp mẫu báo cáo"),
        ("a: 1\nb: &x [1]\nc: [*x, *x]\n", 2, "Không dùng neo (&) trong tệp mẫu báo cáo"),
        ("a: 1\nb: [*x]\n", 2, "Không dùng bí danh (*) trong tệp mẫu báo cáo"),
        ("a: " + "[" * 100_000, 1, "Tệp lồng nhau quá 16 tầng"),
        ("a: 1\n" + "x" * 1_000_000, 1, "Tệp lớn hơn 1 MB"),
        ("a: 1\nb: \ud800\n", 2, "Tệp không phải văn bản UTF-8 hợp lệ"),
        ("a: 1\nb: \x00\n", 2, "Tệp có ký tự điều khiển không dùng được"),
    ],
)
def test_a_dangerous_or_foreign_file_is_refused(source, line, message):
    assert problems_of(source) == [Problem(line, "", message)]


@pytest.mark.parametrize(
    ("source", "line"), [("a: 1\nb: [1, 2\n", 3), ('a: "open\n', 2), ("a: 1\n\tb: 2\n", 2), ("a: b: c\n", 1)]
)
def test_broken_yaml_is_told_by_line(source, line):
    message = "Sai cú pháp YAML; kiểm tra thụt đầu dòng, dấu nháy, dấu ngoặc và dấu hai chấm ở gần dòng này"

    assert problems_of(source) == [Problem(line, "", message)]


def test_a_file_of_another_kind_is_told_what_it_lacks():
    found = problems_of("title: Danh sách\n")

    assert [problem.message_vi for problem in found] == [
        "Khóa “title” không có trong lược đồ",
        "Thiếu khóa “indicator_groups”",
        "Thiếu khóa “indicators”",
        "Thiếu khóa “regime”",
        "Thiếu khóa “schema_version”",
        "Thiếu khóa “sections”",
        "Thiếu khóa “template”",
    ]


def test_lines_may_be_lost_without_a_crash():
    lines = SOURCE.splitlines(keepends=True)

    for number in range(0, len(lines), 4):
        without = "".join(lines[:number] + lines[number + 1 :])
        try:
            load_definition(without)
        except FormErrors as error:
            assert all(problem.message_vi for problem in error.problems)


def test_the_list_of_problems_is_bounded():
    source = SOURCE + "".join(f"khoa_{number}: 1\n" for number in range(1000))

    assert len(problems_of(source)) == 300
