"""Who followed whom: the units that carry on another's work, and those from which a unit came."""

from collections import defaultdict
from datetime import date

from portal.models import ActKind, UnitLineage, UnitVersion

# By these a unit takes over the whole of those before it; after a division nobody can say who did what.
WHOLE = (ActKind.MERGE, ActKind.CONSOLIDATE)
# A unit that is split lives on and carries its own work on.
HANDED_ON = (*WHOLE, ActKind.DIVIDE)

Edges = dict[int, list[tuple[int, date]]]


def successors(unit_ids, day: date) -> dict[int, set[int]]:
    """{unit id: the units that carry on its work on `day`}: itself while it lives, else whoever followed it.

    Followed through every merger, consolidation and division that had taken effect by `day`; an empty set where the
    work was not handed on.
    """
    unit_ids = set(unit_ids)
    edges, everyone = _load(unit_ids, "predecessor", "successor", act__kind__in=HANDED_ON, act__effective_on__lte=day)
    living = set(UnitVersion.objects.as_of(day).filter(unit__in=everyone).values_list("unit", flat=True))
    return {unit: _first_living(unit, edges, living) for unit in unit_ids}


def predecessors(unit_id: int, since: date, *, kinds=tuple(ActKind)) -> set[int]:
    """Units whose work flowed, directly or not, into this one by acts in effect after `since`; without itself.

    `kinds=WHOLE` leaves out divisions and splits, after which figures can't be compared unit by unit.
    """
    return predecessors_of([unit_id], since, kinds=kinds)[unit_id]


def predecessors_of(unit_ids, since: date, *, kinds=tuple(ActKind)) -> dict[int, set[int]]:
    """`predecessors` of many units in one query for each generation: {unit id: {unit id, …}}."""
    unit_ids = set(unit_ids)
    edges, _ = _load(unit_ids, "successor", "predecessor", act__kind__in=kinds, act__effective_on__gt=since)
    return {unit: set(_flowed_into(unit, edges)) for unit in unit_ids}


def inflows(unit_ids) -> dict[int, dict[int, date]]:
    """{unit: {predecessor: the day from which nothing of its work flowed into the unit any more}}, at any distance."""
    unit_ids = set(unit_ids)
    edges, _ = _load(unit_ids, "successor", "predecessor")
    return {unit: _flowed_into(unit, edges) for unit in unit_ids}


def _load(unit_ids: set[int], start: str, end: str, **when) -> tuple[Edges, set[int]]:
    """The edges that lead on from `unit_ids`, and every unit met."""
    edges: Edges = defaultdict(list)
    met, frontier = set(unit_ids), set(unit_ids)
    while frontier:
        rows = UnitLineage.objects.filter(**{f"{start}__in": frontier, f"{end}__isnull": False}, **when)
        found = [row for row in rows.values_list(start, end, "act__effective_on") if row[0] != row[1]]
        for here, there, day in found:
            edges[here].append((there, day))
        frontier = {there for _, there, _ in found} - met
        met |= frontier
    return edges, met


def _flowed_into(unit: int, edges: Edges) -> dict[int, date]:
    """Back through time: what joined a unit after it had given birth to another did not flow into that one."""
    latest = {unit: date.max}
    waiting = [unit]
    while waiting:
        here = waiting.pop()
        for there, day in edges.get(here, ()):
            if day <= latest[here] and day > latest.get(there, date.min):
                latest[there] = day
                waiting.append(there)
    del latest[unit]
    return latest


def _first_living(unit: int, edges: Edges, living: set[int]) -> set[int]:
    """The living units reached from `unit` through ended ones only."""
    met, waiting, found = {unit}, [unit], set()
    while waiting:
        here = waiting.pop()
        if here in living:
            found.add(here)
            continue
        fresh = {there for there, _ in edges.get(here, ())} - met
        met |= fresh
        waiting.extend(fresh)
    return found
