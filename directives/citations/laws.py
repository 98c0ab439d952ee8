"""Laws cited by name: where such a name ends, and whether it stands inside quotation marks."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from directives.citations.law_names import LAW_NAMES
from directives.citations.lexer import DATE, GAP, SEP, WORD_END, either, phrase, type_at
from directives.citations.numbers import number_at
from directives.citations.vocabulary import LAWS, NO_LAW_NAMES, NO_NAME, STOP_PARTICLES, STOP_PHRASES, STOP_WORDS

_BLANK = re.compile(SEP)
_KNOWN = {
    letter: re.compile(f"(?:{'|'.join(phrase(name) for name in names)}){WORD_END}")
    for letter, names in groupby(sorted(LAW_NAMES, key=lambda name: (name[0], -len(name))), key=lambda name: name[0])
}
_AMENDING = re.compile(rf"{SEP}{phrase('sửa đổi')}{WORD_END}")
_PIECE = re.compile(r"(?: *+|\n *+(?=[^\W\d_A-ZĐ]))(?:(?P<word>[^\W\d_]+)|(?P<figures>[0-9]+)|(?P<sign>[^\n]))")
_WORD = re.compile(r" *+([^\W\d_]+)")
_NUMBERED = re.compile(rf"{either('số')}{GAP}:?+{GAP}(?=[0-9])")
_YEAR = re.compile(rf"(?:{either('năm')}{GAP})?+(?:19|20)[0-9]{{2}}{WORD_END}(?!{GAP}/)")
# What may follow a name without belonging to it: "(sửa đổi)", "(sửa đổi, bổ sung năm 2018)", "năm 2022", "2012".
_AMENDED = re.compile(rf"{GAP}\({GAP}{phrase('sửa đổi')}[^()\n]{{0,40}}+\)")
_OF_YEAR = re.compile(rf"{SEP}(?:{either('năm')}{GAP})?+(?:19|20)[0-9]{{2}}{WORD_END}(?![-/.][0-9])(?!{GAP}/)")
# A name in small letters is believed only when a year closes it, so one without figures in reach needs no walk.
_FIGURES = re.compile("[0-9]")
_REACH = 300
_MOST_WORDS = 40
_MOST_WORDS_ALONE = 12


@dataclass(frozen=True, slots=True)
class LawName:
    """A law's name without its year, and where the mention of it ends, with its year."""

    title: str
    end: int


def law_names_at(text: str, position: int, *, is_alone: bool = False) -> Iterator[LawName]:
    """The readings of what stands behind the type word: a known name first, then the longest in sight.

    `is_alone` says that no number comes, so that a reading which only a number could close is not tried.
    """
    blank = _BLANK.match(text, position)
    if not blank or blank.end() == len(text):
        return
    known = _KNOWN.get(text[blank.end()].upper())
    if known and (match := known.match(text, blank.end())):
        yield _with_year(text, position, match.end())
    if is_alone and not text[blank.end()].isupper() and not _FIGURES.search(text, position, position + _REACH):
        return
    end = _Scan(text, position, is_alone=is_alone).end_of_name()
    if end is not None:
        yield _with_year(text, position, end)


def _with_year(text: str, start: int, end: int) -> LawName:
    title = " ".join(text[start:end].split())
    for suffix in (_OF_YEAR, _AMENDED, _OF_YEAR):
        if match := suffix.match(text, end):
            end = match.end()
    return LawName(title, end)


class _Scan:
    """A walk over the name of a law that the list does not know."""

    def __init__(self, text: str, start: int, *, is_alone: bool):
        self._text, self._start, self._end = text, start, start
        self._is_amending = _AMENDING.match(text, start) is not None
        self._soft_end: int | None = None
        self._words = 0
        self._most = _MOST_WORDS_ALONE if is_alone and not self._is_amending else _MOST_WORDS
        self._stops_softly = is_alone and not self._is_amending

    def end_of_name(self) -> int | None:
        """Where the name ends: at its number; at its year, unless a word of a clause stands before; or at that word."""
        while self._words <= self._most and (piece := _PIECE.match(self._text, self._end)):
            if self._is_number(piece):
                return self._end if self._words else None
            if self._is_date(piece):
                return self._closed_by_date()
            if self._is_hard_stop(piece):
                break
            if self._soft_end is None and self._is_soft_stop(piece):
                self._soft_end = self._end
                if self._stops_softly:
                    break
            self._words += bool(piece["word"])
            self._end = piece.end()
        return self._cut_off()

    def _is_number(self, piece: re.Match) -> bool:
        start = piece.start("figures")
        if piece["word"] in ("số", "SỐ"):
            numbered = _NUMBERED.match(self._text, piece.start("word"))
            start = numbered.end() if numbered else -1
        return start >= 0 and number_at(self._text, start) is not None

    def _is_date(self, piece: re.Match) -> bool:
        word = piece["word"]
        if piece["sign"] or (word and word.lower() not in ("năm", "ngày")):
            return False
        start = piece.start("word") if word else piece.start("figures")
        return bool(_YEAR.match(self._text, start) or DATE.match(self._text, start))

    def _closed_by_date(self) -> int | None:
        is_sure = self._words and (self._soft_end is None or self._is_amending)
        return self._end if is_sure else self._cut_off()

    def _cut_off(self) -> int | None:
        """The end of a name that only a stop closes: it must start with a capital and be short."""
        end = self._end if self._soft_end is None else self._soft_end
        name = self._text[self._start : end].split()
        is_name = name and name[0][0].isupper() and len(name) <= _MOST_WORDS_ALONE and not self._is_amending
        is_name = is_name and " ".join(name).lower() not in NO_LAW_NAMES
        return end if is_name else None

    def _is_hard_stop(self, piece: re.Match) -> bool:
        if piece["sign"]:
            return piece["sign"] not in ",-"
        word = type_at(self._text, piece.start("word")) if piece["word"] else None
        if word is None:
            return False
        return not (self._is_amending and word.name in LAWS) or _AMENDING.match(self._text, word.end) is not None

    def _is_soft_stop(self, piece: re.Match) -> bool:
        if not piece["word"]:
            return piece["sign"] == ","
        low = piece["word"].lower()
        if low in STOP_WORDS or low in ("và", "của", "với", "số", "năm"):
            return True
        if low in STOP_PARTICLES or low in NO_NAME:
            return not piece["word"].istitle()
        following = _WORD.match(self._text, piece.end()) if low in STOP_PHRASES else None
        return following is not None and following[1].lower() in STOP_PHRASES[low]


_MARKS = re.compile('[“”„«»"\n]')


class Quotes:
    """The stretches between a pair of quotation marks on one line; marks without a partner hold nothing."""

    def __init__(self, text: str):
        self._text = text
        self._spans: tuple[array, array] | None = None

    def hold(self, position: int) -> bool:
        """Whether the position stands inside a pair."""
        if self._spans is None:
            self._spans = self._read()
        starts, ends = self._spans
        place = bisect_right(starts, position) - 1
        return place >= 0 and position < ends[place]

    def _read(self) -> tuple[array, array]:
        starts, ends = array("q"), array("q")
        opened = None
        for match in _MARKS.finditer(self._text):
            mark = match[0]
            if mark == "\n":
                opened = None
            elif opened is None:
                opened = match.start() if mark in '“„«"' else None
            elif mark in '”»"':
                starts.append(opened)
                ends.append(match.start())
                opened = None
        return starts, ends
