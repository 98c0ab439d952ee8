"""The text of a reading for the screen: cut into parts that load fast, and each part into marked pieces (pure)."""

from collections import defaultdict
from dataclasses import dataclass

from directives.confirming.items import Item, Kind

LONGEST_PART = 30_000
# Kinds that cover whole paragraphs; what is found within them is marked within them.
_COVERING = (Kind.TASK, Kind.OPENING)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: what it was found to be (`item`), what it lies in (`inside`), and for which items it is first.

    `start` is its offset in the text; `begins` are the keys of the items whose first mark begins here.
    """

    text: str
    start: int
    item: Item | None = None
    inside: Item | None = None
    begins: tuple[str, ...] = ()


def parts(text: str) -> list[tuple[int, int]]:
    """The text as stretches of at most 30,000 characters, cut at line ends where there are any; at least one."""
    found, start = [], 0
    while len(text) - start > LONGEST_PART:
        cut = text.rfind("\n", start + LONGEST_PART // 2, start + LONGEST_PART) + 1
        end = cut or start + LONGEST_PART
        found.append((start, end))
        start = end
    return [*found, (start, len(text))]


def part_of(stretches: list[tuple[int, int]], item: Item) -> int:
    """The number (from 1) of the part in which the item first stands; 1 for one that stands nowhere."""
    if not item.spans:
        return 1
    return next((number for number, (_, end) in enumerate(stretches, start=1) if item.spans[0][0] < end), 1)


def pieces(text: str, items: list[Item], start: int, end: int) -> list[Piece]:
    """The stretch [start, end) of the text as pieces in their order, which together are the stretch."""
    opening, closing = defaultdict(list), defaultdict(list)
    begins = defaultdict(list)
    for item in items:
        for place, (first, last) in enumerate(item.spans):
            if first < end and last > start and first < last:
                opening[max(first, start)].append(item)
                closing[min(last, end)].append(item)
                if not place:
                    begins[max(first, start)].append(item.key)
    cuts = sorted({start, end, *opening, *closing})
    found, covering = [], []
    for here, there in zip(cuts, cuts[1:], strict=False):
        for item in closing[here]:
            covering.remove(item)
        covering += opening[here]
        inner = [item for item in covering if item.kind not in _COVERING]
        outer = next((item for item in reversed(covering) if item.kind in _COVERING), None)
        marked = inner[-1] if inner else outer
        inside = outer if inner else None
        found.append(Piece(text[here:there], here, marked, inside, tuple(begins[here])))
    return found
