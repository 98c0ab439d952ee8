"""The style sheet of an official document: every size, indent and distance of a profile as a named paragraph style."""

from lxml.etree import _Element as Element

from portal.exports.docx.xml import el, paragraph_properties, twips
from portal.exports.layout import LayoutProfile


def fonts(profile: LayoutProfile) -> Element:
    """`w:rFonts` with one font for all four scripts, so that no letter falls back to a theme font."""
    return el("rFonts", **dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), profile.font))


def letters(size_pt: float, *, bold: bool = False, italic: bool = False) -> list[Element]:
    """Run properties in the schema's order; sizes are written in half-points."""
    size = round(size_pt * 2)
    weight = [el(tag, val=int(bold)) for tag in ("b", "bCs")] + [el(tag, val=int(italic)) for tag in ("i", "iCs")]
    return [*weight, el("sz", val=size), el("szCs", val=size)]


def spacing(*, before: float = 0, after: float = 0, line: float = 1) -> Element:
    """Distances in points and the line spacing as a multiple of the line."""
    return el("spacing", before=round(before * 20), after=round(after * 20), line=round(line * 240), lineRule="auto")


def _exactly(points: float, *, before: float = 0) -> Element:
    return el("spacing", before=round(before * 20), after=0, line=round(points * 20), lineRule="exact")


def style_sheet(profile: LayoutProfile) -> list[Element]:
    """The children of `w:styles`: defaults, the base styles, and one style per part of the document."""
    return [
        el(
            "docDefaults",
            el("rPrDefault", el("rPr", fonts(profile), el("color", val="000000"), *_default_size(profile))),
            el("pPrDefault", el("pPr", spacing())),
        ),
        _normal(profile),
        _table_style(),
        *_letterhead_styles(profile),
        *_body_styles(profile),
        *_table_styles(profile),
        *_closing_styles(profile),
        *_annex_styles(profile),
    ]


def _default_size(profile: LayoutProfile) -> list[Element]:
    size = round(profile.body_pt * 2)
    tongue = profile.language
    return [el("sz", val=size), el("szCs", val=size), el("lang", val=tongue, eastAsia=tongue, bidi=tongue)]


def _normal(profile: LayoutProfile) -> Element:
    look = el("rPr", fonts(profile), *letters(profile.body_pt))
    return el("style", el("name", val="Normal"), el("qFormat"), look, type="paragraph", default=1, styleId="Normal")


def _table_style() -> Element:
    plain = el("tblPr", el("tblInd", w=0, type="dxa"))
    return el("style", el("name", val="Normal Table"), plain, type="table", default=1, styleId="TableNormal")


def _style(
    style_id: str,
    name: str,
    size_pt: float,
    *,
    bold: bool = False,
    italic: bool = False,
    center: bool = False,
    keep: bool = False,
    distances: Element | None = None,
    more: tuple[Element, ...] = (),
) -> Element:
    """A paragraph style on Normal; `keep` binds it to the next paragraph, `more` are further paragraph properties."""
    shape = [
        *([el("keepNext")] if keep else []),
        *([el("jc", val="center")] if center else []),
        *([distances] if distances is not None else []),
        *more,
    ]
    return el(
        "style",
        el("name", val=name),
        el("basedOn", val="Normal"),
        el("qFormat"),
        paragraph_properties(*shape),
        el("rPr", *letters(size_pt, bold=bold, italic=italic)),
        type="paragraph",
        styleId=style_id,
    )


