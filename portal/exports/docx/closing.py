"""The foot of the text: Nơi nhận on the left, the signature on the right, never torn apart (ô 7 and 9b)."""

from lxml.etree import _Element as Element

from portal.exports.docx.xml import cell, paragraph, row, table, twips
from portal.exports.layout import LayoutProfile, OfficialDocument
from portal.exports.safe_text import one_line


def closing(document: OfficialDocument, profile: LayoutProfile) -> Element:
    """One row that is never split; with the last text kept to it, a signature never stands alone on a page."""
    total, left = twips(profile.text_width_mm()), twips(profile.signature_left_mm)
    return table(
        [left, total - left],
        [row(cell(left, *_recipients(document.recipients)), cell(total - left, *_signature(document)))],
    )


def _recipients(names: tuple[str, ...]) -> list[Element]:
    texts = [words for name in names if (words := one_line(name).lstrip("- ").rstrip(" ;."))]
    if not texts:
        return [paragraph("", "Recipients")]
    ends = [";"] * (len(texts) - 1) + ["."]
    listed = [paragraph(f"- {text}{end}", "Recipients") for text, end in zip(texts, ends, strict=True)]
    return [paragraph("Nơi nhận:", "RecipientsLabel"), *listed]


def _signature(document: OfficialDocument) -> list[Element]:
    titles = [paragraph(one_line(line).upper(), "Signature") for line in document.signature_lines]
    return [*titles, paragraph("", "SignatureRoom"), paragraph(one_line(document.signer_name), "Signature")]
