"""The name that may stand between a type word and its number: "Quy chế làm việc số …"."""

import re

from directives.citations.lexer import GAP, TERM, WORD_END, type_at
from directives.citations.numbers import number_at
from directives.citations.vocabulary import NAMES_ALL_THE_SAME, NO_NAME, NUMBERED_THINGS, TYPES

_PIECE = re.compile(
    r" *+(?:\n *+)?+(?:(?P<word>[^\W\d_]+)|(?P<figures>[0-9]+)|(?P<quoted>[“\"][^“”\"\n]{1,200}[”\"])|(?P<sign>[^\n]))"
)
_BEFORE_NUMBER = re.compile(rf"(?:[sS]ố|SỐ){WORD_END}{GAP}[:.]?+{GAP}(?=[0-9])")
_TYPE_NAMES = frozenset(name.lower() for name in TYPES)
_MOST_WORDS = 16


def name_at(text: str, position: int) -> tuple[str, int] | None:
    """The name up to "số", number, term, date or "của", and where it ends; None where a clause stands instead."""
    words: list[str] = []
    end = position
    while len(words) <= _MOST_WORDS:
        piece = _PIECE.match(text, end)
        if not piece:
            return None
        if _closes(text, piece, end):
            return _name(text[position:end], words, end)
        if not _belongs(text, piece):
            return None
        words.append((piece["word"] or "").lower())
        end = piece.end()
    return None


def _name(raw: str, words: list[str], end: int) -> tuple[str, int] | None:
    """The name, unless its last words own the number: another document ("công văn số …") or a thing ("mã số …")."""
    if " ".join(words[-2:]) in _TYPE_NAMES or not NUMBERED_THINGS.isdisjoint(words[-1:]):
        return None
    return " ".join(raw.split()), end


def _closes(text: str, piece: re.Match, end: int) -> bool:
    if piece["figures"]:
        return number_at(text, piece.start("figures")) is not None
    if piece["quoted"]:
        return False
    if piece["sign"]:
        return piece["sign"] == "," or (piece["sign"] == "(" and TERM.match(text, end) is not None)
    low = piece["word"].lower()
    if low == "số":
        return _BEFORE_NUMBER.match(text, piece.start("word")) is not None
    return low in ("của", "giữa", "ngày") or (low in ("khóa", "khoá", "nhiệm") and TERM.match(text, end) is not None)


def _belongs(text: str, piece: re.Match) -> bool:
    if piece["sign"]:
        return piece["sign"] in "-/"
    if piece["figures"] or piece["quoted"]:
        return True
    word = piece["word"].lower()
    if word in NAMES_ALL_THE_SAME:
        following = _PIECE.match(text, piece.end())
        return following is not None and (following["word"] or "").lower() == NAMES_ALL_THE_SAME[word]
    return word not in NO_NAME and type_at(text, piece.start("word")) is None
