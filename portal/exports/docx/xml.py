"""Small builders of WordprocessingML elements; they know the schema and its units, nothing of official papers."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from portal.exports.layout import Align

# The schema orders the children of w:pPr; Word refuses a file that does not keep to it.
_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "widowControl", "pBdr", "spacing", "ind", "jc", "outlineLvl", "sectPr",
)  # fmt: skip


def el(tag: str, *children: Element | None, **attributes: str | float) -> Element:
    """`<w:tag w:name="value">` with its children; None among them is skipped."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(child for child in children if child is not None)
    return element


def twips(millimetres: float) -> int:
    """Twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def run(text: str, *properties: Element) -> Element:
    """A run of one text without line ends."""
    words = el("t")
    words.text = text
    words.set(qn("xml:space"), "preserve")
    return el("r", el("rPr", *properties) if properties else None, words)


def paragraph_properties(*properties: Element) -> Element:
    """`w:pPr` with its children in the schema's order, whatever order they are given in."""
    order = [qn(f"w:{name}") for name in _PARAGRAPH_ORDER]
    return el("pPr", *sorted(properties, key=lambda prop: order.index(prop.tag)))


def paragraph(text: str, style: str, *properties: Element, italic: bool = False) -> Element:
    """A paragraph of one run in a style; `properties` are direct exceptions from that style."""
    content = run(text, *([el("i")] if italic else [])) if text else None
    return el("p", paragraph_properties(el("pStyle", val=style), *properties), content)


def indent(left_mm: float, right_mm: float = 0) -> Element:
    """Distances from both edges; used to let a centred text or a rule be narrower than its place."""
    return el("ind", left=twips(left_mm), right=twips(right_mm), firstLine=0)


def cell(width: int, *content: Element, span: int = 1, middle: bool = False) -> Element:
    """A table cell `width` twips wide; the schema wants at least one paragraph in it."""
    properties = el(
        "tcPr",
        el("tcW", w=width, type="dxa"),
        el("gridSpan", val=span) if span > 1 else None,
        el("vAlign", val="center") if middle else None,
    )
    return el("tc", properties, *content)


def row(*cells: Element, header: bool = False) -> Element:
    """A row that is never split between pages; a header row is repeated on each."""
    properties = el("trPr", el("cantSplit"), el("tblHeader") if header else None)
    return el("tr", properties, *cells)


def table(widths: list[int], rows: list[Element], *, border_pt: float = 0, padding_mm: float = 0) -> Element:
    """A fixed table of the given column widths in twips; a border of 0 draws nothing."""
    return el(
        "tbl",
        el(
            "tblPr",
            el("tblW", w=sum(widths), type="dxa"),
            el("tblInd", w=0, type="dxa"),
            _borders(border_pt),
            el("tblLayout", type="fixed"),
            _padding(padding_mm),
        ),
        el("tblGrid", *(el("gridCol", w=width) for width in widths)),
        *rows,
    )


def _borders(size_pt: float) -> Element:
    look = {"val": "single", "sz": round(size_pt * 8), "space": 0, "color": "000000"} if size_pt else {"val": "nil"}
    return el("tblBorders", *(el(side, **look) for side in ("top", "left", "bottom", "right", "insideH", "insideV")))


def _padding(millimetres: float) -> Element:
    sides = (("top", 0), ("left", millimetres), ("bottom", 0), ("right", millimetres))
    return el("tblCellMar", *(el(side, w=twips(size), type="dxa") for side, size in sides))


def alignment(align: Align) -> Element:
    """`w:jc` of a table's column."""
    return el("jc", val=align)


def rule(place_mm: float, length_mm: float, size_pt: float) -> Element:
    """A solid line of its own, centred in a place of the given width: the top border of an empty paragraph."""
    side = max(0.0, (place_mm - length_mm) / 2)
    line = el("top", val="single", sz=round(size_pt * 8), space=1, color="000000")
    return paragraph("", "Rule", el("pBdr", line), indent(side, side))
