"""The smallest pieces of the grammar: blanks, type words, dates, words; every pattern looks a bounded way ahead.

All of them read normalised text (`original.Reading.text`). Runs of blanks are possessive, so that no pattern goes back.
"""

import datetime
import re
from functools import lru_cache
from typing import NamedTuple

from directives.citations.vocabulary import (
    JOINT_ADJECTIVES,
    NO_LAW_AFTER,
    NO_TYPE_AFTER,
    NO_TYPE_BEFORE,
    TYPE_OF_ABBREVIATION,
    TYPES,
)

# Blanks with at most one line end; GAP may be empty, SEP may not.
GAP = r" *+(?:\n *+)?+"
SEP = r"(?=[ \n]) *+(?:\n *+)?+"
WORD_END = r"(?![^\W_])"
WORD = re.compile(r"[^\W\d_]+")
_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "úy": "uý", "ủy": "uỷ", "ùy": "uỳ"}


def phrase(words: str) -> str:
    """A pattern for the words in any case, with any blanks between them, a comma optional, either place of the tone."""
    pattern = re.escape(words.lower()).replace(r"\ ", SEP).replace(",", ",?+")
    for old, new in _TONES.items():
        pattern = pattern.replace(old, f"(?:{old}|{new})")
    return f"(?i:{pattern})"


def either(words: str) -> str:
    """A pattern for keywords in small letters or in capitals, as they stand inside a sentence; "|" parts them."""
    cases = [case.replace(" ", SEP) for word in words.split("|") for case in (word, word.upper())]
    return f"(?:{'|'.join(cases)}){WORD_END}"


def _type_pattern(base: str, tails: tuple[str, ...]) -> str:
    rest = base[1:].replace("uy ", "u[yi] ").replace(" ", SEP)
    tail = f"(?:{SEP}(?:{'|'.join(map(phrase, tails))}){WORD_END})?+" if tails else ""
    return f"{base[0]}(?i:{rest}){WORD_END}{tail}"


_FIRST_LETTERS = "".join(sorted({name[0] for name in (*TYPES, *TYPE_OF_ABBREVIATION)}))
_NO_TYPE = {name: re.compile(f"{SEP}(?i:{tails}){WORD_END}") for name, tails in NO_TYPE_BEFORE.items()}
_TYPE = re.compile(
    rf"(?<![^\W_])(?=[{_FIRST_LETTERS}])"
    rf"(?:(?P<full>{'|'.join(_type_pattern(*entry) for entry in TYPES.items())})"
    rf"|(?<![-/.])(?P<short>{'|'.join(TYPE_OF_ABBREVIATION)})(?![^\W_]|[-/]))"
)
_CANONICAL = {
    " ".join(words).lower(): " ".join(words)
    for base, tails in TYPES.items()
    for words in ((base,), *((base, tail) for tail in tails))
}


class TypeWord(NamedTuple):
    """A type word in place: its canonical name, and whether it stood as an abbreviation."""

    name: str
    start: int
    end: int
    is_short: bool


def find_type(text: str, position: int) -> TypeWord | None:
    """The next type word at or after the position."""
    while match := _TYPE.search(text, position):
        if word := _checked(text, match):
            return word
        position = match.end()
    return None


def type_at(text: str, position: int) -> TypeWord | None:
    """The type word that begins exactly here."""
    if text[position] not in _FIRST_LETTERS:
        return None
    match = _TYPE.match(text, position)
    return _checked(text, match) if match else None


def _checked(text: str, match: re.Match) -> TypeWord | None:
    if match["short"]:
        return TypeWord(TYPE_OF_ABBREVIATION[match["short"]], match.start(), match.end(), is_short=True)
    name = _canonical(match["full"])
    if name in _NO_TYPE and _NO_TYPE[name].match(text, match.end()):
        return None
    before = word_before(text, match.start())
    is_guarded = before in NO_TYPE_AFTER or (name == "Luật" and before in NO_LAW_AFTER)
    if is_guarded and not _NUMBER_FOLLOWS.match(text, match.end()):
        return None
    return TypeWord(name, match.start(), match.end(), is_short=False)


