"""What is found in a report before it is submitted: each fault with its place, severity and words."""

from decimal import Decimal

import pytest

from reports.checking import Finding, check
from reports.form_schema import DEFAULT_FORM, MAX_STORED, load_definition
from reports.rules import NOT_APPLICABLE

FORM = load_definition(DEFAULT_FORM.read_text(encoding="utf-8"))

SOUND = {
    indicator.code: True if indicator.type == "boolean" else Decimal(1)
    for indicator in FORM.indicators
    if indicator.required
} | {"A01": Decimal(8), "A02": Decimal(1000), "A03": Decimal(900), "A04": Decimal(400)}
WRITTEN = {section.code: "Đã viết." for section in FORM.writable_sections}

PL1_ROW = {
    "ten": "Tổ dân vận lưu động",
    "loai": "tap_the",
    "linh_vuc": "cham_lo",
    "noi_thuc_hien": "Công đoàn cơ sở số 1",
    "nam_bat_dau": Decimal(2024),
    "ket_qua": "Thăm 120 lượt đoàn viên.",
    "trang_thai": "duoc_cong_nhan",
    "quyet_dinh": "",
}
PL2_ROW = {
    "hinh_thuc": "giam_sat",
    "vai_tro": "chu_tri",
    "noi_dung": "Việc thực hiện quy chế dân chủ",
    "thoi_gian": "2026-05",
    "so_kien_nghi": Decimal(3),
    "so_tiep_thu": Decimal(2),
}
PL3_ROW = {"loai": "toa_dam", "ten": "Tọa đàm về văn hóa công sở", "thoi_gian": "2026-06", "thuc_te": Decimal(80)}


def findings(values=None, annexes=None, previous=None, narratives=None):
    return check(FORM, SOUND | (values or {}), annexes or {}, previous, WRITTEN | (narratives or {}))


def brief(found):
    return [(finding.key, finding.severity, finding.section_code) for finding in found]


def test_a_sound_report_has_no_findings():
    assert findings(annexes={"PL1": [PL1_ROW], "PL2": [PL2_ROW]}) == []


def test_an_empty_report_lacks_every_required_figure_and_narrative():
    found = check(FORM, {}, {}, None, {})

    required = [item.code for item in FORM.indicators if item.required]
    narratives = [section.code for section in FORM.sections if section.required]
    assert sorted(finding.key for finding in found) == sorted(
        [f"required:{code}" for code in required] + [f"narrative:{code}" for code in narratives]
    )
    assert {finding.severity for finding in found} == {"error"}
    order = [section.code for section in FORM.sections]
    places = [order.index(finding.section_code) for finding in found]
    assert places == sorted(places)


def test_a_missing_figure_is_named_with_its_section():
    assert findings({"E07": None}) == [
        Finding(
            key="required:E07",
            rule_id="required",
            severity="error",
            message="Tổng số tiền và hiện vật quy tiền đã chi chăm lo đoàn viên, người lao động (E07): chưa nhập.",
            section_code="II.4",
            codes=("E07",),
        )
    ]


def test_not_applicable_answers_a_required_figure_and_skips_its_rules():
    assert findings({"E04": NOT_APPLICABLE, "E05": Decimal(99)}) == []


@pytest.mark.parametrize(
    ("code", "value", "key", "words"),
    [
        ("A01", Decimal(0), "minimum:A01", "không được nhỏ hơn 1"),
        ("F02", Decimal(-1), "minimum:F02", "không được nhỏ hơn 0"),
        ("F02", Decimal("1.5"), "integer:F02", "phải là số nguyên"),
        ("E07", Decimal("12.55"), "decimals:E07", "chỉ được ghi tối đa 1 chữ số thập phân"),
        (
            "F02",
            Decimal(MAX_STORED + 1),
            "magnitude:F02",
            "vượt quá 10.000.000.000.000 cuộc; đề nghị kiểm tra lại đơn vị tính",
        ),
        (
            "E07",
            Decimal("10000000.1"),
            "magnitude:E07",
            "vượt quá 10.000.000 triệu đồng; đề nghị kiểm tra lại đơn vị tính",
        ),
        ("F02", Decimal("NaN"), "kind:F02", "phải là một số"),
        ("F02", Decimal("Infinity"), "kind:F02", "phải là một số"),
        ("F02", True, "kind:F02", "phải là một số"),
        ("F02", "năm", "kind:F02", "phải là một số"),
        ("B01", Decimal(1), "kind:B01", "phải trả lời có hoặc không"),
    ],
)
def test_a_figure_out_of_form_is_an_error(code, value, key, words):
    found = [finding for finding in findings({code: value}) if finding.codes == (code,)]

    label = FORM.indicator(code).label
    assert [(finding.key, finding.severity, finding.message) for finding in found] == [
        (key, "error", f"{label} ({code}): {words}.")
    ]


