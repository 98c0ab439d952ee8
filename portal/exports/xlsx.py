"""Tables as an XLSX workbook: written row by row in constant memory, text always as text, numbers as numbers."""

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.exports.safe_text import lines, one_line
from portal.text import clean_text, format_date
from portal.worktime import local_day


@dataclass(frozen=True)
class Estimate:
    """A number that is an estimate: it stays a number, and is shown with (*) behind it."""

    value: int | float | Decimal


Value = str | int | float | Decimal | bool | dt.date | Estimate | None
MAX_ROWS = 1_048_576  # of one sheet, in Excel
MAX_TEXT = 32_767  # UTF-16 units of one cell, in Excel
CUT_MARK = "… (đã cắt bớt)"
_EXACT = 10**15  # from here on Excel no longer keeps every digit
_KIND = re.compile(r"text|integer|year|general|percent|date|decimal:(?P<places>[0-9]|1[0-5])")
_FORMATS = {"integer": "#,##0", "year": "0", "percent": "0.0%", "date": "dd/mm/yyyy"}
_ESTIMATE = '" (*)"'


@dataclass(frozen=True)
class Column:
    """A column `width` characters wide; `kind` is "text", "integer", "year", "decimal:N", "general", "percent", "date".

    "general" shows as many decimals as each value has, "year" no thousands. Percent values are percentage points (97.4
    stands for 97,4 %). A text in a column of another kind, such as "KAD" or "–", stays a text; None leaves the cell
    empty. A moment counts as its day in Việt Nam. ValueError for another kind.
    """

    label: str
    width: float = 14
    kind: str = "text"

    def __post_init__(self):
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"unknown kind of column: {self.kind!r}")

    def number_format(self, value: Value = None) -> str:
        """Excel's own format code; Excel shows it with the marks of the reader's country (1.234,5 in Việt Nam)."""
        number = value.value if isinstance(value, Estimate) else value
        places = _places(number) if self.kind == "general" else int(_KIND.fullmatch(self.kind)["places"] or 0)
        plain = "#,##0." + "0" * places if places else "#,##0"
        code = plain if self.kind == "general" or self.kind.startswith("decimal") else _FORMATS.get(self.kind, "@")
        return code + _ESTIMATE if isinstance(value, Estimate) else code


def _places(value: Value) -> int:
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return min(max(-exponent, 0), 15) if isinstance(exponent, int) else 0


