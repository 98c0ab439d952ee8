"""The text as the grammar reads it (NFC, plain spaces and hyphens), with the way back to the text as it was given."""

import re
import unicodedata
from array import array
from bisect import bisect_right

# One character for one: blanks, hyphens, line ends, and the look-alikes of Đ that old keyboards typed.
_ONE_FOR_ONE: dict[int, str] = {
    **dict.fromkeys(map(ord, "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"), " "),
    **dict.fromkeys(map(ord, "\u202f\u205f\u3000"), " "),
    # Marks of footnotes: "25-NQ/TW¹".
    **dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), " "),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    **dict.fromkeys(map(ord, "ÐƉ"), "Đ"),
    ord("ð"): "đ",
}
# What changes the length: invisible characters, Windows line ends, letters with loose marks. A cluster is cut after 30
# marks (as UAX 15 has it): ordering the marks of one endless cluster would take quadratic time.
_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_MARKS = "\u0300-\u036f"
_UNEVEN = re.compile(f"(?P<gone>[{_INVISIBLE}]+|\r(?=\n))|[^{_MARKS}]?[{_MARKS}]{{1,30}}")


class Reading:
    """The normalised `text` of an original; linear in its length to make, logarithmic to look a place up."""

    def __init__(self, original: str):
        # Pieces by turns: even stretches, copied one for one (end 0), and clusters, which end where `_ends` says.
        self._places, self._starts, self._ends = array("q", [0]), array("q", [0]), array("q", [0])
        composed: dict[str, str] = {}
        pieces: list[str] = []
        done = place = 0
        for match in _UNEVEN.finditer(original):
            raw = match[0]
            pieces.append(original[done : match.start()])
            place += match.start() - done
            done = match.end()
            if match["gone"] is None:
                piece = composed.get(raw) or composed.setdefault(raw, unicodedata.normalize("NFC", raw))
                pieces.append(piece)
                self._add(place, match.start(), done)
                place += len(piece)
            self._add(place, done, 0)
        pieces.append(original[done:])
        self.text = "".join(pieces).translate(_ONE_FOR_ONE)

    def _add(self, place: int, start: int, end: int) -> None:
        self._places.append(place)
        self._starts.append(start)
        self._ends.append(end)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original of a non-empty stretch of `text`, marks and all."""
        if len(self._places) == 1:
            return start, end
        first = bisect_right(self._places, start) - 1
        last = bisect_right(self._places, end - 1) - 1
        original_start = self._starts[first] + (0 if self._ends[first] else start - self._places[first])
        original_end = self._ends[last] or self._starts[last] + end - self._places[last]
        return original_start, original_end
