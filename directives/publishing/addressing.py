"""To whom a paper goes on a day: named while they are few, counted by block when they are many, never all in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from directives.publishing.paper import MOST_NAMED
from portal.blocks import block_key, block_name
from portal.models import UnitVersion

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class BlockOfAddressees:
    """The addressees of one block; `named` is empty where there are too many of them all to be named on a page."""

    name: str
    count: int
    named: tuple[UnitVersion, ...]

    @property
    def label(self) -> str:
        return block_name(self.name)


class Addressees:
    """The versions of `rows` (a queryset in the order of lists), one statement where they are few, else two."""

    def __init__(self, rows):
        self.rows = rows

    @cached_property
    def _first(self) -> list[UnitVersion]:
        return list(self.rows[: MOST_NAMED + 1])

    @property
    def are_few(self) -> bool:
        """Whether all of them may be named."""
        return len(self._first) <= MOST_NAMED

    @cached_property
    def by_block(self) -> list[BlockOfAddressees]:
        """Blocks in the order of lists."""
        found: dict[str, list[UnitVersion]] = {}
        if not self.are_few:
            counted = self.rows.order_by().values_list("block").annotate(count=Count("pk"))
            blocks = [BlockOfAddressees(name, count, ()) for name, count in counted]
        else:
            for version in self._first:
                found.setdefault(version.block, []).append(version)
            blocks = [BlockOfAddressees(name, len(units), tuple(units)) for name, units in found.items()]
        return sorted(blocks, key=lambda block: block_key(block.name))

    def __len__(self) -> int:
        return len(self._first) if self.are_few else sum(block.count for block in self.by_block)

    def __iter__(self) -> Iterator[UnitVersion]:
        return iter(self._first) if self.are_few else self.rows.iterator(chunk_size=CHUNK)

    def keys(self) -> set[int]:
        """The units' keys."""
        if self.are_few:
            return {version.unit_id for version in self._first}
        return set(self.rows.order_by().values_list("unit_id", flat=True))

    def names(self) -> Iterator[tuple[int, str]]:
        """(unit, name) as paper.told_recipients wants them: in the order of lists, or of their keys where many."""
        if self.are_few:
            return ((version.unit_id, version.name) for version in self._first)
        return self.rows.order_by("unit_id").values_list("unit_id", "name").iterator(chunk_size=CHUNK)
