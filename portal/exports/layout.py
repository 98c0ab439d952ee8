"""What an official document says, part by part, and the numbers of its layout: data and wording, no rendering.

Source of the numbers and of the wording: Nghị định 30/2020/NĐ-CP, Phụ lục I (domain.md 2.2).
"""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Literal

from portal.text import format_date_long, roman

Align = Literal["left", "center", "right"]
BLANK = "\u00a0" * 8  # room to write by hand; no-break spaces are neither collapsed nor wrapped


@dataclass(frozen=True)
class LayoutProfile:
    """Sizes in points (`*_pt`), lengths in millimetres (`*_mm`).

    An administrator may lay a new version beside this one; the version used is a fact about the document.
    """

    version: str = "nd30-2020/1"
    basis: str = "Nghị định 30/2020/NĐ-CP, Phụ lục I"
    font: str = "Times New Roman"
    language: str = "vi-VN"
    page_width_mm: float = 210
    page_height_mm: float = 297
    margin_top_mm: float = 20
    margin_bottom_mm: float = 20
    margin_left_mm: float = 30
    margin_right_mm: float = 20
    page_number_from_top_mm: float = 10
    page_number_pt: float = 14
    letterhead_left_mm: float = 66
    national_name: str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    national_name_pt: float = 12
    motto: str = "Độc lập - Tự do - Hạnh phúc"
    motto_pt: float = 13
    parent_pt: float = 12
    issuer_pt: float = 12
    number_pt: float = 13
    place_date_pt: float = 13
    type_name_pt: float = 14
    subject_pt: float = 14
    subject_width_mm: float = 140
    letter_subject_pt: float = 12
    addressee_pt: float = 14
    addressee_indent_mm: float = 25
    body_pt: float = 14
    first_line_mm: float = 12.7
    paragraph_gap_pt: float = 6
    line_spacing: float = 1.15
    heading_pt: float = 14
    signature_pt: float = 14
    signature_left_mm: float = 75
    signature_room_mm: float = 28
    recipients_label_pt: float = 12
    recipients_pt: float = 11
    annex_label_pt: float = 14
    annex_title_pt: float = 14
    annex_reference_pt: float = 14
    table_pt: float = 12
    table_border_pt: float = 0.5
    rule_pt: float = 0.75
    rule_share: float = 0.4

    def text_width_mm(self, *, landscape: bool = False) -> float:
        """Millimetres between the side margins; a landscape page keeps the margins of its own four sides."""
        paper = self.page_height_mm if landscape else self.page_width_mm
        return paper - self.margin_left_mm - self.margin_right_mm


DEFAULT_PROFILE = LayoutProfile()

ND30_RANGES: dict[str, tuple[float, float]] = {
    "margin_top_mm": (20, 25),
    "margin_bottom_mm": (20, 25),
    "margin_left_mm": (30, 35),
    "margin_right_mm": (15, 20),
    "page_number_pt": (13, 14),
    "national_name_pt": (12, 13),
    "motto_pt": (13, 14),
    "parent_pt": (12, 13),
    "issuer_pt": (12, 13),
    "number_pt": (13, 13),
    "place_date_pt": (13, 14),
    "type_name_pt": (13, 14),
    "subject_pt": (13, 14),
    "letter_subject_pt": (12, 13),
    "addressee_pt": (13, 14),
    "body_pt": (13, 14),
    "first_line_mm": (10, 12.7),
    "paragraph_gap_pt": (6, float("inf")),
    "line_spacing": (1, 1.5),
    "heading_pt": (13, 14),
    "signature_pt": (13, 14),
    "recipients_label_pt": (12, 12),
    "recipients_pt": (11, 11),
    "annex_label_pt": (14, 14),
    "annex_title_pt": (13, 14),
    "annex_reference_pt": (13, 14),
    "rule_share": (1 / 3, 1 / 2),
}