@pytest.mark.parametrize(
    ("score", "keys"), [("0.99", ["minimum:E11"]), ("1", []), ("5", []), ("5.01", ["maximum:E11"])]
)
def test_bounds_belong_to_the_range(score, keys):
    found = findings({"E11": Decimal(score), "E12": Decimal(10)})

    assert [finding.key for finding in found] == keys


def test_zeros_behind_the_comma_are_no_decimals():
    assert findings({"F02": Decimal("1.000"), "E07": Decimal("12.50")}) == []


@pytest.mark.parametrize(
    ("values", "key", "severity", "section"),
    [
        ({"A03": Decimal(1001)}, "R01", "error", "I.1"),
        ({"A04": Decimal(901)}, "R02", "error", "I.1"),
        ({"B03": Decimal(9)}, "R03", "error", "II.1"),
        ({"B02": Decimal(0)}, "R04", "warning", "II.1"),
        ({"C01": Decimal(0)}, "R05", "error", "II.2"),
        ({"C02": Decimal(0)}, "R06", "error", "II.2"),
        ({"C06": Decimal(2)}, "R07", "error", "II.2"),
        ({"C07": Decimal(2)}, "R08", "error", "II.2"),
        ({"C08": Decimal(3)}, "R09", "warning", "II.2"),
        ({"C09": Decimal(0)}, "R10", "error", "II.2"),
        ({"C10": Decimal(0)}, "R11", "error", "II.2"),
        ({"D01": Decimal(2), "D02": Decimal(3)}, "R12", "error", "II.3"),
        ({"D04": Decimal(0), "D05": Decimal(3)}, "R13", "error", "II.3"),
        ({"E02": Decimal(2)}, "R14", "error", "II.4"),
        ({"E05": Decimal(2)}, "R15", "error", "II.4"),
        ({"E06": Decimal(0)}, "R16", "warning", "II.4"),
        ({"E07": Decimal(51)}, "R17", "warning", "II.4"),
        ({"E09": Decimal(901)}, "R18", "warning", "II.4"),
        ({"E10": Decimal(9)}, "R19", "error", "II.4"),
        ({"E11": Decimal(4)}, "R20", "error", "II.4"),
        ({"E12": Decimal(1001)}, "R21", "warning", "II.4"),
        ({"F04": Decimal(2)}, "R22", "error", "II.5"),
        ({"F05": Decimal(901)}, "R23", "error", "II.5"),
        ({"F06": Decimal(2)}, "R24", "warning", "II.5"),
    ],
)
def test_each_rule_of_the_form_fires_alone_and_in_its_section(values, key, severity, section):
    found = findings(values)

    rule = next(rule for rule in FORM.rules if rule.id == key)
    assert brief(found) == [(key, severity, section)]
    assert found[0].message == rule.message


@pytest.mark.parametrize(
    ("annexes", "key", "section", "codes", "annex"),
    [
        ({"PL1": [PL1_ROW] * 3}, "R25", "II.2", ("C06", "C07"), "PL1"),
        ({"PL2": [PL2_ROW] * 3}, "R26", "II.5", ("F01", "F02"), "PL2"),
        ({"PL3": [PL3_ROW] * 2}, "R27", "II.3", ("D04",), "PL3"),
    ],
)
def test_rules_over_annexes_name_both_ends(annexes, key, section, codes, annex):
    (found,) = findings(annexes=annexes)

    assert (found.key, found.section_code, found.codes, found.annex) == (key, section, codes, annex)


