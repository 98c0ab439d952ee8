"""Workbooks and CSV files read back: text stays text, numbers stay numbers, and hostile strings do nothing."""

import csv
import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from portal.exports import xlsx
from portal.exports.csv_export import csv_lines, write_csv
from portal.exports.xlsx import Column, Estimate, Sheet, sheet_name, write_workbook

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(1)",
    '=HYPERLINK("http://x.example";"bấm")',
    "http://x.example/a",
    "mailto:a@x.example",
    "{=1}",
    "007",
    "<r><t>x</t></r>",
    "<b>&amp;</b>",
    "_x0041_",
    "  thụt vào ",
]


def written(*sheets, **about):
    """The workbook's bytes."""
    file = io.BytesIO()
    write_workbook(file, sheets, **about)
    return file.getvalue()


def reopened(*sheets, **about):
    return load_workbook(io.BytesIO(written(*sheets, **about)))


def one_column(values, kind="text", **more):
    """The cells below the header of a sheet of one column."""
    page = reopened(Sheet("Số liệu", (Column("Cột", kind=kind),), ([value] for value in values), **more)).active
    return [row[0] for row in page.iter_rows(min_row=2)]


def test_three_sheets_are_written_in_order_with_all_their_rows():
    columns = (Column("TT", 6, "integer"), Column("Công đoàn", 40))
    names = ("Toàn hệ thống", "Theo khối", "Theo đơn vị")

    book = reopened(*(Sheet(name, columns, ((n, f"Đơn vị {n}") for n in range(3))) for name in names))
    assert book.sheetnames == list(names)
    assert [list(page.values) for page in book] == [
        [("TT", "Công đoàn"), (0, "Đơn vị 0"), (1, "Đơn vị 1"), (2, "Đơn vị 2")]
    ] * 3


def test_number_of_rows_is_told(tmp_path):
    sheets = [Sheet("A", (Column("X"),), [["1"], ["2"]]), Sheet("B", (Column("X"),), [["3"]])]

    assert write_workbook(tmp_path / "số liệu.xlsx", sheets) == 3
    assert load_workbook(tmp_path / "số liệu.xlsx").sheetnames == ["A", "B"]


@pytest.mark.parametrize("kind", ["text", "integer", "decimal:2", "percent", "date"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_a_plain_string_in_every_kind_of_column(text, kind):
    (cell,) = one_column([text], kind)

    # the writer escapes "_x0041_" as Excel asks for, and openpyxl does not undo that
    expected = f" {text}" if text.startswith("<r>") else text
    assert (cell.data_type, cell.value.replace("_x005F_", "_"), cell.hyperlink) == ("s", expected, None)


def test_rich_text_of_exactly_the_greatest_length_is_not_copied_as_markup():
    text = "<r>" + "<a/>" * 8190 + "</r>"
    filled = text[:-4] + "x" * (xlsx.MAX_TEXT - len(text)) + "</r>"

    package = zipfile.ZipFile(io.BytesIO(written(Sheet("A", (Column("X"),), [[filled]]))))
    assert (len(filled), package.read("xl/worksheets/sheet1.xml").count(b"<r>")) == (xlsx.MAX_TEXT, 0)


def test_hostile_words_around_the_rows_are_plain_strings_too():
    page = reopened(Sheet("A", (Column("=1+1"),), [], title_lines=("=2+2", "=3+3"), note="=4+4")).active

    cells = [cell for row in page.iter_rows() for cell in row if cell.value]
    assert [(cell.data_type, cell.value) for cell in cells] == [("s", f"={n}+{n}") for n in (2, 3, 4, 1)]


def test_control_characters_are_left_out_and_line_ends_kept():
    cells = one_column(["a\x00\x07b\x0bc\r\nd\ufffee\ud800"])

    assert [cell.value for cell in cells] == ["ab\nc\nde"]


@pytest.mark.parametrize("letter", ["ạ", "😀"])
def test_text_beyond_the_limit_is_cut_with_a_mark(letter):
    (cell,) = one_column([letter * 40_000])

    size = len(letter.encode("utf-16-le")) // 2
    kept = (xlsx.MAX_TEXT - len(xlsx.CUT_MARK)) // size
    assert cell.value == letter * kept + xlsx.CUT_MARK


def test_text_of_just_the_limit_is_whole():
    (cell,) = one_column(["ạ" * xlsx.MAX_TEXT])

    assert cell.value == "ạ" * xlsx.MAX_TEXT


@pytest.mark.parametrize(
    ("kind", "value", "stored", "number_format"),
    [
        ("integer", 85120, 85120, "#,##0"),
        ("integer", -3, -3, "#,##0"),
        ("integer", 0, 0, "#,##0"),
        ("decimal:1", Decimal("1234.5"), 1234.5, "#,##0.0"),
        ("decimal:0", 7, 7, "#,##0"),
        ("decimal:2", 4.25, 4.25, "#,##0.00"),
        ("percent", Decimal("97.4"), 0.974, "0.0%"),
        ("year", 2024, 2024, "0"),
        ("general", 16590, 16590, "#,##0"),
        ("general", Decimal("96.0"), 96, "#,##0.0"),
        ("general", Decimal("4.24"), 4.24, "#,##0.00"),
        ("general", Estimate(Decimal("9955")), 9955, '#,##0" (*)"'),
        ("decimal:1", Estimate(Decimal("3.5")), 3.5, '#,##0.0" (*)"'),
        ("date", dt.date(2026, 11, 19), dt.datetime(2026, 11, 19), "dd/mm/yyyy"),
        ("date", dt.datetime(2026, 11, 19, 17, 30, tzinfo=dt.UTC), dt.datetime(2026, 11, 20), "dd/mm/yyyy"),
    ],
)
def test_value_of_its_column_is_stored_as_a_number(kind, value, stored, number_format):
    (cell,) = one_column([value], kind)

    assert (cell.value, cell.number_format) == (stored, number_format)
    assert cell.data_type in ("n", "d")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("integer", "KAD", "KAD"),
        ("decimal:1", "–", "–"),
        ("integer", True, "Có"),
        ("text", False, "Không"),
        ("text", 12, "12"),
        ("text", Decimal("1E+3"), "1000"),
        ("text", dt.date(2026, 11, 5), "05/11/2026"),
        ("integer", 10**15, "1000000000000000"),
        ("integer", float("nan"), "–"),
        ("decimal:1", Decimal("Infinity"), "–"),
        ("integer", dt.date(2026, 11, 5), "05/11/2026"),
        ("date", 46000, "46000"),
        ("date", dt.date(1890, 5, 19), "19/05/1890"),
    ],
)
def test_value_that_is_no_number_of_its_column_is_shown_as_text(kind, value, shown):
    (cell,) = one_column([value], kind)

    assert (cell.data_type, cell.value) == ("s", shown)


