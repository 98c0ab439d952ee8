"""Writing millions of rows: COPY on PostgreSQL, executemany elsewhere. Only for the bare demo of benchmarks."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.core.management.color import no_style
from django.db import connection, models

BATCH = 20_000


def write(model: type[models.Model], fields: list[str], rows: Iterable[tuple]) -> int:
    """Insert `rows` (tuples in the order of `fields`, attribute names of concrete columns); returns how many."""
    columns = [model._meta.get_field(name).column for name in fields]
    target = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    insert = _copy if connection.vendor == "postgresql" else _execute
    total = 0
    with connection.cursor() as cursor:
        for batch in _batches(rows):
            insert(cursor, target, names, batch)
            total += len(batch)
    return total


def _batches(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _copy(cursor, target: str, names: str, batch: list[tuple]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["\\N" if value is None else value for value in row] for row in batch])
    text.seek(0)
    cursor.cursor.copy_expert(f"COPY {target} ({names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", text)


def _execute(cursor, target: str, names: str, batch: list[tuple]) -> None:
    marks = ", ".join(["%s"] * len(batch[0]))
    rows = [[_stored(value) for value in row] for row in batch]
    cursor.executemany(f"INSERT INTO {target} ({names}) VALUES ({marks})", rows)  # noqa: S608


def _stored(value):
    """An instant as the ORM would store it: SQLite compares instants as text, and finds none written otherwise."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def reset_sequences(*written: type[models.Model]) -> None:
    """Let the database go on counting after keys that were given explicitly."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(sql)


def analyse() -> None:
    """Let the database count anew what was written past its statistics, or it plans as if the tables were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
