"""An official document as a DOCX file: puts the parts together into sections, and is the only door to this package."""

from copy import deepcopy

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from portal.exports.docx.annexes import annex_content
from portal.exports.docx.body import body
from portal.exports.docx.closing import closing
from portal.exports.docx.letterhead import letterhead
from portal.exports.docx.package import blank, describe, packed
from portal.exports.docx.xml import el, paragraph, twips
from portal.exports.layout import DEFAULT_PROFILE, LayoutProfile, OfficialDocument

__all__ = ["render_document"]


def render_document(document: OfficialDocument, profile: LayoutProfile = DEFAULT_PROFILE) -> bytes:
    """The DOCX of `document` in the layout of NĐ 30/2020 (domain.md 2.2); the same input gives the same bytes.

    ValueError where a table has no column, or a row not one text for each column.
    """
    word = blank(profile)
    describe(word, document, profile)
    page = word.element.body
    headers = [deepcopy(ref) for ref in page.sectPr.findall(qn("w:headerReference"))]
    page.remove(page.sectPr)
    main = [
        *letterhead(document, profile),
        *body(document.blocks, document.end_mark, profile),
        closing(document, profile),
    ]
    sections = [(main, False)]
    for index, annex in enumerate(document.annexes):
        sections.append((annex_content(document, index, profile), annex.landscape))
    for number, (content, landscape) in enumerate(sections, start=1):
        page.extend(content)
        ending = _section(headers, profile, landscape=landscape)
        last = number == len(sections)
        page.append(paragraph("", "SectionEnd", *([] if last else [ending])))
        if last:
            page.append(ending)
    return packed(word)


def _section(headers: list[Element], profile: LayoutProfile, *, landscape: bool) -> Element:
    """A4, the four margins, and page numbers that begin at 1 and are hidden on the section's first page."""
    paper = twips(profile.page_width_mm), twips(profile.page_height_mm)
    width, height = reversed(paper) if landscape else paper
    return el(
        "sectPr",
        *deepcopy(headers),
        el("pgSz", w=width, h=height, **({"orient": "landscape"} if landscape else {})),
        el(
            "pgMar",
            top=twips(profile.margin_top_mm),
            right=twips(profile.margin_right_mm),
            bottom=twips(profile.margin_bottom_mm),
            left=twips(profile.margin_left_mm),
            header=twips(profile.page_number_from_top_mm),
            footer=twips(profile.page_number_from_top_mm),
            gutter=0,
        ),
        el("pgNumType", start=1),
        el("titlePg"),
    )