def outside_decree(profile: LayoutProfile) -> tuple[str, ...]:
    """Names of the numbers of `profile` that the decree does not allow, in the order of the fields."""
    bounded = [f.name for f in fields(profile) if f.name in ND30_RANGES]
    return tuple(name for name in bounded if not ND30_RANGES[name][0] <= getattr(profile, name) <= ND30_RANGES[name][1])


@dataclass(frozen=True)
class Heading:
    """Level 1 "I. …", 2 "1. …", 3 "a) …"; the text carries its own number."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; each line of `text` becomes a paragraph of its own."""

    text: str
    italic: bool = False


@dataclass(frozen=True)
class Basis:
    """One căn cứ; neighbours form a list whose lines end in ";", the last one in "."."""

    text: str


@dataclass(frozen=True)
class BulletList:
    """Items behind a dash, as official papers write them."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; widths are proportions in millimetres, fitted to the width of the text."""

    label: str
    width_mm: float
    align: Align = "left"


@dataclass(frozen=True)
class GroupRow:
    """A bold line across the whole table."""

    text: str


@dataclass(frozen=True)
class TotalRow:
    """A row in bold, one text per column."""

    cells: tuple[str, ...]


Row = tuple[str, ...] | GroupRow | TotalRow


@dataclass(frozen=True)
class SmallTable:
    """A table inside the running text."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""


Block = Heading | Paragraph | Basis | BulletList | SmallTable


@dataclass(frozen=True)
class Annex:
    """One phụ lục: a table on pages of its own, numbered for itself."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    landscape: bool = False


@dataclass(frozen=True)
class OfficialDocument:
    """A whole document. Names are given as they are spoken; the layout sets its capitals itself.

    `number`, `date` and `signer_name` may be empty: room is left to write them by hand, `year` then still being printed
    if known. `type_name` is empty for a công văn, whose `subject` stands under the number. `via` belongs to the first
    addressee. `signature_lines` are free, from top to bottom. The last of `recipients` is the "Lưu: …" line.
    """

    issuer_name: str
    symbol: str
    subject: str
    parent_name: str = ""
    number: str = ""
    place: str = ""
    date: dt.date | None = None
    year: int | None = None
    type_name: str = "BÁO CÁO"
    addressees: tuple[str, ...] = ()
    via: str = ""
    blocks: tuple[Block, ...] = ()
    signature_lines: tuple[str, ...] = ()
    signer_name: str = ""
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    end_mark: str = "./."


def official_number(number: str) -> str:
    """`number` as it is printed: below ten with a leading zero, an empty one as room to write."""
    number = number.strip()
    return number.zfill(2) if number.isdigit() else number or BLANK


def number_and_symbol(document: OfficialDocument) -> str:
    """ "05/BC-CĐVC"; the slash is left out where there is no symbol."""
    return "/".join(filter(None, (official_number(document.number), document.symbol.strip())))


def long_date(day: dt.date | None, *, year: int | None = None) -> str:
    """ "ngày 05 tháng 01 năm 2026"; for None room to write the day and month, and the year where it is not known."""
    if day is None:
        return f"ngày{BLANK}tháng{BLANK}năm {year}" if year else f"ngày{BLANK}tháng{BLANK}năm{BLANK}"
    return format_date_long(day)


def place_and_date(document: OfficialDocument) -> str:
    """ "Hà Nội, ngày 05 tháng 01 năm 2026"."""
    return ", ".join(filter(None, (document.place.strip(), long_date(document.date, year=document.year))))


def annex_label(index: int, count: int) -> str:
    """ "Phụ lục" alone, or "Phụ lục II" among several; `index` counts from 0."""
    return "Phụ lục" if count == 1 else f"Phụ lục {roman(index + 1)}"


def annex_reference(document: OfficialDocument) -> str:
    """The line under an annex's title that ties it to its document."""
    kind = document.type_name.strip().capitalize() or "Công văn"
    day = long_date(document.date, year=document.year).replace(" ", "\u00a0")
    return f"(Kèm theo {kind} số {number_and_symbol(document)} {day} của {document.issuer_name.strip()})"
