"""The DOCX file around the text: parts, properties, page header, and bytes that are the same for the same document."""

import io
import zipfile

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from portal.exports.docx.styles import fonts, style_sheet
from portal.exports.docx.xml import el, run
from portal.exports.layout import LayoutProfile, OfficialDocument
from portal.exports.safe_text import one_line

_KEPT = {RT.STYLES, RT.SETTINGS, RT.FONT_TABLE, RT.THEME, RT.HEADER}
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_WORD = "http://schemas.microsoft.com/office/word"


def blank(profile: LayoutProfile) -> WordDocument:
    """An empty document in the profile's styles, free of everything that the library's own template brings along."""
    word = Document()
    part = word.part
    for key in [key for key, rel in part.rels.items() if rel.reltype not in _KEPT]:
        del part.rels[key]
    package = part.package
    for key in [
        key for key, rel in package.rels.items() if rel.reltype not in {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES}
    ]:
        del package.rels[key]
    _refill(word.styles.element, style_sheet(profile))
    _refill(word.settings.element, _settings(profile))
    part.part_related_by(RT.FONT_TABLE)._blob = _font_table(profile)
    theme = part.part_related_by(RT.THEME)
    theme._blob = _theme(theme.blob, profile)
    _page_header(word, profile)
    return word


def describe(word: WordDocument, document: OfficialDocument, profile: LayoutProfile) -> None:
    """Core properties: what the file says about itself in a folder, a register or a search."""
    about = word.core_properties
    issuer = one_line(document.issuer_name)[:255]
    about.title = one_line(f"{document.type_name.capitalize()} {document.subject}")[:255]
    about.subject = one_line(document.subject)[:255]
    about.author = about.last_modified_by = issuer
    about.language = profile.language
    about.comments = about.keywords = ""
    for stamp in about._element.xpath("dcterms:created | dcterms:modified"):
        about._element.remove(stamp)


def packed(word: WordDocument) -> bytes:
    """The file's bytes; entries carry one fixed time, so equal documents are equal bytes."""
    loose, tight = io.BytesIO(), io.BytesIO()
    word.save(loose)
    with zipfile.ZipFile(loose) as source, zipfile.ZipFile(tight, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return tight.getvalue()


def _refill(element: etree._Element, children: list[etree._Element]) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(children)


def _settings(profile: LayoutProfile) -> list[etree._Element]:
    modes = ("overrideTableStyleFontSizeAndJustification", "enableOpenTypeFeatures", "doNotFlipMirrorIndents")
    compatible = [el("compatSetting", name="compatibilityMode", uri=_WORD, val=15)]
    compatible += [el("compatSetting", name=mode, uri=_WORD, val=1) for mode in modes]
    return [
        el("zoom", percent=100),
        el("defaultTabStop", val=720),
        el("characterSpacingControl", val="doNotCompress"),
        el("compat", *compatible),
        el("themeFontLang", val=profile.language),
        el("decimalSymbol", val=","),
        el("listSeparator", val=";"),
    ]


def _font_table(profile: LayoutProfile) -> bytes:
    font = el(
        "font", el("charset", val="A3"), el("family", val="roman"), el("pitch", val="variable"), name=profile.font
    )
    return etree.tostring(el("fonts", font), xml_declaration=True, encoding="UTF-8", standalone=True)


def _theme(blob: bytes, profile: LayoutProfile) -> bytes:
    theme = parse_xml(blob)
    for face in theme.xpath("//*[local-name()='majorFont' or local-name()='minorFont']/*"):
        if face.tag == qn("a:font"):
            face.getparent().remove(face)
        else:
            face.attrib.clear()
            face.set("typeface", profile.font)
    return etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _page_header(word: WordDocument, profile: LayoutProfile) -> None:
    """Page number for every page but a section's first, whose own header is empty."""
    section = word.sections[0]
    section.first_page_header.is_linked_to_previous = False
    section.header.is_linked_to_previous = False
    for header in (section.header, section.first_page_header):
        header.paragraphs[0]._p.pPr.find(qn("w:pStyle")).set(qn("w:val"), "header")
    field = el("fldSimple", run("2", fonts(profile)), instr=" PAGE ")
    section.header.paragraphs[0]._p.append(field)