_NUMBER_FOLLOWS = re.compile(rf"{SEP}(?:{either('số')}{GAP}:?+{GAP})?+[0-9]{{1,5}}[a-zđ]?{GAP}[-/]")


@lru_cache(maxsize=1024)
def _canonical(words: str) -> str:
    return _CANONICAL[" ".join(words.lower().replace("qui ", "quy ").split())]


def word_before(text: str, position: int) -> str:
    """The word in front of the position on the same line, in small letters; "" when there is none."""
    if position < 2 or text[position - 1] != " ":
        return ""
    words = text[max(position - _LONGEST_WORD, 0) : position - 1].rstrip(" ")
    return words[max(words.rfind(" "), words.rfind("\n")) + 1 :].lower()


_LONGEST_WORD = 12
_FIRST_YEAR = 1900
JOINT = re.compile(f"{SEP}(?:{'|'.join(map(phrase, JOINT_ADJECTIVES))}){WORD_END}")

# Rule 5. A full date, with "ngày" in front; "(" may stand before it.
_MONTH, _YEAR = either("tháng"), either("năm")
_FULL_DATE = (
    rf"(?P<day>[0-9]{{1,2}})(?:{GAP}(?P<mark>[/.-]){GAP}(?P<month>[0-9]{{1,2}}){GAP}(?P=mark){GAP}(?P<year>[0-9]{{4}})"
    rf"|{SEP}{_MONTH}{SEP}(?P<long_month>[0-9]{{1,2}})(?:(?:{GAP},)?+{SEP}{_YEAR}{SEP}|{GAP}/{GAP})(?P<long_year>[0-9]{{4}}))"
    r"(?![0-9])"
)
_DAY = rf"(?:(?:{either('ký|ban hành|đề|ký ban hành|được ban hành|cùng')}){SEP})?+(?:{either('ngày')}|(?<=\()Ngày)"
DATE = re.compile(rf"{GAP}[,-]?+{GAP}(?:\({GAP})?+{_DAY}{GAP}{_FULL_DATE}(?:{GAP}\))?+")
# What stands in the place of a date and is none: "cùng ngày", "tháng 6/2016", "năm 2016", "ngày … tháng … năm 2016".
_BLANK = r"[0-9.…_/ ]{0,16}+"
NO_DATE = re.compile(
    rf"{GAP},?+{GAP}(?:\({GAP})?+(?:{either('cùng ngày')}"
    rf"|(?:{either('ngày')}{_BLANK})?+{_MONTH}{_BLANK}(?:{_YEAR}{_BLANK})?+"
    rf"|{either('ngày')} *+[0-9.…_/]{{1,12}}+|{_YEAR} *+[0-9]{{4}}(?![0-9]))(?:{GAP}\))?+"
)
# "(khóa XI)", "khoá X", "nhiệm kỳ 2023-2028".
_ORDINAL = r"(?:[IVXLC]+|[0-9]+(?: *- *[0-9]+)?)"
TERM = re.compile(
    rf"{GAP},?+{GAP}(?P<open>\()?{GAP}(?:(?i:khóa|khoá)|(?i:nhiệm{SEP}k[ỳì])){SEP}"
    rf"(?:(?i:thứ){SEP})?{_ORDINAL}{WORD_END}(?(open){GAP}\))"
)
# How anything that is attached to a number begins; one look that spares the others.
TAIL = re.compile(
    rf"{GAP}[,-]?+{GAP}\(?+{GAP}"
    r"(?i:ngày|cùng|tháng|năm|ký|ban|đề|khóa|khoá|nhiệm|của|giữa|do|được)(?![^\W_])"
)


def read_date(match: re.Match) -> tuple[datetime.date | None, tuple[str, ...]]:
    """The date of a `DATE` match; for a day that no calendar has, None and a warning for the reader."""
    day, month, year = match["day"], match["month"] or match["long_month"], match["year"] or match["long_year"]
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None, (f"Ngày {day}/{month}/{year} không có trong lịch.",)
    if found.year < _FIRST_YEAR:
        return None, (f"Năm {year} trong ngày ban hành không hợp lý.",)
    return found, ()
