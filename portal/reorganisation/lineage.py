"""Who followed whom: the units that carry on another's work, and those from which a unit came."""

from collections import defaultdict
from datetime import date

from portal.models import UnitLineage, UnitVersion

Edges = dict[int, set[int]]


def successors(unit_ids, day: date) -> dict[int, set[int]]:
    """{unit id: the units that carry on its work on `day`}: itself while it lives, else whoever followed it.

    Followed through every merger, consolidation and division that had taken effect by `day`; an empty set where the
    work was not handed on. A unit that lives on after a split is its own successor.
    """
    unit_ids = set(unit_ids)
    edges: Edges = defaultdict(set)
    everyone = _load(edges, unit_ids, "predecessor", "successor", {"act__effective_on__lte": day})
    living = set(UnitVersion.objects.as_of(day).filter(unit__in=everyone).values_list("unit", flat=True))
    return {unit: _first_living(unit, edges, living) for unit in unit_ids}


def predecessors(unit_id: int, since: date) -> set[int]:
    """Units whose work flowed, directly or not, into this one by acts in effect after `since`; without itself."""
    return predecessors_of([unit_id], since)[unit_id]


def predecessors_of(unit_ids, since: date) -> dict[int, set[int]]:
    """`predecessors` of many units in a few queries: {unit id: {unit id, …}}."""
    unit_ids = set(unit_ids)
    edges: Edges = defaultdict(set)
    _load(edges, unit_ids, "successor", "predecessor", {"act__effective_on__gt": since})
    return {unit: _reached(unit, edges) - {unit} for unit in unit_ids}


def _load(edges: Edges, unit_ids: set[int], start: str, end: str, when: dict) -> set[int]:
    """Fill `edges` from `unit_ids` on, one query for each step of descent; returns every unit met."""
    met, frontier = set(unit_ids), set(unit_ids)
    while frontier:
        rows = UnitLineage.objects.filter(**{f"{start}__in": frontier, f"{end}__isnull": False}, **when)
        found = [(a, b) for a, b in rows.values_list(start, end) if a != b]
        for a, b in found:
            edges[a].add(b)
        frontier = {b for _, b in found} - met
        met |= frontier
    return met


def _reached(unit: int, edges: Edges) -> set[int]:
    met, frontier = {unit}, [unit]
    while frontier:
        for following in edges.get(frontier.pop(), ()):
            if following not in met:
                met.add(following)
                frontier.append(following)
    return met


def _first_living(unit: int, edges: Edges, living: set[int]) -> set[int]:
    """The living units reached from `unit` through ended ones only."""
    met, frontier, found = {unit}, [unit], set()
    while frontier:
        here = frontier.pop()
        if here in living:
            found.add(here)
            continue
        fresh = edges.get(here, set()) - met
        met |= fresh
        frontier.extend(fresh)
    return found
