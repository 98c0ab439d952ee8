"""The sums that the database makes of a run's inputs: one pass over the figures, and a second one over the odd ones."""

from reports.aggregation.freezing import BASE, INPUT
from reports.aggregation.plan import Side
from reports.aggregation.worktables import CELL, SUMS, execute, finish, make, rows, values
from reports.models import Figure, SummaryRun

FIGURE = Figure._meta.db_table
WIDE = "CAST(f.value AS NUMERIC)"  # products may pass 64 bits: TooLarge says so
COLUMNS = f"back, place, line, {', '.join(SUMS)}"


class FiguresMissing(Exception):
    """A revision has not one figure for each indicator of its form: sums of it would be wrong."""


def add_up(run: SummaryRun, now: Side, then: Side | None) -> None:
    """Make the table of cells: every line at every place, of this year and of the year before."""
    sides = [(0, INPUT, now)] + ([(1, BASE, then)] if then and then.numbers else [])
    numbers = [(back, key, line) for back, _, side in sides for key, line in side.numbers.items()]
    parts = " UNION ALL ".join(_plain_sums(back, table) for back, table, _ in sides)
    make(
        CELL,
        f"WITH {values('known (back, indicator, line)', numbers)}"  # noqa: S608
        f" SELECT s.back, s.place, k.line, {', '.join(f's.{name}' for name in SUMS)} FROM ({parts}) s"
        " JOIN known k ON k.back = s.back AND k.indicator = s.indicator_id",
        [run.pk] * len(sides),
    )
    finish(CELL)
    for back, table, side in sides:
        _refuse_missing(run, back, table, side)
        _add_ratios(run, back, table, side)
        _add_means(run, back, table, side)
    finish(CELL)


def _plain_sums(back: int, table: str) -> str:
    return (
        f"SELECT {back} AS back, i.place, f.indicator_id, SUM(f.value) AS value,"  # noqa: S608
        " CAST(NULL AS NUMERIC) AS above, CAST(NULL AS NUMERIC) AS below,"
        " COUNT(f.value) - COUNT(*) FILTER (WHERE f.kind = 'none_occurred') AS counted,"
        " COUNT(*) FILTER (WHERE f.kind = 'none_occurred') AS zeros,"
        " COUNT(*) FILTER (WHERE f.kind = 'not_applicable') AS not_applicable,"
        " COUNT(*) FILTER (WHERE f.kind = 'not_entered') AS not_entered,"
        " COUNT(*) FILTER (WHERE f.estimated) AS estimated"
        f" FROM {table} i JOIN {FIGURE} f ON f.revision_id = i.revision_id"
        " WHERE i.run_id = %s GROUP BY i.place, f.indicator_id"
    )


def _refuse_missing(run: SummaryRun, back: int, table: str, side: Side) -> None:
    """Ratios are reckoned from whole revisions: make sure that each has a figure for every indicator."""
    inputs = execute_count(f"SELECT COUNT(*) FROM {table} WHERE run_id = %s", [run.pk])  # noqa: S608
    counted = rows(
        "SELECT line, SUM(counted + zeros + not_applicable + not_entered)"  # noqa: S608
        f" FROM {CELL} WHERE back = %s GROUP BY line",
        [back],
    )
    found = {line: int(number) for line, number in counted}
    if inputs and any(found.get(line, 0) != inputs for line in side.numbers.values()):
        raise FiguresMissing(f"run {run.pk}: not every revision in {table} has all its figures")


def execute_count(sql: str, params: list) -> int:
    return next(rows(sql, params))[0]


def _add_ratios(run: SummaryRun, back: int, table: str, side: Side) -> None:
    """Sums above and below the line over the units where every operand is a number (domain.md 1.2.2).

    They are the sums of all units less those of the units that lack an operand: only figures that are no number, or
    are estimates, are looked at one by one.
    """
    if not side.operands:
        return
    operands = [(o.number, o.indicator, o.counted_as, o.above, o.below) for o in side.operands]
    execute(
        f"INSERT INTO {CELL} ({COLUMNS})"  # noqa: S608
        f" WITH {values('operand (ratio, indicator, line, above, below)', operands)},"
        f" odd AS (SELECT i.place, i.revision_id, o.ratio, MAX(CASE WHEN f.value IS NULL THEN 1 ELSE 0 END) AS lacking,"
        " MAX(CASE WHEN f.estimated THEN 1 ELSE 0 END) AS estimated"
        f" FROM {table} i JOIN {FIGURE} f ON f.revision_id = i.revision_id AND (f.value IS NULL OR f.estimated)"
        " JOIN operand o ON o.indicator = f.indicator_id WHERE i.run_id = %s GROUP BY 1, 2, 3),"
        " part AS ("
        " SELECT c.place, o.ratio, SUM(c.value * o.above) AS above, SUM(c.value * o.below) AS below, 0 AS counted,"
        f" 0 AS estimated FROM {CELL} c JOIN operand o ON o.line = c.line WHERE c.back = %s GROUP BY 1, 2"
        f" UNION ALL SELECT d.place, d.ratio, -SUM({WIDE} * o.above), -SUM({WIDE} * o.below), 0, 0"
        f" FROM odd d JOIN operand o ON o.ratio = d.ratio JOIN {FIGURE} f ON f.revision_id = d.revision_id"
        " AND f.indicator_id = o.indicator AND f.value IS NOT NULL WHERE d.lacking = 1 GROUP BY 1, 2"
        " UNION ALL SELECT place, ratio, 0, 0, -SUM(lacking), SUM((1 - lacking) * estimated) FROM odd GROUP BY 1, 2"
        " UNION ALL SELECT m.place, o.ratio, 0, 0, m.units, 0"
        f" FROM (SELECT place, COUNT(*) AS units FROM {table} WHERE run_id = %s GROUP BY 1) m"
        " CROSS JOIN (SELECT DISTINCT ratio FROM operand) o)"
        f" SELECT {back}, place, ratio, NULL, SUM(above), SUM(below), SUM(counted), 0, 0, 0, SUM(estimated)"
        " FROM part GROUP BY place, ratio",
        [run.pk, back, run.pk],
    )


def _add_means(run: SummaryRun, back: int, table: str, side: Side) -> None:
    """Sums of value × weight and of the weights, over the units that gave both; an average of nothing is no average."""
    for mean in side.means:
        execute(
            f"INSERT INTO {CELL} ({COLUMNS})"  # noqa: S608
            f" SELECT {back}, i.place, {mean.number}, NULL, SUM(CAST(v.value AS NUMERIC) * w.value), SUM(w.value),"
            " COUNT(*), 0, 0, 0,"
            " COUNT(*) FILTER (WHERE v.estimated OR w.estimated)"
            f" FROM {table} i JOIN {FIGURE} v ON v.revision_id = i.revision_id AND v.indicator_id = %s"
            f" JOIN {FIGURE} w ON w.revision_id = i.revision_id AND w.indicator_id = %s"
            " WHERE i.run_id = %s AND v.kind = 'number' AND w.value > 0 GROUP BY i.place",
            [mean.value, mean.weight, run.pk],
        )
