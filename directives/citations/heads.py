"""From a type word to its number: adjective, name, issuer in front, and "số"; and from one number to the next."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from directives.citations.issuers import issuer_at
from directives.citations.laws import law_names_at
from directives.citations.lexer import DATE, GAP, JOINT, SEP, TERM, TypeWord, either, read_date
from directives.citations.names import name_at
from directives.citations.numbers import Number, number_at
from directives.citations.vocabulary import CODES_OF_TYPE, HANDING_ON, LAWS

_LEAD = re.compile(rf"{GAP}[,:]?+{GAP}\(?+{GAP}(?:(?P<so>[sS]ố|SỐ)(?![^\W\d_]){GAP}[:.]?+{GAP})?+")
# "số 217, 218-QĐ/TW": a serial without a code is passed over.
_BARE_SERIAL = re.compile(rf"[0-9]{{1,5}}[a-zđ]?{GAP}(?:,|{either('và')}){GAP}(?:{either('số')}{GAP}:?+{GAP})?+")
_MOST_BARE = 5
_NEXT = re.compile(
    rf"{GAP}(?:(?:,?+{GAP}{either('và')}|,){GAP}(?P<so>{either('số')}{GAP}:?+{GAP})?+"
    rf"|;{GAP}(?P<also>{either('số')}{GAP}:?+{GAP}))"
)


@dataclass(slots=True)
class Head:
    """What stands between a type word and its (first) number, and that number."""

    is_joint: bool
    number: Number | None = None
    title: str | None = None
    issuer: str | None = None
    date: datetime.date | None = None
    has_date: bool = False
    warnings: tuple[str, ...] = ()

    def read_date(self, match: re.Match) -> None:
        """Takes the date of a `DATE` match, or a warning when no calendar has it."""
        self.has_date = True
        self.date, self.warnings = read_date(match)


def head_at(text: str, word: TypeWord) -> Head | None:
    """The head of a citation behind its type word; None when no number comes."""
    adjective = JOINT.match(text, word.end)
    position = adjective.end() if adjective else word.end
    is_joint = bool(adjective) or word.name.endswith(("liên tịch", "phối hợp"))
    for title, end in _names(text, position, word):
        head = Head(is_joint, title=title or None)
        found = _number_behind(text, end, head)
        if found and (not title or _fits(word, title, found)):
            head.number = found.number
            head.is_joint = is_joint or _is_joint(word, found.number)
            return head
    return None


def _names(text: str, position: int, word: TypeWord) -> Iterator[tuple[str, int]]:
    """The possible names with their ends, none at first; an abbreviation has no name."""
    yield "", position
    if word.name in LAWS:
        yield from ((name.title, name.end) for name in law_names_at(text, position))
    elif not word.is_short and (name := name_at(text, position)):
        yield name


def _fits(word: TypeWord, title: str, found: "_Found") -> bool:
    """Whether a number can belong to the type word across the name between them.

    Without "số" in front its code must be of that type; with it no code may be of another type, and the letters must
    be those of an agency ("Thông báo trụ sở số 12/A") that no verb hands to them ("Báo cáo triển khai số 880/TLĐ").
    """
    if word.name in LAWS:
        return True
    number = found.number
    codes = next((codes.split() for base, codes in CODES_OF_TYPE.items() if word.name.startswith(base)), [])
    if number.type_code in codes or number.agency in codes:
        return True
    if not found.has_so or (codes and number.type_code):
        return False
    return len(re.findall("[^\\W\\d_]", number.agency)) > 1 and not title.lower().endswith(HANDING_ON)


def _is_joint(word: TypeWord, number: Number) -> bool:
    """Whether the symbol names several bodies: 55/2005/TTLT-BNV-VPCP, or 01/BNV-CĐVCVN of a Chương trình."""
    has_two_agencies = not number.type_code and "-" in number.agency and word.name not in ("Công văn", *LAWS)
    return number.is_joint or has_two_agencies


@dataclass(frozen=True, slots=True)
class _Found:
    number: Number
    has_so: bool


_OF = re.compile(rf"{SEP}{either('của|giữa|do')}")
_MOST_PARTS = 4


def _number_behind(text: str, position: int, head: Head) -> _Found | None:
    """The number, straight on or behind an issuer, a date and a term, which go into the head."""
    for _ in range(_MOST_PARTS):
        if found := _number_after_so(text, position):
            return found
        if not head.has_date and (match := DATE.match(text, position)):
            head.read_date(match)
            position = match.end()
        elif match := TERM.match(text, position):
            position = match.end()
        elif not head.issuer and _OF.match(text, position):
            issuer = issuer_at(text, position, is_joint=head.is_joint)
            if not issuer:
                return None
            head.issuer, position = issuer
        else:
            return None
    return None


def _number_after_so(text: str, position: int) -> _Found | None:
    """The number behind an optional "số".

    "Số" or "SỐ:" at the start of a line is the heading of the paper at hand (rule 8).
    """
    lead = _LEAD.match(text, position)
    is_below = lead["so"] is not None and "\n" in text[position : lead.start("so")]
    if is_below and (lead["so"] == "Số" or (lead["so"] == "SỐ" and ":" in lead[0])):
        return None
    end = lead.end()
    for _ in range(_MOST_BARE):
        if number := number_at(text, end):
            return _Found(number, has_so=bool(lead["so"]))
        bare = _BARE_SERIAL.match(text, end) if lead["so"] else None
        if not bare:
            return None
        end = bare.end()
    return None


def next_number(text: str, position: int) -> tuple[int, Number] | None:
    """The next number under the same type word (", 1014/QĐ-TLĐ", " và số 218-QĐ/TW"), and where its mention starts."""
    match = _NEXT.match(text, position)
    number = number_at(text, match.end()) if match else None
    if not number:
        return None
    start = max(match.start("so"), match.start("also"))
    return (start if start >= 0 else match.end()), number
