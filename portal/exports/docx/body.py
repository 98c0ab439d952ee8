"""The running text between Kính gửi and the signature (ô 6): headings, paragraphs, căn cứ, lists and tables."""

from collections.abc import Iterable
from itertools import chain, groupby, pairwise

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from portal.exports.docx.tables import data_table
from portal.exports.docx.xml import el, paragraph
from portal.exports.layout import Basis, Block, BulletList, Heading, LayoutProfile, Paragraph, SmallTable
from portal.exports.safe_text import lines, one_line


def body(blocks: tuple[Block, ...], end_mark: str, profile: LayoutProfile) -> list[Element]:
    """Paragraphs and tables in order; `end_mark` closes the last text, and that text stays with the signature."""
    found: list[Element] = []
    for kind, group in groupby(blocks, key=type):
        if kind is Basis:
            found += _bases(group)
        else:
            found += chain.from_iterable(_block(block, profile) for block in group)
    _let_go(found)
    if end_mark:
        _close(found, end_mark)
    return found


def _block(block: Block, profile: LayoutProfile) -> list[Element]:
    match block:
        case Heading(level, text):
            words = one_line(text)
            return [paragraph(words.upper() if level == 1 else words, f"Heading{level}")] if words else []
        case Paragraph(text, italic):
            return [paragraph(line, "BodyText", italic=italic) for line in lines(text)]
        case BulletList(items):
            return [paragraph(f"- {words}", "BodyText") for item in items if (words := one_line(item))]
        case SmallTable(columns, rows, caption):
            head = [paragraph(one_line(caption), "TableCaption")] if caption else []
            grid = data_table(columns, rows, profile, width_mm=profile.text_width_mm())
            return [*head, grid, paragraph("", "Gap")]
    raise TypeError(f"not a block of an official document: {block!r}")


def _bases(group: Iterable[Basis]) -> list[Element]:
    texts = [words for basis in group if (words := one_line(basis.text).rstrip(" ;,."))]
    ends = [";"] * (len(texts) - 1) + ["."]
    return [paragraph(text + end, "Basis") for text, end in zip(texts, ends, strict=False)]


def _let_go(found: list[Element]) -> None:
    """A heading under which nothing is written isn't kept with the next one: headings alone would be one block."""
    for one, following in pairwise(found):
        if _level(one) >= _level(following) > 0:
            one.find(qn("w:pPr")).insert(1, el("keepNext", val=0))


def _level(element: Element) -> int:
    """Of a heading, from 1; 0 of anything else."""
    style = _style(element)
    return int(style.removeprefix("Heading")) if style.startswith("Heading") else 0


def _style(element: Element) -> str:
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if found is None else found.get(qn("w:val"))


def _close(found: list[Element], end_mark: str) -> None:
    """Put the mark behind the last text ("… như trên./."), or on a line of its own after a table or a heading."""
    last = found[-1] if found else None
    if last is not None and _style(last) in ("BodyText", "Basis"):
        words = last.find(f".//{qn('w:t')}")
        words.text = words.text.removesuffix(end_mark).rstrip(" .;") + end_mark
    else:
        last = paragraph(end_mark, "BodyText")
        found.append(last)
    last.find(qn("w:pPr")).insert(1, el("keepNext"))
