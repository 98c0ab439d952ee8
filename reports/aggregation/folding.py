"""From sums at places to figures in scopes: the whole, each block, each level, each union in between (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.aggregation.sums import Place, Sums

TOTAL, BLOCK, LEVEL, SUBTREE = "total", "block", "level", "subtree"
SEGMENT = 6


@dataclass(slots=True)
class Scoped:
    """One figure being added up in one scope."""

    value: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    units_number: int = 0
    units_none: int = 0
    units_not_applicable: int = 0
    units_not_entered: int = 0
    units_estimated: int = 0

    def add(self, sums: Sums) -> None:
        self.value = _plus(self.value, sums.value)
        self.numerator = _plus(self.numerator, sums.numerator)
        self.denominator = _plus(self.denominator, sums.denominator)
        self.units_number += sums.units_number
        self.units_none += sums.units_none
        self.units_not_applicable += sums.units_not_applicable
        self.units_not_entered += sums.units_not_entered
        self.units_estimated += sums.units_estimated


def _plus(left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return right if left is None else left
    return left + right


def scopes_of(place: Place, root: str) -> list[tuple[str, str]]:
    """The scopes that a unit at `place` counts in; `root` is the collector's path.

    Unions in between are those strictly below the collector and above the unit.
    """
    found = [(TOTAL, ""), (LEVEL, place.level)]
    if place.block:
        found.append((BLOCK, place.block_key))
    for end in range(len(root) + SEGMENT, len(place.above) + 1, SEGMENT):
        found.append((SUBTREE, place.above[:end]))
    return found


def fold(sums: Iterable[Sums], root: str) -> dict[tuple[str, str, object], Scoped]:
    """{(scope, scope key, figure key): Scoped} of all sums."""
    folded: dict[tuple[str, str, object], Scoped] = {}
    places: dict[Place, list[tuple[str, str]]] = {}
    for item in sums:
        scopes = places.get(item.place)
        if scopes is None:
            scopes = places[item.place] = scopes_of(item.place, root)
        for scope, key in scopes:
            found = folded.get((scope, key, item.key))
            if found is None:
                found = folded[scope, key, item.key] = Scoped()
            found.add(item)
    return folded


def count_owing(owing: dict[Place, int], root: str) -> dict[tuple[str, str], int]:
    """{(scope, scope key): units that owe a report}."""
    counts: dict[tuple[str, str], int] = {}
    for place, number in owing.items():
        for scope in scopes_of(place, root):
            counts[scope] = counts.get(scope, 0) + number
    return counts
