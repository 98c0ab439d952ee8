"""What was found, for the screen: a stretch of the text around the first hit, with the hits marked (pure)."""

import re
from dataclasses import dataclass

from directives.search.query import Query
from directives.search.words import exact_words, one_sound
from portal.text import fold

_WORD = re.compile(r"\w+")
LONGEST = 220
BEFORE = 60


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of text, hit or not."""

    text: str
    is_hit: bool = False


def marked(text: str, query: Query) -> list[Bit]:
    """About 220 characters of the text as bits, from a little before the first hit; "…" where something is left out."""
    hits = _hits(text, query)
    first = hits[0][0] if hits else 0
    start = 0 if first <= BEFORE or len(text) <= LONGEST else text.rfind(" ", 0, first - BEFORE // 2) + 1
    end = len(text) if len(text) - start <= LONGEST else max(text.rfind(" ", start, start + LONGEST), start + BEFORE)
    bits = [Bit("… ")] if start else []
    done = start
    for begin, stop in hits:
        if begin >= done and stop <= end:
            bits += [Bit(text[done:begin]), Bit(text[begin:stop], is_hit=True)]
            done = stop
    bits.append(Bit(text[done:end] + (" …" if end < len(text) else "")))
    return [bit for bit in bits if bit.text]


def _hits(text: str, query: Query) -> list[tuple[int, int]]:
    """Where words of the query stand: as they were typed, or where none does, whatever their tone marks."""
    alike = [(match, one_sound(fold(match[0])).lstrip("0")) for match in _WORD.finditer(text)]
    alike = [(match, plain) for match, plain in alike if plain in query.marked_words]
    typed = [
        (match, plain)
        for match, plain in alike
        if plain in query.plain_words or exact_words(match[0]).strip() in query.exact_words
    ]
    return [match.span() for match, _ in typed or alike]
