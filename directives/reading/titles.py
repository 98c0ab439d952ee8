"""What a paper calls itself: the heading with its type, and the trích yếu below it or behind "V/v"."""

import re
from dataclasses import dataclass

from directives.citations.lexer import TypeWord, type_at
from directives.reading.model import Found
from directives.reading.paper import CLOSING, Line, Paper, one_line

_MOST_LINES = 60
_MOST_TITLE_LINES = 5
_MOST_WORDS = 60
_LETTER = "Công văn"
_ADDRESSED = re.compile(r"(?i:kính gửi) *:?")
# Papers that address somebody, have a heading, and are none of the types.
_OTHER_HEADING = re.compile(r"(?:ĐƠN|THƯ|GIẤY|PHIẾU|BẢN|LỜI|HỢP ĐỒNG|ĐỀ CƯƠNG|TUYÊN BỐ)\b")
_CONCERNING = re.compile(r"(?:^|.*  |.*\| )(?P<lead>V/v|Về việc)\b:? *")
_GAP = re.compile(r" {3,}|(?:^| )\|(?: |$)")
_RULE = re.compile(r"[-_*=.…  ]+\Z")
# Where the body begins, so that a trích yếu ends.
_BODY = re.compile(
    r"(?i:kính gửi|căn cứ|thực hiện|xét|theo|để |nhằm |[0-9]{1,2}(?:[.)]|[-/] )|[IVX]+[.\-]|"
    r"phần |chương |điều |\(kèm|\(ban hành|\(dự thảo)"
)
# A first line that may open the body as well as name the paper: "Thực hiện Nghị quyết số 25-NQ/TW".
_CARRYING_OUT = re.compile(r"(?i:thực hiện)\b")
# The letterhead where it follows the trích yếu: Quốc hiệu, Tiêu ngữ, number, place and date.
_LETTERHEAD = re.compile(
    r"(?i:cộng h(?:òa|oà) xã hội|đảng cộng sản việt nam|độc lập *-)|S[ốỐ] *:"
    r"|(?:[^,;:|0-9]{1,40},)? *ngày[0-9.…_ ]*tháng[0-9.…_ ]*(?:năm[0-9.…_ ]*)?\Z"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """The type that the heading names, the line it stands on, and the offset behind its type words."""

    type_word: Found[str]
    line: int
    end: int


def read_heading(paper: Paper) -> Heading | None:
    """The first line that is a type word, or the first in capitals that begins with one ("KẾ HOẠCH CÔNG TÁC 2026").

    Only above the addressees and the signature: what stands below them is an annex.
    """
    begun: Heading | None = None
    for place, line in enumerate(paper.lines[:_MOST_LINES]):
        if _ADDRESSED.match(line.words) or CLOSING.match(line.words):
            break
        word = _type_of(paper, place)
        if not word:
            continue
        heading = Heading(paper.found(word.name, word.start, word.end), place, word.end)
        if word.end == line.end:
            return heading
        if begun is None and line.is_shouted:
            begun = heading
    return begun


def _type_of(paper: Paper, place: int) -> TypeWord | None:
    """The type word that begins the line and ends on it: below THÔNG BÁO, "Kết luận hội nghị" is the trích yếu."""
    line = paper.lines[place]
    word = type_at(line.words, 0)
    if not word or word.is_short:
        return None
    return word._replace(start=line.start, end=line.start + word.end)


def read_type(paper: Paper, heading: Heading | None) -> Found[str] | None:
    """The type of the heading; a paper without one that addresses somebody is a công văn (domain.md 2.3)."""
    if heading:
        return heading.type_word
    for line in paper.lines[:_MOST_LINES]:
        if line.is_shouted and _OTHER_HEADING.match(line.words):
            return None
        if match := _ADDRESSED.match(line.words):
            return paper.found(_LETTER, line.start, line.start + len(match[0].rstrip(" :")))
    return None


def read_title(paper: Paper, heading: Heading | None) -> Found[str] | None:
    """The trích yếu: the lines below the heading, or those behind "V/v" among the first lines."""
    if heading:
        line = paper.lines[heading.line]
        words = paper.text[heading.end : line.end].strip()
        first = [Line(words, line.end - len(words), line.end)] if words else []
        return _gather(paper, first, paper.lines[heading.line + 1 :][:_MOST_TITLE_LINES])
    for place, line in enumerate(paper.lines[:_MOST_LINES]):
        if match := _CONCERNING.match(line.words):
            return _concerning(paper, place, match.start("lead"))
    return None


def _concerning(paper: Paper, place: int, lead: int) -> Found[str] | None:
    """The title from "V/v" on, in its column; from the left one it may go on in the lines below."""
    line = paper.lines[place]
    first = _column(Line(line.words[lead:], line.start + lead, line.end))
    below = paper.lines[place + 1 :][:_MOST_TITLE_LINES] if lead == 0 else []
    return _gather(paper, [first], [left for other in below if (left := _column(other)).words])


def _column(line: Line) -> Line:
    """The part of the line in front of another column."""
    gap = _GAP.search(line.words)
    if not gap or _LETTERHEAD.match(line.words):
        return line
    return Line(line.words[: gap.start()], line.start, line.start + gap.start())


def _gather(paper: Paper, taken: list[Line], following: list[Line]) -> Found[str] | None:
    """The title from the lines taken over those that go on with it, up to a gap, a rule or the body."""
    is_doubtful = not taken and bool(following and _CARRYING_OUT.match(following[0].words))
    is_closed = False
    for line in following:
        is_first = not taken
        has_gap = not is_first and paper.text.count("\n", taken[-1].end, line.start) > 1
        # A line in capitals below one in small letters names who decides: "CHỦ TỊCH CÔNG ĐOÀN VIÊN CHỨC".
        has_turned = line.is_shouted and not all(one.is_shouted for one in taken)
        is_closed = has_gap or has_turned or _is_none_of_title(line, may_carry_out=is_first)
        # A trích yếu is a phrase: what ends as a sentence is the body already.
        is_sentence = line.words[-1] in ":.;," if is_doubtful else not is_first and line.words[-1] in ":."
        if is_closed or is_sentence:
            break
        taken = [*taken, line]
    if not taken or (is_doubtful and not is_closed):
        return None
    words = " ".join(paper.words(line.start, line.end) for line in taken)
    return paper.found(one_line(words), taken[0].start, taken[-1].end)


def _is_none_of_title(line: Line, *, may_carry_out: bool) -> bool:
    if may_carry_out and _CARRYING_OUT.match(line.words):
        return False
    patterns = (_RULE, _BODY, _LETTERHEAD)
    return (
        " | " in line.words
        or any(pattern.match(line.words) for pattern in patterns)
        or len(line.words.split()) > _MOST_WORDS
    )
