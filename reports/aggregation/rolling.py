"""From sums at places to the stored figures of a run: every line in every scope."""

from reports.aggregation.freezing import FLAT, TREE
from reports.aggregation.plan import Line
from reports.aggregation.worktables import (
    CELL,
    LINE,
    PLACE,
    REACH,
    ROLLED,
    SCOPE,
    SUMS,
    execute,
    fill,
    finish,
    make,
    rows,
)
from reports.models import SummaryFigure, SummaryRun

TARGET = SummaryFigure._meta.db_table
MOST = 2**63 - 1


class TooLarge(Exception):
    """A sum does not fit into 64 bits."""


def roll_up() -> None:
    """Make the table of rolled sums: first along each axis, then into the scopes that lie on it."""
    summed = ", ".join(f"SUM(c.{name}) AS {name}" for name in SUMS)
    again = ", ".join(f"SUM(x.{name}) AS {name}" for name in SUMS)
    parts = " UNION ALL ".join(
        f"SELECT x.back, r.scope, x.line, {again} FROM"  # noqa: S608
        f" (SELECT c.back, p.{axis} AS number, c.line, {summed} FROM {CELL} c"
        f" JOIN {PLACE} p ON p.place = c.place GROUP BY 1, 2, 3) x"
        f" JOIN {REACH} r ON r.axis = {number} AND r.number = x.number GROUP BY 1, 2, 3"
        for axis, number in (("tree", TREE), ("flat", FLAT))
    )
    make(ROLLED, parts)
    finish(ROLLED, "back, scope, line")
    largest = next(rows(f"SELECT MAX(ABS(value)), MAX(ABS(above)), MAX(ABS(below)) FROM {ROLLED}"))  # noqa: S608
    if any(value is not None and value > MOST for value in largest):
        raise TooLarge


def store(run: SummaryRun, lines: tuple[Line, ...]) -> int:
    """Write the figures of the run in place of any that are there: each line in each scope; how many."""
    fill(
        LINE,
        "number INTEGER, code VARCHAR(20), pair INTEGER, adds_up INTEGER",
        [(line.number, line.code, line.pair, int(line.adds_up)) for line in lines],
    )
    SummaryFigure.objects.filter(run=run).delete()
    counts = ", ".join(f"COALESCE({column}, 0)" for column in _COUNTS)
    return execute(
        f"INSERT INTO {TARGET} (run_id, scope, scope_key, scope_label, code, units_owing, value, numerator,"  # noqa: S608
        " denominator, previous, previous_numerator, previous_denominator, units_number, units_none,"
        " units_not_applicable, units_not_entered, units_estimated, previous_units)"
        " SELECT %s, s.kind, s.scope_key, s.label, k.code, s.owing,"
        " CASE WHEN k.adds_up = 1 THEN n.value END, w.above, w.below,"
        f" CASE WHEN k.adds_up = 1 THEN t.value END, t.above, t.below, {counts}"
        f" FROM {SCOPE} s CROSS JOIN {LINE} k"
        f" LEFT JOIN {ROLLED} n ON n.back = 0 AND n.scope = s.scope AND n.line = k.number"
        f" LEFT JOIN {ROLLED} w ON w.back = 0 AND w.scope = s.scope AND w.line = k.pair"
        f" LEFT JOIN {ROLLED} t ON t.back = 1 AND t.scope = s.scope AND t.line = k.pair"
        " ORDER BY s.scope, k.number",
        [run.pk],
    )


_COUNTS = (
    "w.counted",
    "n.zeros",
    "n.not_applicable",
    "n.not_entered",
    "w.estimated",
    "t.counted + t.zeros",
)
