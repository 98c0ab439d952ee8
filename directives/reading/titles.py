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
_CONCERNING = re.compile(r"(?:^|.* {2,}|.*\| )(?P<lead>V/v|Về việc)\b:? *")
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
    r"|(?:[^,;:]{1,40},)? *ngày[0-9.…_ ]*tháng[0-9.…_ ]*(?:năm[0-9.…_ ]*)?\Z"
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
    lines = paper.lines[following : following + _MOST_TITLE_LINES]
    is_doubtful = start is None and bool(lines and _CARRYING_OUT.match(lines[0].words))
    is_closed = False
    for line in lines:
        is_first = start is None
        has_gap = not is_first and paper.text.count("\n", end, line.start) > 1
        # A line in capitals below one in small letters names who decides: "CHỦ TỊCH CÔNG ĐOÀN VIÊN CHỨC".
        has_turned = not is_first and line.is_shouted and not paper.text[start:end].isupper()
        is_closed = has_gap or has_turned or _is_none_of_title(line, may_carry_out=is_first)
        # A trích yếu is a phrase: what ends as a sentence is the body already.
        is_sentence = line.words[-1] in ":.;," if is_doubtful else not is_first and line.words[-1] in ":."
        if is_closed or is_sentence:
            break
        start, end = (line.start if is_first else start), line.end
    if start is None or (is_doubtful and not is_closed):
        return None
    return paper.found(one_line(paper.words(start, end)), start, end)


def _is_none_of_title(line: Line, *, may_carry_out: bool) -> bool:
    if may_carry_out and _CARRYING_OUT.match(line.words):
        return False
    patterns = (_RULE, _BODY, _LETTERHEAD)
    return (
        " | " in line.words
        or any(pattern.match(line.words) for pattern in patterns)
        or len(line.words.split()) > _MOST_WORDS
    )
