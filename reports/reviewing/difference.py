"""What changed between two texts, word by word where that stays affordable (pure)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, GONE, NEW = "same", "gone", "new"
MOST_PARAGRAPHS = 400
MOST_WORDS = 1200
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed (SAME), was taken out (GONE) or put in (NEW)."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """The pieces of which both texts are made; joining all but NEW gives `before`, all but GONE `after`.

    Paragraphs are matched first, words only inside those that changed; of very long texts whole paragraphs, or the
    whole, are shown as taken out and put in, so that no text costs more than some tens of milliseconds.
    """
    if before == after:
        return [Piece(SAME, after)] if after else []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) > MOST_PARAGRAPHS or len(new) > MOST_PARAGRAPHS:
        return _merged(_replaced(before, after))
    return _merged(_by_paragraph(old, new))


def _by_paragraph(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[i:j]))
        elif tag == "replace":
            yield from _by_word("".join(old[i:j]), "".join(new[k:m]))
        else:
            yield from _replaced("".join(old[i:j]), "".join(new[k:m]))


def _by_word(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        yield from _replaced(before, after)
        return
    gone = fresh = ""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = "".join(old[i:j]), "".join(new[k:m])
        # A lone blank between two changed words belongs to the change: a rewritten phrase reads as one.
        if tag == "equal" and not ((gone or fresh) and was == " " and m < len(new) and j < len(old)):
            yield from _replaced(gone, fresh)
            yield Piece(SAME, was)
            gone = fresh = ""
        else:
            gone, fresh = gone + was, fresh + now
    yield from _replaced(gone, fresh)


def _replaced(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(GONE, before)
    if after:
        yield Piece(NEW, after)


def _merged(pieces) -> list[Piece]:
    """Neighbouring pieces of one kind joined."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found
