"""Annexes: each a section of its own with its own page numbers, its heading, its table and the table's note."""

from lxml.etree import _Element as Element

from portal.exports.docx.centred import centred
from portal.exports.docx.tables import data_table
from portal.exports.docx.xml import paragraph
from portal.exports.layout import LayoutProfile, OfficialDocument, annex_label, annex_reference
from portal.exports.safe_text import lines, one_line


def annex_content(document: OfficialDocument, index: int, profile: LayoutProfile) -> list[Element]:
    """Heading, table and note of the annex at `index` (from 0)."""
    annex = document.annexes[index]
    width = profile.text_width_mm(landscape=annex.landscape)
    title, reference = one_line(annex.title).upper(), one_line(annex_reference(document))
    return [
        paragraph(annex_label(index, len(document.annexes)), "AnnexLabel"),
        centred(title, "AnnexTitle", profile.annex_title_pt, width, bold=True),
        centred(reference, "AnnexReference", profile.annex_reference_pt, width, bold=False),
        data_table(annex.columns, annex.rows, profile, width_mm=width),
        *(paragraph(line, "TableNote") for line in lines(annex.note)),
    ]