def test_a_leap_from_last_year_is_told_for_each_figure_in_vietnamese_numbers():
    previous = {"A03": Decimal(900), "E07": Decimal("2090.5"), "C02": Decimal(1234), "F01": Decimal(9)}

    found = findings({"E06": Decimal(1), "C02": Decimal(2000)}, previous=previous)

    assert [
        (finding.key, finding.rule_id, finding.codes, finding.section_code, finding.message) for finding in found
    ] == [
        (
            "R28:C02",
            "R28",
            ("C02",),
            "II.2",
            "Chỉ tiêu C02 biến động trên 50% so với năm trước (1.234 → 2.000); cần giải trình.",
        ),
        (
            "R28:E07",
            "R28",
            ("E07",),
            "II.4",
            "Chỉ tiêu E07 biến động trên 50% so với năm trước (2.090,5 → 1,0); cần giải trình.",
        ),
    ]


def test_a_value_of_the_wrong_kind_does_not_reach_the_rules():
    found = findings({"A03": "chín trăm"}, previous={"A03": True, "A02": "x"})

    assert [finding.key for finding in found] == ["kind:A03"]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("ten", "", "chưa nhập"),
        ("ten", "  \n", "chưa nhập"),
        ("ten", None, "chưa nhập"),
        ("ten", "x" * 251, "dài 251 ký tự, tối đa 250 ký tự"),
        ("ten", 5, "phải là chữ"),
        ("loai", "nhom", "lựa chọn không có trong danh sách"),
        ("loai", ["tap_the"], "lựa chọn không có trong danh sách"),
        ("nam_bat_dau", "24", "phải là năm gồm bốn chữ số"),
        ("nam_bat_dau", "hai nghìn", "phải là năm gồm bốn chữ số"),
        ("nam_bat_dau", Decimal("2024.5"), "phải là năm gồm bốn chữ số"),
        ("quyet_dinh", "x" * 501, "dài 501 ký tự, tối đa 500 ký tự"),
    ],
)
def test_a_wrong_cell_is_named_by_annex_row_and_column(column, value, words):
    (found,) = findings(annexes={"PL1": [PL1_ROW, PL1_ROW | {column: value}]})

    label = FORM.annex("PL1").column(column).label
    assert found == Finding(
        key=f"PL1[2].{column}",
        rule_id="column",
        severity="error",
        message=f"Phụ lục 1, dòng 2, cột “{label}”: {words}.",
        section_code="II.2",
        annex="PL1",
        row=2,
        column=column,
    )


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("thoi_gian", "2026-13", "phải là tháng và năm, ví dụ 05/2026"),
        ("thoi_gian", "05-2026", "phải là tháng và năm, ví dụ 05/2026"),
        ("thoi_gian", 5, "phải là tháng và năm, ví dụ 05/2026"),
        ("so_kien_nghi", Decimal("2.5"), "phải là số nguyên"),
        ("so_kien_nghi", "ba", "phải là số nguyên"),
        ("so_kien_nghi", True, "phải là số nguyên"),
        ("so_kien_nghi", Decimal(MAX_STORED + 1), "lớn quá mức ghi nhận được"),
        ("so_tiep_thu", Decimal(-1), "không được nhỏ hơn 0"),
    ],
)
def test_numbers_and_months_of_a_row_are_checked(column, value, words):
    (found,) = findings(annexes={"PL2": [PL2_ROW | {column: value}]})

    assert (found.key, found.message.partition("”: ")[2]) == (f"PL2[1].{column}", f"{words}.")


@pytest.mark.parametrize(
    "cells",
    [
        {"thoi_gian": "05/2026"},
        {"thoi_gian": "5/2026"},
        {"thoi_gian": None},
        {"so_kien_nghi": " 12 "},
        {"so_kien_nghi": 5},
        {"so_kien_nghi": ""},
        {"so_tiep_thu": None},
    ],
)
def test_cells_may_come_as_people_write_them(cells):
    assert findings(annexes={"PL2": [PL2_ROW | cells]}) == []


