"""The top of the first page: whose document it is, number and date, name, and to whom it goes (ô 1-5 and 9a)."""

from lxml.etree import _Element as Element

from reports.exports.docx.styles import spacing
from reports.exports.docx.xml import cell, indent, paragraph, row, rule, table, twips
from reports.exports.layout import LayoutProfile, OfficialDocument, number_and_symbol, place_and_date
from reports.exports.measure import balanced, text_width_mm
from reports.exports.safe_text import one_line

_SLACK_MM = 4  # a balanced line keeps this much room, so that another font's widths do not break it anew


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
    above = [_centred(parent, "Parent", profile.parent_pt, place, bold=False)[0]] if parent else []
    own, last = _centred(issuer, "Issuer", profile.issuer_pt, place, bold=True)
    return [*above, own, rule(place, last * profile.rule_share, profile.rule_pt)]


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
        found.append(_centred(f"V/v {subject}", "LetterSubject", profile.letter_subject_pt, place, bold=False)[0])
    return found


def _title(document: OfficialDocument, profile: LayoutProfile) -> list[Element]:
    if not document.type_name:
        return []
    place = profile.text_width_mm()
    subject, last = _centred(one_line(document.subject), "Subject", profile.subject_pt, place, bold=True)
    name = paragraph(one_line(document.type_name).upper(), "TypeName")
    return [name, subject, rule(place, last * profile.rule_share, profile.rule_pt)]


def _centred(text: str, style: str, size_pt: float, place_mm: float, *, bold: bool) -> tuple[Element, float]:
    """A centred paragraph in evenly long lines, and the length of its last line in millimetres."""
    broken = balanced(text, size_pt, place_mm - _SLACK_MM, bold=bold)
    lengths = [text_width_mm(line, size_pt, bold=bold) for line in broken]
    side = max(0.0, (place_mm - max(lengths) - _SLACK_MM) / 2) if len(broken) > 1 else 0
    return paragraph(text, style, *([indent(side, side)] if side else [])), min(lengths[-1], place_mm)


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