@pytest.mark.parametrize("kind", ["text", "integer", "percent", "date"])
def test_nothing_is_an_empty_cell(kind):
    assert [cell.value for cell in one_column([None, None], kind)] == [None, None]


@pytest.mark.parametrize("kind", ["", "number", "decimal", "decimal:-1", "decimal:99", "integer\n"])
def test_unknown_kind_of_column_is_refused(kind):
    with pytest.raises(ValueError, match="unknown kind"):
        Column("Cột", kind=kind)


def test_sheet_prints_on_a4_across_with_its_header_repeated():
    sheet = Sheet("A", (Column("TT", 6), Column("Tên", 40)), [["1", "x"]], title_lines=("Số liệu",), note="Ghi chú")
    page = reopened(sheet).active

    setup = page.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (
        "landscape",
        9,
        None,
        0,
    )  # one page wide is the default
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.print_title_rows) == (True, "$4:$4")
    assert (page.freeze_panes, page.auto_filter.ref) == ("A5", "A4:B5")
    assert page.oddFooter.center.text == "Trang &P/&N"
    assert [round(page.column_dimensions[letter].width) for letter in "AB"] == [7, 41]
    assert [row[0].value for row in page.iter_rows(max_row=4)] == ["Số liệu", "Ghi chú", None, "TT"]


def test_first_columns_stay_in_sight_where_asked():
    page = reopened(Sheet("A", (Column("TT"), Column("Tên"), Column("Số")), [], freeze_columns=2)).active

    assert page.freeze_panes == "C2"


def test_header_may_stay_loose():
    page = reopened(Sheet("A", (Column("TT"),), [], freeze_header=False, autofilter=False)).active

    assert (page.freeze_panes, page.auto_filter.ref) == (None, None)


def test_sheet_longer_than_excel_allows_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)

    book = reopened(Sheet("Số liệu", (Column("TT", kind="integer"),), ([n] for n in range(7))))
    assert {page.title: [row[0] for row in page.values] for page in book} == {
        "Số liệu": ["TT", 0, 1, 2],
        "Số liệu (2)": ["TT", 3, 4, 5],
        "Số liệu (3)": ["TT", 6],
    }


