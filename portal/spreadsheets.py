"""The first table of an XLSX or CSV file as text, measured before it is built: what it would cost is known first."""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from portal.text import format_number

MOST_COLUMNS = 60
MOST_TEXT = 5_000  # characters of one cell
MOST_TEXTS = 10_000_000  # characters of a whole table
MOST_UNPACKED = 60 * 1024 * 1024
_XML = (".xml", ".rels")
_PLACE = re.compile("([A-Za-z]{1,8})([0-9]{1,9})")
_CHUNK = 256 * 1024


class TableRefused(Exception):
    """The table is not read; the message is Vietnamese, says why and what to do."""


UNREADABLE = "Không đọc được bảng trong tệp. Hãy dùng tệp mẫu của cổng."
_FAULTS = (CalamineError, csv.Error, expat.ExpatError, zipfile.BadZipFile, zlib.error, ValueError, IndexError)


def read_table(content: bytes, kind: str, *, most_rows: int) -> list[list[str]]:
    """Rows of cells of a file of kind "xlsx" or "csv", its heading among the `most_rows` rows that are taken.

    Raises TableRefused where it has more rows, more than MOST_COLUMNS columns, longer cells, or is no table.
    """
    try:
        if kind == "csv":
            return _read_csv(content, most_rows)
        _measure(content, most_rows)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except _FAULTS as fault:
        raise TableRefused(UNREADABLE) from fault
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _read_csv(content: bytes, most_rows: int) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        while row and not row[-1].strip():
            row.pop()
        rows.append(row)
        _check_place(len(rows) if row else 0, len(row), most_rows)
        for column, cell in enumerate(row, start=1):
            _check_length(len(cell), len(rows), column)
        if len(rows) > 4 * most_rows:  # empty lines cost too
            raise _too_long(len(rows), most_rows)
    return rows


def _measure(content: bytes, most_rows: int) -> None:
    """Walk through every part of the book without keeping it; raises TableRefused where it asks for too much.

    Every sheet is measured: which one comes first is for the reader to say.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableRefused("Tệp mở ra quá lớn. Hãy xóa các trang, hình và định dạng thừa rồi lưu lại.")
        if any(part.filename.lower().endswith(("workbook.bin", "content.xml")) for part in parts):
            raise ValueError("another kind of book")
        texts = _Texts()
        # The texts that cells refer to stand in a part of their own: their lengths first.
        for part in sorted(parts, key=lambda one: "sharedstrings" not in one.filename.lower()):
            if part.filename.lower().endswith(_XML):
                with packed.open(part) as stream:
                    _Walk(texts, most_rows).through(stream)
            elif b"sheetData" in packed.read(part):
                raise ValueError("a sheet under another name")


@dataclass
class _Texts:
    """Lengths of the shared texts, in their order, and how much text all cells have so far."""

    lengths: list[int] = field(default_factory=list)
    total: int = 0


class _Walk:
    """One part, event by event: counts rows, columns and characters of cells that hold something."""

    def __init__(self, texts: _Texts, most_rows: int):
        self.texts, self.most_rows = texts, most_rows
        self.row = self.column = self.length = self.cells = 0
        self.kind = self.shared = self.inside = ""
        self.holds = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.said
        self.parser.StartDoctypeDeclHandler = self.refuse

    def through(self, stream) -> None:
        while chunk := stream.read(_CHUNK):
            self.parser.Parse(chunk)
        self.parser.Parse(b"", True)

    def refuse(self, *_):
        raise ValueError("a book of a spreadsheet declares no document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self.row, self.column = int(attributes.get("r", self.row + 1)), 0
            case "c":
                self._enter(attributes)
            case "si":
                self.length = 0
            case "v" | "t" as text:
                self.inside, self.shared, self.holds = text, "", True
            case "f" | "is":
                self.holds = True

    def _enter(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > 2 * self.most_rows * MOST_COLUMNS:
            raise TableRefused("Bảng có quá nhiều ô. Hãy xóa định dạng của các dòng, cột thừa rồi lưu lại.")
        self.column, self.length, self.kind, self.holds = self.column + 1, 0, attributes.get("t", ""), False
        if "r" in attributes:
            place = _PLACE.fullmatch(attributes["r"])
            if place is None:
                raise ValueError("a cell without a place")
            self.column, self.row = _column_of(place[1]), int(place[2])

    def said(self, words: str) -> None:
        if self.inside:
            self.length += len(words)
            if self.inside == "v" and self.kind == "s":
                self.shared = (self.shared + words)[:9]

    def end(self, name: str) -> None:
        match name.rpartition(" ")[2]:
            case "v" | "t":
                self.inside = ""
            case "si":
                self.texts.lengths.append(self.length)
            case "c" if self.holds:
                self._leave()

    def _leave(self) -> None:
        length = self.texts.lengths[int(self.shared)] if self.shared.strip() else self.length
        _check_place(self.row, self.column, self.most_rows)
        _check_length(length, self.row, self.column)
        self.texts.total += length
        if self.texts.total > MOST_TEXTS:
            raise TableRefused("Bảng có quá nhiều chữ. Hãy chia thành nhiều tệp.")


def _check_place(row: int, column: int, most_rows: int) -> None:
    if row > most_rows:
        raise _too_long(row, most_rows)
    if column > MOST_COLUMNS:
        raise TableRefused(
            f"Bảng quá rộng: có ô ở cột {_letters_of(column)}, chỉ nhận đến cột {_letters_of(MOST_COLUMNS)}. "
            "Hãy xóa các cột thừa rồi lưu lại."
        )


def _too_long(row: int, most_rows: int) -> TableRefused:
    return TableRefused(
        f"Bảng quá dài: có ô ở dòng {format_number(row)}, chỉ nhận đến dòng {format_number(most_rows)}. "
        "Hãy xóa các dòng thừa hoặc chia thành nhiều tệp."
    )


def _check_length(length: int, row: int, column: int) -> None:
    if length > MOST_TEXT:
        raise TableRefused(
            f"Ô {_letters_of(column)}{row} dài {format_number(length)} ký tự; "
            f"một ô chỉ nhận đến {format_number(MOST_TEXT)} ký tự."
        )


def _column_of(letters: str) -> int:
    """ "A" → 1, "XFD" → 16384."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def _letters_of(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return letters
