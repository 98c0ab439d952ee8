"""Document numbers: serial, year and codes in their four shapes, with the white space that careless typing adds."""

import re
from typing import NamedTuple

from directives.citations.lexer import GAP
from directives.citations.vocabulary import JOINT_CODES, TYPE_CODES

_UPPER, _LOWER = "A-ZĐƯÂÊÔƠĂ", "a-zđưâêôơă"
_CODE = rf"(?P<code>[{_UPPER}](?:[{_UPPER}{_LOWER}0-9]|&(?=[{_UPPER}])){{0,14}}+)(?![^\W_]|[\u0300-\u036f])"
# State, law and công văn: 299/CTr-TLĐ, 30/2020/NĐ-CP, 880/TLĐ; Party: 25-NQ/TW. A serial may bear a letter: 06b.
_HEAD = re.compile(
    rf"(?:(?<![^\W_])|(?<=[sS]ố|SỐ))(?P<serial>[0-9]{{1,5}}[a-zđA-Z]?)(?P<before>{GAP})(?P<sign>[-/])(?:{GAP}(?P<year>[0-9]{{4}}|[0-9]{{2}}){GAP}/)?+"
    rf"(?P<after>{GAP}){_CODE}"
)
_PART = re.compile(rf"(?P<before>{GAP})(?P<sign>[-/])(?P<after>{GAP}){_CODE}")
_MOST_PARTS = 7
_LIKELY = re.compile(rf"[0-9][a-zđA-Z]?{GAP}[-/]{GAP}(?:[0-9]{{2,4}}{GAP}/{GAP})?+[{_UPPER}]")
# "15/QĐ-…": whoever wrote it has not filled it in yet.
_UNFILLED = re.compile(rf"{GAP}[-/]{GAP}(?:\.{{2}}|…|_{{2}})")
_CAPITAL = re.compile(f"[{_UPPER}]")
_ORDINARY_WORD = re.compile(f"[{_UPPER}][{_LOWER}]{{2,}}")
# Capitals that read as a word of a heading: "880/TLĐ - CÔNG ĐOÀN".
_SHOUTED_WORD = re.compile(
    "(?:[BCDĐGHKLMNPQRSTVX]|[CGKPT]H|N[GH]|NGH|TR|QU|GI)?[AĂÂEÊIOÔƠUƯY]{1,3}(?:CH|NG|NH|[CMNPT])?"
)


class Number(NamedTuple):
    """A document number in place: canonical text, the code of its type ("" when it has none), its agency codes."""

    text: str
    end: int
    type_code: str
    agency: str
    is_joint: bool


class Ahead:
    """Says whether a number comes within reach, so that the parser looks no further where none does.

    Questions must come with growing positions; all of them together read the text once.
    """

    def __init__(self, text: str):
        self._text = text
        self._next = -1

    def comes(self, position: int, *, within: int) -> bool:
        """Whether something like a number starts in the `within` characters behind the position."""
        if self._next < position:
            match = _LIKELY.search(self._text, position)
            self._next = match.start() if match else len(self._text) + within
        return self._next < position + within


def number_at(text: str, position: int) -> Number | None:
    """The number that begins exactly here, or None for ratios, dates, placeholders and bare serials."""
    head = _HEAD.match(text, position)
    if not head or not _is_code(head, spaced=bool(head["after"])):
        return None
    parts, end = _parts(text, head)
    is_party = head["sign"] == "-"
    if is_party and (head["year"] or not parts or parts[0][0] != "/"):
        return None
    if _UNFILLED.match(text, end):
        return None
    year = f"{head['sign']}{head['year']}/" if head["year"] else head["sign"]
    canonical = head["serial"] + year + head["code"] + "".join(sign + code for sign, code in parts)
    codes = [head["code"], *(code for _, code in parts)]
    return _describe(canonical, end, codes)


def _parts(text: str, head: re.Match) -> tuple[list[tuple[str, str]], int]:
    """The further codes with the sign in front of each, and where the last one ends."""
    parts: list[tuple[str, str]] = []
    end = head.end()
    while len(parts) < _MOST_PARTS and (match := _PART.match(text, end)):
        is_dash = match["before"] and match["after"] and match["code"] in TYPE_CODES
        if is_dash or not _is_code(match, spaced=bool(match["before"] or match["after"])):
            break
        parts.append((match["sign"], match["code"]))
        end = match.end()
    return parts, end


def _is_code(match: re.Match, *, spaced: bool) -> bool:
    """Whether the letters are a code, not a word of the sentence; stricter where a blank parts them from the rest."""
    code = match["code"]
    if _ORDINARY_WORD.fullmatch(code):
        return False
    if not spaced or code in TYPE_CODES:
        return True
    return len(_CAPITAL.findall(code)) > 1 and not (len(code) > 2 and _SHOUTED_WORD.fullmatch(code))


def _describe(canonical: str, end: int, codes: list[str]) -> Number:
    has_type = codes[0] in TYPE_CODES and len(codes) > 1
    agency = codes[1:] if has_type else codes
    type_code = codes[0] if has_type else ""
    return Number(canonical, end, type_code, "-".join(agency), is_joint=codes[0] in JOINT_CODES)