def test_row_with_another_number_of_values_is_refused():
    with pytest.raises(ValueError, match="row 2 of 'A' has 1 values"):
        written(Sheet("A", (Column("X"), Column("Y")), [["1", "2"], ["1"]]))


def test_workbook_without_a_sheet_is_refused():
    with pytest.raises(ValueError, match="needs a sheet"):
        written()


def test_same_sheets_made_at_the_same_moment_give_the_same_bytes():
    made = dt.datetime(2026, 11, 20, 1, 2, tzinfo=dt.UTC)
    sheet = Sheet("A", (Column("X"),), [["Đoàn viên"]])

    first, second = (written(sheet, title="Số liệu", author="Công đoàn", made_at=made) for _ in range(2))
    about = load_workbook(io.BytesIO(first)).properties
    assert first == second
    assert (about.title, about.creator, about.created) == ("Số liệu", "Công đoàn", made.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("wanted", "taken", "given"),
    [
        ("Khối: I/II [2026]*?\\", [], "Khối I II 2026"),
        ("", [], "Trang"),
        ("'':'", [], "Trang"),
        ("History", [], "History (2)"),
        ("Số liệu", ["SỐ LIỆU"], "Số liệu (2)"),
        ("Số liệu", ["Số liệu", "số liệu (2)"], "Số liệu (3)"),
        ("Đ" * 40, [], "Đ" * 31),
        ("Đ" * 40, ["Đ" * 31], "Đ" * 27 + " (2)"),
        ("😀" * 20, [], "😀" * 15),
    ],
)
def test_sheet_name_is_one_that_excel_accepts(wanted, taken, given):
    assert sheet_name(wanted, taken) == given


def test_sheets_of_the_same_name_are_told_apart():
    book = reopened(*(Sheet("Khối/Cụm", (Column("X"),), []) for _ in range(3)))

    assert book.sheetnames == ["Khối Cụm", "Khối Cụm (2)", "Khối Cụm (3)"]


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_csv_begins_with_a_byte_order_mark_and_quotes_what_must_be():
    file = io.BytesIO()

    count = write_csv(file, ["Công đoàn", "Số"], [["Ban, Bộ “A”", 5], ['nói "khéo"\nhai dòng', 6]])
    content = file.getvalue()
    assert (count, content[:3]) == (2, b"\xef\xbb\xbf")
    assert csv_rows(content) == [["Công đoàn", "Số"], ["Ban, Bộ “A”", "5"], ['nói "khéo"\nhai dòng', "6"]]


def test_csv_keeps_numbers_plain_and_marks_only_text():
    values = [-5, Decimal("-1.50"), Decimal("1E+3"), 1e-7, True, None, dt.date(2026, 1, 5), Decimal("NaN"), "-5"]

    (row,) = csv_rows("".join(csv_lines(["x"] * 9, [values])).encode())[1:]
    assert row == ["-5", "-1.50", "1000", "0.0000001", "true", "", "2026-01-05", "", "'-5"]


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\ufeff=1", "\x01=1", "＝1"]
)
def test_csv_puts_an_apostrophe_before_what_would_be_a_formula(text):
    header, row = csv_rows("".join(csv_lines([text], [[text]])).encode())

    assert [header[0][0], row[0][0]] == ["'", "'"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;=1", "a;'=1"),
        ("a; +1", "a; '+1"),
        ("a\t@x", "a\t'@x"),
        ("a\n-1;＝2", "a\n'-1;'＝2"),
        ("mở; - đóng\n- hết", "mở; - đóng\n- hết"),
    ],
)
def test_csv_puts_an_apostrophe_before_a_formula_of_what_may_be_the_next_cell(text, written):
    """Where lists are parted by ";", a program reads the parts of a text as cells of their own."""
    rows = csv_rows("".join(csv_lines(["x"], [[text]])).encode())

    assert rows[1] == [written]


@pytest.mark.parametrize("text", ["Đoàn viên", "a=1", "–", "", "1-2"])
def test_csv_leaves_harmless_text_alone(text):
    rows = csv_rows("".join(csv_lines(["x"], [[text]])).encode())

    assert (rows[1] or [""]) == [text]


def test_csv_is_written_to_a_path(tmp_path):
    write_csv(tmp_path / "a.csv", ["x"], iter([["1"]]))

    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbfx\r\n1\r\n"


def test_csv_has_no_control_characters():
    content = "".join(csv_lines(["x"], [["a\x00b\x1bc\ud800"]]))

    assert re.findall("[\x00-\x09\x0b\x0c\x0e-\x1f\ud800-\udfff]", content) == []
