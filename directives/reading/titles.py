"""What a paper calls itself: the heading with its type, and the trích yếu below it or behind "V/v"."""

import re
from dataclasses import dataclass

from directives.citations.lexer import type_at
from directives.reading.model import Found
from directives.reading.paper import Line, Paper, one_line

_MOST_LINES = 60
_MOST_TITLE_LINES = 5
_MOST_WORDS = 60
_LETTER = "Công văn"
_ADDRESSED = re.compile(r"(?i:kính gửi) *:?")
_CONCERNING = re.compile(r"(?:^|.* {2,}|.*\| )(?P<lead>V/v|Về việc)\b:? *")
_RULE = re.compile(r"[-_*=.…  ]+\Z")
# Where the body begins, so that a trích yếu ends.
_BODY = re.compile(
    r"(?i:kính gửi|căn cứ|thực hiện|xét|theo|để |nhằm |[0-9]{1,2}[.)]|[IVX]+[.\-]|"
    r"phần |chương |điều |\(kèm|\(ban hành|\(dự thảo)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The type that the heading names, the line it stands on, and the offset behind its type words."""

    type_word: Found[str]
    line: int
    end: int


def read_heading(paper: Paper) -> Heading | None:
    """The first line that is a type word, or the first in capitals that begins with one ("KẾ HOẠCH CÔNG TÁC 2026")."""
    begun: Heading | None = None
    for place, line in enumerate(paper.lines[:_MOST_LINES]):
        word = type_at(paper.text, line.start)
        if not word or word.is_short or word.end > line.end:
            continue
        heading = Heading(paper.found(word.name, word.start, word.end), place, word.end)
        if word.end == line.end:
            return heading
        if begun is None and line.is_shouted:
            begun = heading
    return begun


def read_type(paper: Paper, heading: Heading | None) -> Found[str] | None:
    """The type of the heading; a paper without one that addresses somebody is a công văn (domain.md 2.3)."""
    if heading:
        return heading.type_word
    for line in paper.lines[:_MOST_LINES]:
        if match := _ADDRESSED.match(line.words):
            return paper.found(_LETTER, line.start, line.start + len(match[0].rstrip(" :")))
    return None


def read_title(paper: Paper, heading: Heading | None) -> Found[str] | None:
    """The trích yếu: the lines below the heading, or those behind "V/v" among the first lines."""
    if heading:
        line = paper.lines[heading.line]
        rest = Line(paper.text[heading.end : line.end].strip(), line.end, line.end)
        if rest.words:
            start = line.end - len(rest.words)
            return _gather(paper, heading.line + 1, start, line.end)
        return _gather(paper, heading.line + 1, None, line.end)
    for place, line in enumerate(paper.lines[:_MOST_LINES]):
        if match := _CONCERNING.match(line.words):
            end = _column_end(line, match.end())
            return _gather(paper, place + 1, line.start + match.start("lead"), end)
    return None


def _column_end(line: Line, position: int) -> int:
    """Where the column ends in which the words behind the position stand."""
    gap = re.compile(r" {3,}| \| ").search(line.words, position)
    return line.start + gap.start() if gap else line.end


def _gather(paper: Paper, following: int, start: int | None, end: int) -> Found[str] | None:
    """The title from `start` (or the next line) over the lines that go on with it, up to a gap, a rule or the body."""
    for line in paper.lines[following : following + _MOST_TITLE_LINES]:
        has_gap = start is not None and paper.text.count("\n", end, line.start) > 1
        # A trích yếu is a phrase: what ends as a sentence is the body already.
        is_sentence = start is not None and line.words[-1] in ":."
        is_other = _RULE.match(line.words) or _BODY.match(line.words) or len(line.words.split()) > _MOST_WORDS
        if has_gap or is_sentence or is_other:
            break
        start, end = (line.start if start is None else start), line.end
    if start is None:
        return None
    return paper.found(one_line(paper.words(start, end)), start, end)
