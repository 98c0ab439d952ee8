"""A table of unions: every cell judged, every fault named by row and column (no database)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.models import Level, UnitVersion
from portal.spreadsheets import TableRefused, read_table
from portal.text import clean_line, fold

MOST_ROWS = 20_000
MOST_FAULTS = 200
HEADINGS = {
    "name": "Tên đầy đủ",
    "short_name": "Tên gọi ngắn",
    "code": "Ký hiệu văn bản",
    "level": "Cấp công đoàn",
    "parent": "Công đoàn cấp trên",
    "block": "Khối, cụm thi đua",
    "department": "Ban đầu mối",
    "place": "Địa danh",
    "position": "Thứ tự",
}
NEEDED = ("name", "level")
LONGEST = {
    name: getattr(UnitVersion._meta.get_field(name), "max_length", None) for name in HEADINGS if name != "parent"
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, in words for people; row 0 means the whole file."""

    row: int
    column: str
    text: str


@dataclass
class ImportRow:
    """One union to be founded; `parent` is a unit's key or "new:N", the N-th row of the file."""

    row: int
    values: dict[str, str]
    level: str = ""
    position: int = 0
    parent: int | str | None = None


@dataclass
class Sheet:
    """What was read: rows and faults; nothing may be founded while there is a fault."""

    rows: list[ImportRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, column: str, text: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(row, column, text))


def read(content: bytes, kind: str) -> Sheet:
    """Rows of a file of kind "xlsx" or "csv" that portal.files has checked; parents are not looked up yet."""
    sheet = Sheet()
    try:
        table = read_table(content, kind, most_rows=MOST_ROWS + 1)
    except TableRefused as refusal:
        sheet.fault(0, "", str(refusal))
        return sheet
    columns = _columns(table, sheet)
    if sheet.faults:
        return sheet
    filled = [(number, row) for number, row in enumerate(table[1:], start=2) if any(map(clean_line, row))]
    if not filled:
        sheet.fault(0, "", "Tệp chưa có dòng nào ngoài dòng tiêu đề.")
    for number, row in filled:
        sheet.rows.append(_judge(number, {name: _cell(row, at) for name, at in columns.items()}, sheet))
    return sheet


def place(sheet: Sheet, known: Mapping[str, list[int]], default: int) -> None:
    """Find each row's parent: blank means `default`; else a unit of `known` {folded name or code: keys} or a row above.

    Adds a fault where it is unknown, means several units, or names a row further down.
    """
    above: dict[str, list[int | str]] = {}
    names_below = {fold(row.values["name"]) for row in sheet.rows}
    for index, row in enumerate(sheet.rows):
        typed = row.values["parent"]
        key = fold(typed)
        found = [*known.get(key, []), *above.get(key, [])] if key else [default]
        if len(found) == 1:
            row.parent = found[0]
        elif found:
            sheet.fault(row.row, HEADINGS["parent"], f"“{typed}” là tên của nhiều đơn vị; hãy ghi ký hiệu văn bản.")
        elif key in names_below:
            sheet.fault(row.row, HEADINGS["parent"], f"“{typed}” phải đứng ở dòng trên đơn vị trực thuộc nó.")
        else:
            sheet.fault(row.row, HEADINGS["parent"], f"Không tìm thấy “{typed}” trong phạm vi quản lý của đồng chí.")
        for word in {fold(row.values["name"]), fold(row.values["code"])} - {""}:
            above.setdefault(word, []).append(f"new:{index}")


def parents_named(sheet: Sheet) -> set[str]:
    """What stands in the parent column, as it was typed."""
    return {row.values["parent"] for row in sheet.rows} - {""}


def _columns(table: list[list[str]], sheet: Sheet) -> dict[str, int]:
    """{field: index of its column}, by the headings in any order and with or without accents."""
    headings = [fold(cell).strip(" *") for cell in (table[0] if table else [])]
    columns = {}
    for name, heading in HEADINGS.items():
        if fold(heading) in headings:
            columns[name] = headings.index(fold(heading))
        elif name in NEEDED:
            sheet.fault(1, heading, "Thiếu cột này. Dòng đầu của bảng phải là dòng tiêu đề như trong tệp mẫu.")
    return columns


def _cell(row: list[str], at: int) -> str:
    return clean_line(row[at]) if at < len(row) else ""


def _judge(number: int, cells: dict[str, str], sheet: Sheet) -> ImportRow:
    values = {name: cells.get(name, "") for name in HEADINGS}
    row = ImportRow(number, values)
    for name, value in values.items():
        if name in NEEDED and not value:
            sheet.fault(number, HEADINGS[name], "Chưa ghi.")
        elif LONGEST.get(name) and name != "level" and len(value) > LONGEST[name]:
            sheet.fault(number, HEADINGS[name], f"Dài quá {LONGEST[name]} ký tự.")
    if values["level"]:
        row.level = _level(values["level"])
        if not row.level:
            labels = "; ".join(Level.labels)
            sheet.fault(number, HEADINGS["level"], f"“{values['level']}” không có trong danh sách: {labels}.")
    if values["position"]:
        if values["position"].isascii() and values["position"].isdecimal() and int(values["position"]) <= 100_000:
            row.position = int(values["position"])
        else:
            sheet.fault(
                number, HEADINGS["position"], f"“{values['position']}” không phải là số nguyên từ 0 đến 100000."
            )
    return row


def _level(typed: str) -> str:
    wanted = fold(typed)
    return next((value for value, label in Level.choices if fold(label) == wanted or value == wanted), "")