@dataclass(frozen=True)
class Sheet:
    """One sheet: title lines, an italic note, a header and rows (one value per column), which may be a generator."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Iterable[Value]]
    title_lines: tuple[str, ...] = ()
    note: str = ""
    freeze_header: bool = True
    freeze_columns: int = 0
    autofilter: bool = True


def write_workbook(
    file: str | Path | BinaryIO,
    sheets: Iterable[Sheet],
    *,
    title: str = "",
    author: str = "",
    made_at: dt.datetime | None = None,
) -> int:
    """Write all sheets to a path or a file open for bytes; the number of rows below the headers.

    A sheet longer than Excel allows goes on in another one. ValueError where a row has not one value per column,
    or there is no sheet; what was written by then is not a result. `made_at` is the only moment in the file (now, if
    not given): with it, the same input gives the same bytes.
    """
    target = str(file) if isinstance(file, Path) else file
    with Workbook(target, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        about = {"title": one_line(title), "author": one_line(author)}
        book.set_properties(about | ({"created": made_at.astimezone(dt.UTC)} if made_at else {}))
        looks = _Looks(book)
        count = sum(_write_sheet(book, sheet, looks) for sheet in sheets)
        if not book.worksheets():
            raise ValueError("a workbook needs a sheet")
    return count


class _Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook):
        font = {"font_name": "Times New Roman", "font_size": 12}
        cell = {**font, "border": 7, "valign": "top"}
        self._book, self._cell, self._made = book, cell, {}
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.subtitle = book.add_format({**font, "bold": True})
        self.note = book.add_format({**font, "italic": True})
        head = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#E6EAF0"}
        self.head = book.add_format({**font, "border": 1, **head})
        self.marker = book.add_format({**cell, "align": "right"})

    def of(self, column: Column, value: Value) -> Format:
        code = column.number_format(value)
        if code not in self._made:
            look = {**self._cell, "num_format": code, "text_wrap": column.kind == "text"}
            self._made[code] = self._book.add_format(look)
        return self._made[code]


def _write_sheet(book: Workbook, sheet: Sheet, looks: _Looks) -> int:
    """The sheet and, where one is not enough, its continuations; the number of its rows."""
    page, first = _begin(book, sheet, looks)
    at, count = first, 0
    for row in sheet.rows:
        if at == MAX_ROWS:
            _finish(page, sheet, first, at)
            page, first = _begin(book, sheet, looks)
            at = first
        values = tuple(row)
        if len(values) != len(sheet.columns):
            raise ValueError(f"row {count + 1} of {sheet.name!r} has {len(values)} values")
        for col, (value, column) in enumerate(zip(values, sheet.columns, strict=True)):
            _write_value(page, at, col, value, column, looks)
        at, count = at + 1, count + 1
    _finish(page, sheet, first, at)
    return count


def _begin(book: Workbook, sheet: Sheet, looks: _Looks) -> tuple[Worksheet, int]:
    """A new sheet with its page set-up, title, note and header; the index of its first row of data."""
    page = book.add_worksheet(sheet_name(sheet.name, [other.name for other in book.worksheets()]))
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.6, right=0.6, top=0.6, bottom=0.75)
    page.set_footer("&CTrang &P/&N")
    for col, column in enumerate(sheet.columns):
        page.set_column(col, col, column.width)
    at = 0
    for line in sheet.title_lines:
        _write_text(page, at, 0, line, looks.subtitle if at else looks.title)
        at += 1
    for line in lines(sheet.note):
        _write_text(page, at, 0, line, looks.note)
        at += 1
    at += 1 if at else 0
    for col, column in enumerate(sheet.columns):
        _write_text(page, at, col, column.label, looks.head)
    page.repeat_rows(at)
    if sheet.freeze_header:
        page.freeze_panes(at + 1, sheet.freeze_columns)
    return page, at + 1


def _finish(page: Worksheet, sheet: Sheet, first: int, end: int) -> None:
    if sheet.autofilter and sheet.columns:
        page.autofilter(first - 1, 0, max(first, end - 1), len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{max(end, 1)}"})


def _write_value(page: Worksheet, at: int, col: int, value: Value, column: Column, looks: _Looks) -> None:
    look = looks.of(column, value)
    if isinstance(value, Estimate):
        value = value.value
    if value is None:
        page.write_blank(at, col, None, look)
    elif column.kind == "text":
        _write_text(page, at, col, _words(value), look)
    elif column.kind == "date" and isinstance(value, dt.date) and value.year >= 1900:
        page.write_datetime(at, col, local_day(value) if isinstance(value, dt.datetime) else value, look)
    elif column.kind != "date" and _is_countable(value):
        page.write_number(at, col, value / 100 if column.kind == "percent" else value, look)
    else:
        _write_text(page, at, col, _words(value), looks.marker)


def _is_countable(value: Value) -> bool:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return number and math.isfinite(value) and abs(value) < _EXACT


def _words(value: Value) -> str:
    """What stands for a value where it can't be a number or a date."""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.date):
        return format_date(value)
    if isinstance(value, float | Decimal):
        return f"{value:f}" if math.isfinite(value) else "–"
    return str(value)


def _write_text(page: Worksheet, at: int, col: int, text: str, look: Format) -> None:
    """Always a string cell: nothing in it is a formula, a link or markup, and it is no longer than Excel allows."""
    text = _shortened(clean_text(text))
    if text.startswith("<r>"):
        text = f" {text}"  # xlsxwriter would copy a text that begins and ends as rich text into the sheet as markup
    page.write_string(at, col, text, look)


def _shortened(text: str) -> str:
    if len(text) * 2 <= MAX_TEXT or _units(text) <= MAX_TEXT:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MAX_TEXT - len(CUT_MARK))]
    return kept.decode("utf-16-le", "ignore") + CUT_MARK


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel accepts: at most 31 UTF-16 units, none of []:*?/\\, not among `taken` whatever their case."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", one_line(wanted))
    plain = re.sub(" +", " ", plain).strip(" '") or "Trang"
    used = {name.casefold() for name in taken} | {"history"}
    name, number = _clipped(plain, 31), 1
    while name.casefold() in used:
        number += 1
        ending = f" ({number})"
        name = _clipped(plain, 31 - len(ending)) + ending
    return name


def _clipped(text: str, units: int) -> str:
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip(" '")
