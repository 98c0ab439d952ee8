"""The head of a paper: issuing body, number, place and date, type, trích yếu (domain.md 2.2)."""

import datetime
import re
from dataclasses import dataclass

from directives.citations.bodies import Body, begins_body
from directives.citations.lexer import DATE, read_date
from directives.citations.numbers import number_at
from directives.reading.model import Found
from directives.reading.paper import Paper, one_line

_MOST_LINES = 40
_CAPITAL = "A-ZĐƯÂÊÔƠĂ"
_NUMBER = re.compile(r"(?:^|.*  |.*\| )S[ốỐ] *:? *")
_UNFILLED = re.compile(
    rf"[.…_ ]*[/-] *(?P<symbol>[{_CAPITAL}]\w{{0,14}}(?: *[-/] *[{_CAPITAL}]\w{{0,14}}){{0,6}})"
    r"(?!\w| *[-/] *[.…_])"
)
_SERIAL = re.compile(r"[0-9]+[a-zđA-Z]?(?:[/-][0-9]{2,4}/|[/-])")
# "Hà Nội, " alone on its line or column, or behind the number.
_PLACE = re.compile(rf"(?:^|.*  |.*\| |S[ốỐ].* )[{_CAPITAL}]\w*\.?(?:(?: | ?- ?)[{_CAPITAL}]\w*\.?){{0,5}} ?,? *\Z")
# Quốc hiệu, Tiêu ngữ and the heading of the Party stand beside the names of the bodies.
_BESIDE = re.compile(r"(?i:cộng h(?:òa|oà) xã hội|đảng cộng sản việt nam|độc lập *- *tự do)|\||S[ốỐ] *:")
_CONTINUED = re.compile(
    r"(?:THÀNH PHỐ|TỈNH(?! ỦY| UỶ| ĐOÀN)|HUYỆN(?! ỦY| UỶ)|QUẬN(?! ỦY| UỶ)|THỊ XÃ|VIỆT NAM|KHU VỰC|NGÀNH)\b"
)
# A body that somebody has yet to name; and the organs of one, which say nothing without it.
_DOTTED = re.compile(r"[.…_]{3}")
_ORGANS = frozenset({"BAN CHẤP HÀNH", "BAN THƯỜNG VỤ"})
_ASKING = re.compile(r"(?<![^\W_])(?:đề nghị|yêu cầu)(?= +(?:các|Ban|công đoàn|Công đoàn)\b)")
_BOUNDARY = re.compile(r"[,;:.()“”\"\n]")
_ASKED_WITHIN = 6000
_LONGEST_NAME = 120


def read_issue_date(paper: Paper) -> Found[datetime.date] | None:
    """The date of "Hà Nội, ngày 01 tháng 4 năm 2014" among the first lines; None for an unfilled one."""
    for line in paper.lines[:_MOST_LINES]:
        for match in re.finditer(r"[Nn]gày|NGÀY", line.words):
            start = line.start + match.start()
            dated = DATE.match(paper.text, start)
            if not dated or not dated["long_year"] or not _PLACE.match(line.words[: match.start()]):
                continue
            behind = paper.text[dated.end() : line.end].strip()
            value, _ = read_date(dated)
            if value and (not behind or behind.startswith("|")):
                return paper.found(value, start, dated.end())
    return None


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """The paper's own number (None while unfilled), its symbol, and the line they stand on."""

    number: Found[str] | None
    symbol: Found[str] | None
    line: int


def read_own_number(paper: Paper) -> OwnNumber | None:
    """ "Số: 110/CTr-CĐVC" at the start of a line or column among the first lines."""
    for place, line in enumerate(paper.lines[:_MOST_LINES]):
        lead = _NUMBER.match(line.words)
        if not lead:
            continue
        start = line.start + lead.end()
        if number := number_at(paper.text, start):
            symbol = number.text[_SERIAL.match(number.text).end() :]
            serial_end = start + _SERIAL.match(number.text).end()
            return OwnNumber(
                paper.found(number.text, start, number.end), paper.found(symbol, serial_end, number.end), place
            )
        if unfilled := _UNFILLED.match(paper.text, start, line.end):
            symbol = "".join(unfilled["symbol"].split())
            return OwnNumber(None, paper.found(symbol, *unfilled.span("symbol")), place)
    return None


def read_issuer(paper: Paper, head: int | None) -> Found[str] | None:
    """The last body named above the number or the heading (line `head`); else the one that asks for something.

    Nobody where the name is left open ("CÔNG ĐOÀN ……").
    """
    names: list[list[tuple[str, int]]] = []
    for line in paper.lines[: min(head or 0, 12)]:
        words = _BESIDE.split(line.words, maxsplit=1)[0].strip()
        if not words.isupper():
            continue
        if _DOTTED.search(words):
            return None
        first, second = (words.split() + ["", ""])[:2]
        if begins_body(first, second) and (not names or not _CONTINUED.match(words)):
            names.append([])
        if names:
            names[-1].append((words, line.start))
    if not names:
        return _asking_body(paper)
    name = names[-2] if len(names) > 1 and names[-1][0][0] in _ORGANS else names[-1]
    end = name[-1][1] + len(name[-1][0])
    return paper.found(one_line(" ".join(words for words, _ in name)), name[0][1], end)


def _asking_body(paper: Paper) -> Found[str] | None:
    """ "…, Công đoàn Viên chức Việt Nam đề nghị các cấp công đoàn": the subject is whoever wrote the paper."""
    for match in _ASKING.finditer(paper.flow, 0, _ASKED_WITHIN):
        from_ = max(match.start() - _LONGEST_NAME, 0)
        boundaries = [found.end() for found in _BOUNDARY.finditer(paper.flow, from_, match.start())]
        words = paper.flow[(boundaries or [from_])[-1] : match.start()]
        start = match.start() - len(words.lstrip())
        first, second = ([*words.split(), "", ""])[:2]
        end = Body(paper.flow, start, is_joint=False).read()
        if first[:1].isupper() and begins_body(first, second) and not paper.flow[end : match.start()].strip():
            return paper.found(one_line(paper.flow[start:end]), start, end)
    return None
