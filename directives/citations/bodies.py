"""Rule 6: how far the name of a body goes, word by word."""

import re

from directives.citations.lexer import GAP, WORD_END, either, phrase, type_at
from directives.citations.numbers import number_at
from directives.citations.vocabulary import (
    BODY_PHRASES,
    BODY_WORDS,
    BUSY_WITH_TYPES,
    COMPOUND_NAMES,
    DOTTED,
    NAMED_BY_VERB,
    NAMED_BY_VERB_IN_WORDS,
    NO_TYPE_AFTER,
    OTHER_PAPERS,
    STOP_PARTICLES,
    STOP_PHRASES,
    STOP_VERBS,
    STOP_WORDS,
    TYPES,
)

_PIECE = re.compile(r" *+(?:(?P<word>[^\W\d_]+)|(?P<figures>[0-9]+)|(?P<sign>[^\n]))")
_WORD = re.compile(r" *+([^\W\d_]+)")
_COMPOUND = re.compile(f"(?:{'|'.join(map(phrase, sorted(COMPOUND_NAMES, key=len, reverse=True)))}){WORD_END}")
_COMPOUND_STARTS = frozenset(name.replace(",", " ").split()[0] for name in COMPOUND_NAMES)
_NUMBERED = re.compile(rf"{either('số')}{GAP}:?+{GAP}(?=[0-9])")
_IN_YEAR = re.compile(rf"{either('năm')}{GAP}[0-9]")
_TYPE_NAMES = frozenset(name.lower() for name in TYPES)
_VERBS = frozenset(tuple(verb.split()) for verb in STOP_VERBS)
_PAIRED = frozenset(STOP_PHRASES) | {first for first, _ in _VERBS}
_ASKS = re.compile(rf"{GAP}{either('đề nghị|yêu cầu|đã|sẽ|xin|kêu gọi')}")
_CONCERNING = re.compile(rf"[vV]/[vV]{WORD_END}")
_MOST_WORDS = 40


class Body:
    """A walk over one name, at most forty words; `is_joined` once the name of a second body was met."""

    def __init__(self, text: str, start: int, *, is_joint: bool):
        self.is_joined = False
        self._text, self._is_joint = text, is_joint
        self._start = self._end = self._position = start
        self._last = ""
        self._before_comma: int | None = None

    def read(self) -> int:
        """Where the name ends; its start when there is none.

        A body behind a comma that then asks for something is the subject of the next clause, not a second issuer.
        """
        for _ in range(_MOST_WORDS):
            piece = _PIECE.match(self._text, self._position)
            if not piece or not self._takes(piece):
                break
        is_subject = self._before_comma is not None and not self.is_joined and _ASKS.match(self._text, self._end)
        return self._before_comma if is_subject else self._end

    def _takes(self, piece: re.Match) -> bool:
        if piece["word"]:
            return self._takes_word(piece)
        if self._end == self._start:
            return False
        if piece["figures"]:
            return not number_at(self._text, piece.start("figures")) and self._keep(piece.end(), piece["figures"])
        return self._takes_sign(piece)

    def _keep(self, end: int, last: str) -> bool:
        self._end = self._position = end
        self._last = last
        return True

    def _step_over(self, end: int) -> bool:
        """Goes on behind a sign or conjunction, which belongs to the name only if a further word does."""
        self._position = end
        return True

    def _takes_word(self, piece: re.Match) -> bool:
        word, start = piece["word"], piece.start("word")
        low = word.lower()
        if low in _COMPOUND_STARTS and (compound := _COMPOUND.match(self._text, start)):
            return self._keep(compound.end(), compound[0].split()[-1])
        if low in ("và", "với") and self._end > self._start:
            return self._takes_conjunction(piece, low)
        return not self._stops_at(word, start) and self._keep(piece.end(), word)

    def _takes_conjunction(self, piece: re.Match, low: str) -> bool:
        following = _WORD.match(self._text, piece.end())
        if not following or type_at(self._text, following.start(1)):
            return False
        word, after = following[1], self._word_at(following.end())
        if after.lower() in OTHER_PAPERS.get(word.lower(), ()):
            return False
        is_body = begins_body(word, after)
        if self._is_joint:
            is_name = word[0].isupper() and word.lower() not in STOP_PARTICLES and word.lower() != "các"
            self.is_joined = self.is_joined or is_body or is_name
            return (is_body or is_name) and self._step_over(piece.end())
        is_shouted = word.isupper() and len(word) > 1
        return low == "và" and word[0].isupper() and not is_shouted and self._step_over(piece.end())

    def _takes_sign(self, piece: re.Match) -> bool:
        sign, end = piece["sign"], piece.end()
        following = _WORD.match(self._text, end)
        if not following:
            return False
        is_close = following.start(1) == end and piece.start("sign") == self._position
        match sign:
            case ",":
                is_body = begins_body(following[1], self._word_at(following.end())) and following[1][0].isupper()
                goes_on = self._is_joint and not self.is_joined and is_body
                self._before_comma = self._end if goes_on else self._before_comma
            case "-":
                goes_on = is_close or (following[1][0].isupper() and not type_at(self._text, following.start(1)))
            case ".":
                goes_on = self._last in DOTTED or (is_close and len(self._last) == 1 and self._last.isupper())
            case "&":
                goes_on = is_close
            case "/":
                goes_on = is_close
            case _:
                goes_on = False
        return goes_on and self._step_over(end)

    def _stops_at(self, word: str, start: int) -> bool:
        low = word.lower()
        if low in STOP_WORDS or _CONCERNING.match(self._text, start):
            return True
        if type_at(self._text, start) and self._last.lower() not in BUSY_WITH_TYPES:
            return True
        if low in _PAIRED and self._stops_at_pair(low, self._word_at(start + len(word)).lower(), word):
            return True
        if not (word.islower() or word.isupper()):
            return False
        if low in STOP_PARTICLES:
            return not (low == "trên" and self._last.lower() == "cấp")
        return low in ("số", "năm") and self._stops_at_figures(start)

    def _stops_at_pair(self, low: str, after: str, word: str) -> bool:
        if after in STOP_PHRASES.get(low, ()):
            is_business = f"{low} {after}" in _TYPE_NAMES and self._last.lower() in NO_TYPE_AFTER and not word.islower()
            return not (is_business and self._asks_for_business())
        return (low, after) in _VERBS and not word.istitle() and not self._asks_for_business()

    def _asks_for_business(self) -> bool:
        """Whether the last word is one for a body and its business follows: "Ban tổ chức", "Bộ Kế hoạch"."""
        low = self._last.lower()
        if low in NAMED_BY_VERB_IN_WORDS:
            return True
        return low in NAMED_BY_VERB and (self._last.istitle() or self._end - self._start == len(self._last))

    def _stops_at_figures(self, start: int) -> bool:
        """ "năm 2025"; "số 12/QĐ-TLĐ", but not "Khối thi đua số 7"."""
        numbered = _NUMBERED.match(self._text, start)
        if numbered:
            return number_at(self._text, numbered.end()) is not None
        return _IN_YEAR.match(self._text, start) is not None

    def _word_at(self, position: int) -> str:
        match = _WORD.match(self._text, position)
        return match[1] if match else ""


def begins_body(word: str, following: str) -> bool:
    """Whether the name of a body begins with these two words, in any case."""
    low = word.lower()
    return low in BODY_WORDS or following.lower() in BODY_PHRASES.get(low, ())
