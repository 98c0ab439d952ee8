"""Centred lines: broken evenly and not inside a word, and rules of the length that the text above them asks for."""

from lxml.etree import _Element as Element

from reports.exports.docx.xml import indent, paragraph, rule
from reports.exports.layout import LayoutProfile
from reports.exports.measure import balanced, text_width_mm


def centred(text: str, style: str, size_pt: float, place_mm: float, *, bold: bool) -> Element:
    """A centred paragraph in a place of the given width, narrowed so that its lines come out even."""
    broken = balanced(text, size_pt, place_mm, bold=bold)
    side = (place_mm - broken.box_mm) / 2
    return paragraph(text, style, *([indent(side, side)] if side else []))


def rule_below(text: str, size_pt: float, place_mm: float, profile: LayoutProfile) -> Element:
    """The rule under a bold centred text: the profile's share of the text's last line."""
    last = balanced(text, size_pt, place_mm, bold=True).lines[-1]
    return rule(place_mm, text_width_mm(last, size_pt, bold=True) * profile.rule_share, profile.rule_pt)
