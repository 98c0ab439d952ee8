"""The words before the orders: why the paper is written and what it asks in general."""

import re

from directives.reading.model import Found, ProposedTask
from directives.reading.paper import CLOSING, Line, Paper

_ADDRESSED = re.compile(r"(?i:kính gửi)\b *:?")
_ADDRESSEE = re.compile(r"[-+•] ?")
_RULE = re.compile(r"[-_*=.…  ]+\Z")
_MOST = 100_000


def read_opening(paper: Paper, tasks: tuple[ProposedTask, ...], head_end: int | None) -> Found[str] | None:
    """The paragraphs behind head and addressees, up to the first order or, without orders, up to the signature.

    `head_end` is where number, heading and trích yếu end, in the original; None for a text that has none of them: then
    only what follows "Kính gửi" is taken, for without either nobody knows where the body begins.
    """
    until = tasks[0].start if tasks else None
    lines = [line for line in paper.lines if until is None or paper.span(line.start, line.end)[0] < until]
    first = _first_line(paper, lines, head_end)
    if first is None:
        return None
    body = _before_signature(lines[first:]) if until is None else lines[first:]
    if not body or body[-1].end - body[0].start > _MOST:
        return None
    start, end = body[0].start, body[-1].end
    return paper.found(paper.words(start, end), start, end)


def _first_line(paper: Paper, lines: list[Line], head_end: int | None) -> int | None:
    """The place of the line where the body begins."""
    addressed = next((place for place, line in enumerate(lines) if _ADDRESSED.match(line.words)), None)
    if addressed is not None:
        place = addressed + 1
        while place < len(lines) and _ADDRESSEE.match(lines[place].words):
            place += 1
        return place
    if head_end is None:
        return None
    behind = (place for place, line in enumerate(lines) if paper.span(line.start, line.end)[0] >= head_end)
    return next((place for place in behind if not _RULE.match(lines[place].words)), None)


def _before_signature(lines: list[Line]) -> list[Line]:
    end = next((place for place, line in enumerate(lines) if CLOSING.match(line.words)), len(lines))
    return lines[:end]