def test_a_row_rule_is_told_with_its_row_and_first_column():
    wrong = PL2_ROW | {"so_tiep_thu": Decimal(4)}

    assert findings(annexes={"PL2": [PL2_ROW, wrong]}) == [
        Finding(
            key="PL2[2]:PL2.1",
            rule_id="PL2.1",
            severity="error",
            message="Phụ lục 2, dòng 2: Số kiến nghị được tiếp thu không được lớn hơn số kiến nghị.",
            section_code="II.5",
            annex="PL2",
            row=2,
            column="so_tiep_thu",
        )
    ]


def test_empty_rows_do_not_count_and_keep_the_numbers_of_the_others():
    empty = dict.fromkeys(PL2_ROW, "")
    rows = [empty, PL2_ROW, {}, PL2_ROW | {"vai_tro": ""}]

    found = findings(annexes={"PL2": rows})

    assert [finding.key for finding in found] == ["PL2[4].vai_tro"]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("CT-01", None),
        (17, None),
        ("x" * 200, None),
        ("x" * 201, "dài 201 ký tự, tối đa 200 ký tự"),
        (1.5, "phải là chữ"),
    ],
)
def test_a_programme_is_named_by_number_or_by_words(reference, words):
    found = findings(annexes={"PL3": [PL3_ROW | {"chuong_trinh": reference}]})

    expected = [] if words is None else [f"Phụ lục 3, dòng 1, cột “Chương trình phối hợp”: {words}."]
    assert [finding.message for finding in found] == expected


def test_a_rule_over_rows_alone_belongs_to_the_section_of_the_annex():
    source = DEFAULT_FORM.read_text(encoding="utf-8").replace("rows(PL2) <= F01 + F02", "rows(PL2) <= 0")

    (found,) = check(load_definition(source), SOUND, {"PL2": [PL2_ROW]})

    assert (found.key, found.section_code, found.codes, found.annex) == ("R26", "II.5", (), "PL2")


def test_the_greatest_number_of_rows_is_allowed():
    assert findings({"C06": Decimal(30), "C04": Decimal(30)}, annexes={"PL1": [PL1_ROW] * 30}) == []


def test_too_many_rows_are_told_once():
    found = findings({"C06": Decimal(31), "C04": Decimal(31)}, annexes={"PL1": [PL1_ROW] * 31})

    assert [(finding.key, finding.message) for finding in found] == [
        ("max_rows:PL1", "Phụ lục 1 có 31 dòng, nhiều hơn mức tối đa 30 dòng.")
    ]


@pytest.mark.parametrize("text", ["", " \n\t", " … –"])
def test_a_required_narrative_needs_words(text):
    (found,) = findings(narratives={"II.3": text})

    assert (found.key, found.severity, found.message) == ("narrative:II.3", "error", "Mục II.3: chưa viết nội dung.")


def test_an_optional_narrative_may_stay_empty():
    assert findings(narratives={"MD": "", "III.4": "", "V": ""}) == []


def test_a_long_narrative_is_only_remarked():
    (found,) = findings(narratives={"II.2": "từ " * 1200})

    assert (found.key, found.severity, found.message) == (
        "max_words:II.2",
        "info",
        "Mục II.2: dài 1.200 từ, nên viết trong khoảng 800 từ.",
    )
    assert findings(narratives={"II.2": "từ " * 800}) == []


def test_a_section_without_a_number_is_called_by_its_heading():
    (found,) = findings(narratives={"MD": "từ " * 151})

    assert (found.key, found.message) == ("max_words:MD", "Mục “Mở đầu”: dài 151 từ, nên viết trong khoảng 150 từ.")


def test_narratives_are_left_alone_unless_given():
    assert check(FORM, SOUND, {}) == []


def test_keys_are_unique_and_stable_in_a_report_full_of_faults():
    values = {indicator.code: Decimal(-5) for indicator in FORM.indicators}
    rows = [dict.fromkeys(PL2_ROW, "x")] * 60

    first = check(FORM, values, {"PL2": rows, "PL1": rows}, dict.fromkeys(values, Decimal(900)), {})
    second = check(FORM, values, {"PL2": rows, "PL1": rows}, dict.fromkeys(values, Decimal(900)), {})

    keys = [finding.key for finding in first]
    assert len(keys) == len(set(keys))
    assert first == second
