"""The top of the first page: whose document it is, number and date, name, and to whom it goes (ô 1-5 and 9a)."""

from lxml.etree import _Element as Element

from portal.exports.docx.centred import centred, rule_below
from portal.exports.docx.styles import spacing
from portal.exports.docx.xml import cell, indent, paragraph, row, rule, table, twips
from portal.exports.layout import LayoutProfile, OfficialDocument, number_and_symbol, place_and_date
from portal.exports.measure import text_width_mm
from portal.exports.safe_text import one_line


def letterhead(document: OfficialDocument, profile: LayoutProfile) -> list[Element]:
    """The borderless two-column table, then the title block, then Kính gửi."""
    left = profile.letterhead_left_mm
    right = profile.text_width_mm() - left
    widths = [twips(left), twips(profile.text_width_mm()) - twips(left)]
    names = row(cell(widths[0], *_names(document, profile, left)), cell(widths[1], *_national(profile, right)))
    numbers = row(
        cell(widths[0], *_number(document, left, profile)),
        cell(widths[1], paragraph(one_line(place_and_date(document)), "PlaceDate")),
    )
    return [table(widths, [names, numbers]), *_title(document, profile), *_addressees(document, profile)]


def _names(document: OfficialDocument, profile: LayoutProfile, place: float) -> list[Element]:
    parent, issuer = (one_line(name).upper() for name in (document.parent_name, document.issuer_name))
    above = [centred(parent, "Parent", profile.parent_pt, place, bold=False)] if parent else []
    own = centred(issuer, "Issuer", profile.issuer_pt, place, bold=True)
    return [*above, own, rule_below(issuer, profile.issuer_pt, place, profile)]


def _national(profile: LayoutProfile, place: float) -> list[Element]:
    length = text_width_mm(profile.motto, profile.motto_pt, bold=True)
    return [
        paragraph(profile.national_name, "NationalName"),
        paragraph(profile.motto, "Motto"),
        rule(place, length, profile.rule_pt),
    ]


def _number(document: OfficialDocument, place: float, profile: LayoutProfile) -> list[Element]:
    found = [paragraph(f"Số: {one_line(number_and_symbol(document))}", "Number")]
    if not document.type_name:
        subject = one_line(document.subject)
        found.append(centred(f"V/v {subject}", "LetterSubject", profile.letter_subject_pt, place, bold=False))
    return found


def _title(document: OfficialDocument, profile: LayoutProfile) -> list[Element]:
    if not document.type_name:
        return []
    name = paragraph(one_line(document.type_name).upper(), "TypeName")
    subject = one_line(document.subject)
    if not subject:
        return [name]
    size, place, limit = profile.subject_pt, profile.text_width_mm(), profile.subject_width_mm
    return [
        name,
        centred(subject, "Subject", size, place, bold=True, limit_mm=limit),
        rule_below(subject, size, place, profile, limit_mm=limit),
    ]


def _addressees(document: OfficialDocument, profile: LayoutProfile) -> list[Element]:
    """One on the same line; several one below another, their dashes under the colon (rule 9a)."""
    names = [name for raw in document.addressees if (name := one_line(raw).rstrip(" ;."))]
    if not names:
        return []
    if via := one_line(document.via).strip("() "):
        names[0] = f"{names[0]} ({via})"
    if len(names) == 1:
        return [paragraph(f"Kính gửi: {names[0]}", "Addressee"), paragraph("", "Gap")]
    start = profile.addressee_indent_mm
    colon = start + text_width_mm("Kính gửi", profile.addressee_pt, bold=False)
    ends = [";"] * (len(names) - 1) + ["."]
    listed = [paragraph(f"- {name}{end}", "Addressees", indent(colon)) for name, end in zip(names, ends, strict=True)]
    head = paragraph("Kính gửi:", "Addressees", spacing(before=12), indent(start))
    return [head, *listed, paragraph("", "Gap")]
