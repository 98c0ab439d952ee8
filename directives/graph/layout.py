"""A layered layout from left to right: who stands in which column, in which order, how high, and how lines run (pure).

Cycles are broken by turning the edges that close them; columns follow the longest way; barycentres order a column; and
each column takes the heights nearest to its neighbours' (least squares under the order). All of it ends for any input.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLUMN_GAP = 56
ROW_GAP = 18
SWEEPS = 6
THREAD = 10  # the height that a line takes where it passes a column

Arc = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node stands, in pixels from the upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """The boxes of the nodes, the points through which each arc runs (a pair in each column it meets), and the size."""

    boxes: dict[str, Box]
    lines: dict[Arc, list[tuple[float, float]]]
    width: float
    height: float


def lay_out(nodes: Sequence[str], arcs: Sequence[Arc], heights: Mapping[str, float], width: float) -> Layout:
    """Place `nodes` (in their wanted order) so that arcs lead from left to right; arcs to unknown nodes don't count."""
    known = set(nodes)
    arcs = [arc for arc in dict.fromkeys(arcs) if arc[0] in known and arc[1] in known and arc[0] != arc[1]]
    forward = without_cycles(nodes, arcs)
    column = columns_of(nodes, forward)
    threads, steps = _threads(forward, column)
    rows = _ordered(nodes, column, threads, steps)
    tall = dict(heights) | dict.fromkeys(threads, THREAD)
    tops = _heights(rows, steps, tall)
    boxes = {
        key: Box(number * (width + COLUMN_GAP), tops[key], width, tall[key])
        for number, row in enumerate(rows)
        for key in row
    }
    ways = {arc: _way(arc, forward, threads, boxes) for arc in arcs}
    placed = {key: boxes[key] for key in nodes}
    right = max((box.x + box.width for box in boxes.values()), default=0)
    bottom = max((box.y + box.height for box in boxes.values()), default=0)
    return Layout(placed, ways, right, bottom)


def without_cycles(nodes: Sequence[str], arcs: Sequence[Arc]) -> dict[Arc, Arc]:
    """{arc: the same or, where it closes a cycle, turned}; depth first, without recursion."""
    after = defaultdict(list)
    for source, target in arcs:
        after[source].append(target)
    state: dict[str, int] = {}
    turned = set()
    for root in nodes:
        if root in state:
            continue
        state[root], path = 1, [(root, iter(after[root]))]
        while path:
            here, rest = path[-1]
            there = next(rest, None)
            if there is None:
                state[here] = 2
                path.pop()
            elif state.get(there) == 1:
                turned.add((here, there))
            elif there not in state:
                state[there] = 1
                path.append((there, iter(after[there])))
    return {arc: (arc[1], arc[0]) if arc in turned else arc for arc in arcs}


def columns_of(nodes: Sequence[str], forward: Mapping[Arc, Arc]) -> dict[str, int]:
    """{node: column}, by the longest way to it; what nothing leads to stands just left of what it leads to."""
    after, before = defaultdict(set), defaultdict(set)
    for source, target in forward.values():
        after[source].add(target)
        before[target].add(source)
    column = dict.fromkeys(nodes, 0)
    waiting = {key: len(before[key]) for key in nodes}
    ready = [key for key in nodes if not waiting[key]]
    for here in ready:
        for there in sorted(after[here]):
            column[there] = max(column[there], column[here] + 1)
            waiting[there] -= 1
            if not waiting[there]:
                ready.append(there)
    for key in nodes:
        if not before[key] and after[key]:
            column[key] = min(column[there] for there in after[key]) - 1
    return column


def _threads(forward: Mapping[Arc, Arc], column: Mapping[str, int]) -> tuple[dict[str, tuple[Arc, int]], list[Arc]]:
    """Stand-ins where an arc passes a column, {name: (arc, column)}, and the steps from column to column."""
    threads, steps = {}, []
    for number, arc in enumerate(dict.fromkeys(forward.values())):
        source, target = arc
        last = source
        for at in range(column[source] + 1, column[target]):
            name = f"\0{number}:{at}"
            threads[name] = (arc, at)
            steps.append((last, name))
            last = name
        steps.append((last, target))
    return threads, steps


def _ordered(nodes, column, threads, steps) -> list[list[str]]:
    """The columns, each in an order that keeps lines from crossing as far as a few sweeps can."""
    at = dict(column) | {name: where for name, (_, where) in threads.items()}
    rows: list[list[str]] = [[] for _ in range(max(at.values(), default=-1) + 1)]
    for key in [*nodes, *threads]:
        rows[at[key]].append(key)
    before, after = _neighbours(steps)
    for sweep in range(SWEEPS):
        order, beside = (rows, before) if sweep % 2 == 0 else (rows[::-1], after)
        for row in order:
            place = {key: index for column_row in rows for index, key in enumerate(column_row)}
            row.sort(key=lambda key, place=place, beside=beside: _mean([place[k] for k in beside[key]], place[key]))
    return rows


def _neighbours(steps: Sequence[Arc]) -> tuple[dict, dict]:
    before, after = defaultdict(list), defaultdict(list)
    for source, target in steps:
        after[source].append(target)
        before[target].append(source)
    return before, after


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _heights(rows: list[list[str]], steps: Sequence[Arc], tall: Mapping[str, float]) -> dict[str, float]:
    """{node: top}: columns stacked first, then drawn towards the middles of their neighbours, to and fro."""
    before, after = _neighbours(steps)
    middle: dict[str, float] = {}
    for row in rows:
        top = 0.0
        for key in row:
            middle[key] = top + tall[key] / 2
            top += tall[key] + ROW_GAP
    for sweep in range(SWEEPS):
        order, beside = (rows, before) if sweep % 2 == 0 else (rows[::-1], after)
        for row in order:
            wanted = [_mean([middle[k] for k in beside[key]], middle[key]) for key in row]
            gaps = [(tall[one] + tall[other]) / 2 + ROW_GAP for one, other in zip(row, row[1:], strict=False)]
            middle |= dict(zip(row, spread(wanted, gaps), strict=True))
    highest = min((middle[key] - tall[key] / 2 for row in rows for key in row), default=0)
    return {key: middle[key] - tall[key] / 2 - highest for row in rows for key in row}


def spread(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to `wanted` (least squares) that keep the order and at least `gaps` between neighbours."""
    shift, shifts = 0.0, [0.0]
    for gap in gaps:
        shift += gap
        shifts.append(shift)
    pools: list[list[float]] = []  # [mean, size]
    for value, offset in zip(wanted, shifts, strict=False):
        pools.append([value - offset, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, size = pools.pop()
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * size) / (pools[-1][1] + size), pools[-1][1] + size]
    flat = [mean for mean, size in pools for _ in range(int(size))]
    return [value + offset for value, offset in zip(flat, shifts, strict=False)]


def _way(arc: Arc, forward: Mapping[Arc, Arc], threads, boxes: Mapping[str, Box]) -> list[tuple[float, float]]:
    """The points of an arc from its source to its target, also where it runs against the columns."""
    source, target = forward[arc]
    passed = [boxes[name] for name, (one, _) in threads.items() if one == (source, target)]
    points = [(boxes[source].x + boxes[source].width, boxes[source].middle)]
    for box in passed:
        points += [(box.x, box.middle), (box.x + box.width, box.middle)]
    points.append((boxes[target].x, boxes[target].middle))
    return points if forward[arc] == arc else points[::-1]
