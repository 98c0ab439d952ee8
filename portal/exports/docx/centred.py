"""Centred lines: broken evenly and not inside a word, and rules of the length that the text above them asks for."""

from lxml.etree import _Element as Element

from portal.exports.docx.xml import indent, paragraph, rule
from portal.exports.layout import LayoutProfile
from portal.exports.measure import balanced, text_width_mm


def centred(
    text: str, style: str, size_pt: float, place_mm: float, *, bold: bool, limit_mm: float | None = None
) -> Element:
    """A paragraph centred in a place of the given width; where it needs several lines they come out even.

    `limit_mm` is the longest line wanted, if less than the place.
    """
    broken = balanced(text, size_pt, limit_mm or place_mm, bold=bold)
    if len(broken.lines) == 1:
        return paragraph(text, style)
    side = (place_mm - broken.box_mm) / 2
    return paragraph(text, style, indent(side, side))


def rule_below(
    text: str, size_pt: float, place_mm: float, profile: LayoutProfile, *, limit_mm: float | None = None
) -> Element:
    """The rule under a bold text made by `centred` with the same measures: a share of its last line."""
    last = balanced(text, size_pt, limit_mm or place_mm, bold=True).lines[-1]
    return rule(place_mm, text_width_mm(last, size_pt, bold=True) * profile.rule_share, profile.rule_pt)
