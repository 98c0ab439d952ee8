"""The temporary tables in which a run is added up, and the few ways of filling them.

All adding is done by the database on numbered places, lines and scopes: no figure passes through Python, so that a
run needs the same memory for 60 reports and for 120,000 (perf.md 1).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

SPOT = "summary_spot"  # obligation_id, unit_id, place: where each unit that owes a report stands
PLACE = "summary_place"  # place, tree, flat: its numbers on the two axes along which figures add up
REACH = "summary_reach"  # axis, number, scope: the scopes that a number of an axis counts in
SCOPE = "summary_scope"  # scope, kind, scope_key, label, owing
LINE = "summary_line"  # number, code, pair, adds_up
CELL = "summary_cell"  # back, place, line and sums of one line at one place; back = 1 is the year before
ROLLED = "summary_rolled"  # back, scope, line and sums of one line in one scope
TABLES = (SPOT, PLACE, REACH, SCOPE, LINE, CELL, ROLLED)

SUMS = ("value", "above", "below", "counted", "zeros", "not_applicable", "not_entered", "estimated")


@contextmanager
def worktables():
    """Temporary tables of this connection, gone afterwards, also those that a killed run left behind."""
    _drop()
    try:
        yield
    finally:
        if connection.is_usable() and not connection.needs_rollback:
            _drop()


def _drop() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def execute(sql: str, params: Sequence = ()) -> int:
    """Run one statement; the number of rows that it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.rowcount


def make(table: str, query: str, params: Sequence = ()) -> None:
    """Make a temporary table from a query."""
    execute(f"CREATE TEMPORARY TABLE {table} AS {query}", params)


def fill(table: str, columns: str, rows: Iterable[tuple]) -> None:
    """Make a temporary table of such columns (SQL) and put the rows in."""
    execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
    rows = list(rows)
    width = len(columns.split(","))
    marks = f"({', '.join(['%s'] * width)})"
    for start in range(0, len(rows), 150):
        part = rows[start : start + 150]
        execute(f"INSERT INTO {table} VALUES {', '.join([marks] * len(part))}", [v for row in part for v in row])  # noqa: S608


def finish(table: str, *indexed: str) -> None:
    """Index a temporary table once it is full, and let PostgreSQL know its size, so that it plans well."""
    for number, columns in enumerate(indexed):
        execute(f"CREATE INDEX {table}_{number} ON {table} ({columns})")
    if connection.vendor == "postgresql":
        execute(f"ANALYZE {table}")


def rows(sql: str, params: Sequence = ()) -> Iterator[tuple]:
    """The rows of a query, fetched in parts."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        while batch := cursor.fetchmany(5000):
            yield from batch


def values(names: str, found: Sequence[Sequence[int | None]]) -> str:
    """A common table expression of whole numbers: "names AS (VALUES …)"; at least one row."""
    listed = ", ".join("(" + ", ".join("NULL" if n is None else str(int(n)) for n in row) + ")" for row in found)
    return f"{names} AS (VALUES {listed})"