def _letterhead_styles(p: LayoutProfile) -> list[Element]:
    def centred(style_id: str, name: str, size_pt: float, *, before: float = 0, **look: bool) -> Element:
        return _style(style_id, name, size_pt, center=True, distances=spacing(before=before), **look)

    return [
        centred("NationalName", "Quốc hiệu", p.national_name_pt, bold=True),
        centred("Motto", "Tiêu ngữ", p.motto_pt, bold=True),
        centred("Parent", "Cơ quan chủ quản", p.parent_pt),
        centred("Issuer", "Cơ quan ban hành", p.issuer_pt, bold=True),
        centred("Number", "Số, ký hiệu", p.number_pt, before=6),
        centred("LetterSubject", "Trích yếu công văn", p.letter_subject_pt, before=6),
        centred("PlaceDate", "Địa danh, thời gian", p.place_date_pt, before=6, italic=True),
        centred("TypeName", "Tên loại", p.type_name_pt, before=18, bold=True, keep=True),
        centred("Subject", "Trích yếu", p.subject_pt, bold=True, keep=True),
        _style("Rule", "Nét kẻ", 2, keep=True, distances=_exactly(4, before=2.5)),
        _style("Addressee", "Kính gửi", p.addressee_pt, center=True, distances=spacing(before=12, after=6)),
        _style("Addressees", "Danh sách kính gửi", p.addressee_pt, distances=spacing()),
        _style("Gap", "Khoảng cách", 2, distances=_exactly(p.paragraph_gap_pt)),
    ]


def _body_styles(p: LayoutProfile) -> list[Element]:
    between = {"after": p.paragraph_gap_pt, "line": p.line_spacing}

    def running(style_id: str, name: str, size_pt: float, *more: Element, **look: bool) -> Element:
        shape = (el("widowControl"), el("ind", firstLine=twips(p.first_line_mm)), el("jc", val="both"), *more)
        return _style(style_id, name, size_pt, distances=spacing(**between), more=shape, **look)

    return [
        running("BodyText", "Body Text", p.body_pt),
        running("Basis", "Căn cứ", p.body_pt, italic=True),
        running("Heading1", "heading 1", p.heading_pt, el("outlineLvl", val=0), bold=True, keep=True),
        running("Heading2", "heading 2", p.heading_pt, el("outlineLvl", val=1), bold=True, keep=True),
        running("Heading3", "heading 3", p.heading_pt, el("outlineLvl", val=2), keep=True),
    ]


def _table_styles(p: LayoutProfile) -> list[Element]:
    inside = {"before": 2, "after": 2}
    return [
        _style("TableCaption", "Tên bảng", p.table_pt, bold=True, center=True, keep=True, distances=spacing(after=3)),
        _style("TableHead", "Tiêu đề cột", p.table_pt, bold=True, center=True, distances=spacing(**inside)),
        _style("TableCell", "Ô bảng", p.table_pt, distances=spacing(**inside)),
        _style("TableStrong", "Ô bảng đậm", p.table_pt, bold=True, distances=spacing(**inside)),
        _style("TableNote", "Ghi chú bảng", p.table_pt, italic=True, distances=spacing(before=3)),
    ]


def _closing_styles(p: LayoutProfile) -> list[Element]:
    room = _exactly(p.signature_room_mm * 72 / 25.4)
    return [
        _style("RecipientsLabel", "Nơi nhận", p.recipients_label_pt, bold=True, italic=True, keep=True),
        _style("Recipients", "Danh sách nơi nhận", p.recipients_pt, keep=True),
        _style("Signature", "Chức vụ người ký", p.signature_pt, bold=True, center=True, keep=True),
        _style("SignatureRoom", "Chỗ ký", 2, keep=True, distances=room),
        _style("SectionEnd", "Hết phần", 1, distances=_exactly(1)),
        _style("header", "header", p.page_number_pt, center=True),
    ]


def _annex_styles(p: LayoutProfile) -> list[Element]:
    heading = {"center": True, "keep": True}
    below = spacing(after=8)
    return [
        _style("AnnexLabel", "Số phụ lục", p.annex_label_pt, bold=True, **heading),
        _style("AnnexTitle", "Tên phụ lục", p.annex_title_pt, bold=True, more=(el("outlineLvl", val=0),), **heading),
        _style("AnnexReference", "Kèm theo văn bản", p.annex_reference_pt, italic=True, distances=below, **heading),
    ]
