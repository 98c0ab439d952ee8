"""Tables of figures: fixed columns that fill the text's width, a header that repeats, rows that are never split."""

from collections.abc import Iterable

from lxml.etree import _Element as Element

from portal.exports.docx.xml import alignment, cell, el, paragraph, row, table, twips
from portal.exports.layout import Align, Column, GroupRow, LayoutProfile, Row, TotalRow
from portal.exports.safe_text import lines, one_line

_PADDING_MM = 1.2


def data_table(columns: tuple[Column, ...], rows: Iterable[Row], profile: LayoutProfile, *, width_mm: float) -> Element:
    """A bordered table exactly `width_mm` wide; ValueError where a row has not one text for each column."""
    widths = fitted([column.width_mm for column in columns], twips(width_mm))
    head = row(
        *(
            cell(width, paragraph(one_line(column.label), "TableHead"), middle=True)
            for width, column in zip(widths, columns, strict=True)
        ),
        header=True,
    )
    aligns = [column.align for column in columns]
    lines_of_table = [_row(entry, widths, aligns, at) for at, entry in enumerate(rows, start=1)]
    return table(widths, [head, *lines_of_table], border_pt=profile.table_border_pt, padding_mm=_PADDING_MM)


def fitted(proportions: list[float], total: int) -> list[int]:
    """Whole widths in the given proportions that add up to `total`; ValueError where one is not above zero."""
    if not proportions or min(proportions) <= 0:
        raise ValueError("a table needs columns, each wider than zero")
    scale = total / sum(proportions)
    edges = [round(sum(proportions[:n]) * scale) for n in range(len(proportions) + 1)]
    return [right - left for left, right in zip(edges, edges[1:], strict=False)]


def _row(entry: Row, widths: list[int], aligns: list[Align], at: int) -> Element:
    if isinstance(entry, GroupRow):
        words = paragraph(one_line(entry.text), "TableStrong", el("keepNext"))
        return row(cell(sum(widths), words, span=len(widths)))
    strong = isinstance(entry, TotalRow)
    texts = entry.cells if strong else entry
    if len(texts) != len(widths):
        raise ValueError(f"row {at} has {len(texts)} cells for {len(widths)} columns")
    style = "TableStrong" if strong else "TableCell"
    return row(*(_cell(*one, style) for one in zip(texts, widths, aligns, strict=True)))


def _cell(text: str, width: int, align: Align, style: str) -> Element:
    direct = [] if align == "left" else [align]
    words = lines(text) or [""]
    return cell(width, *(paragraph(line, style, *map(alignment, direct)) for line in words), middle=True)
