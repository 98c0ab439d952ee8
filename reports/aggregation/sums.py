"""The sums that the database makes: one grouped pass over the figures of a run's inputs, plain tuples back.

Every query groups by the place of a unit: (path of the unit above it, block key, block, level). SQL is written out
because the passes join a table to itself and must cost no more than the rows they read (perf.md 1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from portal.models.units import SEGMENT
from reports.models import Cycle, Figure, Obligation, Report, Revision, SummaryInput, SummaryRun

INPUT = SummaryInput._meta.db_table
OBLIGATION = Obligation._meta.db_table
FIGURE = Figure._meta.db_table
REPORT = Report._meta.db_table
REVISION = Revision._meta.db_table

PLACE = f"substr(o.unit_path, 1, length(o.unit_path) - {SEGMENT}), o.block_key, o.block, o.level"


@dataclass(frozen=True, slots=True)
class Source:
    """Which revisions are added up: SQL of the rows, the condition with its parameters, the revision's column.

    The rows must name the obligation at whose place a revision counts `o`.
    """

    rows: str
    where: str
    params: tuple
    revision: str


def run_source(run: SummaryRun) -> Source:
    """The frozen inputs of a run."""
    rows = f"FROM {INPUT} i JOIN {OBLIGATION} o ON o.id = i.obligation_id"
    return Source(rows, "i.run_id = %s", (run.pk,), "i.revision_id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands for the purpose of adding up."""

    above: str
    block_key: str
    block: str
    level: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of one indicator at one place, or of one ratio or weighted mean (numerator, denominator)."""

    place: Place
    key: object
    value: int | None
    units_number: int = 0
    units_none: int = 0
    units_not_applicable: int = 0
    units_not_entered: int = 0
    units_estimated: int = 0
    numerator: int | None = None
    denominator: int | None = None


def take_inputs(run: SummaryRun) -> int:
    """Store which accepted revisions the run is made of; returns how many. Call inside a transaction."""
    SummaryInput.objects.filter(run=run).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {INPUT} (run_id, obligation_id, revision_id)"  # noqa: S608
            f" SELECT %s, o.id, r.accepted_revision_id FROM {REPORT} r"
            f" JOIN {OBLIGATION} o ON o.id = r.obligation_id"
            " WHERE o.cycle_id = %s AND r.accepted_revision_id IS NOT NULL",
            [run.pk, run.cycle_id],
        )
        return cursor.rowcount


def _rows(sql: str, params: Iterable) -> Iterator[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        while batch := cursor.fetchmany(5000):
            yield from batch


def _int(value) -> int | None:
    return None if value is None else int(value)


def owing_by_place(cycle: Cycle) -> dict[Place, int]:
    """How many units owe a report at each place."""
    causes = [str(cause) for cause in Obligation.OWING]
    sql = (
        f"SELECT {PLACE}, COUNT(*) FROM {OBLIGATION} o"  # noqa: S608
        " WHERE o.cycle_id = %s AND o.cause IN (%s, %s) GROUP BY 1, 2, 3, 4"
    )
    return {Place(*row[:4]): row[4] for row in _rows(sql, [cycle.pk, *causes])}


def indicator_sums(source: Source) -> Iterator[Sums]:
    """Sums and kinds of empty of every indicator at every place; `key` is the indicator's row key."""
    count = "SUM(CASE WHEN f.kind = '{}' THEN 1 ELSE 0 END)"
    kinds = ", ".join(count.format(kind) for kind in ("number", "none_occurred", "not_applicable", "not_entered"))
    sql = (
        f"SELECT {PLACE}, f.indicator_id, SUM(f.value), {kinds},"
        " SUM(CASE WHEN f.estimated THEN 1 ELSE 0 END)"
        f" {source.rows} JOIN {FIGURE} f ON f.revision_id = {source.revision} WHERE {source.where}"
        " GROUP BY 1, 2, 3, 4, 5"
    )
    for row in _rows(sql, source.params):
        yield Sums(Place(*row[:4]), row[4], _int(row[5]), *(int(n) for n in row[6:11]))


def weighted_sums(source: Source, indicator: int, weight: int) -> Iterator[Sums]:
    """Numerator (value × weight) and denominator (weight) of a weighted mean, where both are numbers."""
    sql = (
        f"SELECT {PLACE}, SUM(f.value * w.value), SUM(w.value) {source.rows}"
        f" JOIN {FIGURE} f ON f.revision_id = {source.revision} AND f.indicator_id = %s AND f.value IS NOT NULL"
        f" JOIN {FIGURE} w ON w.revision_id = {source.revision} AND w.indicator_id = %s AND w.value > 0"
        f" WHERE {source.where} GROUP BY 1, 2, 3, 4"
    )
    for row in _rows(sql, [indicator, weight, *source.params]):
        yield Sums(Place(*row[:4]), indicator, None, numerator=_int(row[4]), denominator=_int(row[5]))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A derived figure: {indicator key: factor that brings it to the common scale} above and below the line."""

    code: str
    above: dict[int, int]
    below: dict[int, int]


def ratio_sums(source: Source, ratio: Ratio) -> Iterator[Sums]:
    """Sums above and below the line over the units where every operand is a number (domain.md 1.2.2)."""
    keys = sorted(set(ratio.above) | set(ratio.below))
    marks = ", ".join(["%s"] * len(keys))
    over, under = _weighing(ratio.above), _weighing(ratio.below)
    sql = (
        f"SELECT p1, p2, p3, p4, SUM(above), SUM(below), COUNT(*) FROM (SELECT {PLACE},"  # noqa: S608
        f" SUM({over}) AS above, SUM({under}) AS below {source.rows}"
        f" JOIN {FIGURE} f ON f.revision_id = {source.revision} AND f.indicator_id IN ({marks}) AND f.value IS NOT NULL"
        f" WHERE {source.where} GROUP BY {source.revision}, o.unit_path, o.block_key, o.block, o.level"
        f" HAVING COUNT(*) = {len(keys)}) AS whole GROUP BY 1, 2, 3, 4"
    ).replace(PLACE, _named_place(), 1)
    for row in _rows(sql, [*keys, *source.params]):
        yield Sums(Place(*row[:4]), ratio.code, None, int(row[6]), numerator=_int(row[4]), denominator=_int(row[5]))


def _named_place() -> str:
    parts = PLACE.rsplit(", ", 3)
    return ", ".join(f"{part} AS p{number}" for number, part in enumerate(parts, start=1))


def _weighing(factors: dict[int, int]) -> str:
    cases = " ".join(f"WHEN {int(key)} THEN f.value * {int(factor)}" for key, factor in factors.items())
    return f"CASE f.indicator_id {cases} ELSE 0 END"
