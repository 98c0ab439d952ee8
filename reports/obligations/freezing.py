"""Writing the frozen list: rows made inside the database from the tree's versions, so that 120,000 take seconds."""

from itertools import islice

from django.db import connection

from portal.blocks import block_key
from portal.models import UnitVersion
from reports.models import Cycle, Obligation, Report
from reports.obligations.planning import Candidate

BATCH = 2000
# What an obligation takes over from the unit's version as it stood.
COPIED = {
    "unit": "unit_id",
    "unit_name": "name",
    "unit_short": "short_name",
    "unit_code": "code",
    "level": "level",
    "block": "block",
    "position": "position",
    "sort_key": "sort_key",
    "search_key": "search_key",
}
# What the plan says of it, in the order of _planned(); the last one may be empty in every row of a batch.
PLANNED = ("unit_path", "block_key", "cause", "cause_note", "writer", "successor")


def freeze(cycle: Cycle, found: list[Candidate]) -> None:
    """One obligation per candidate and an empty report for each that owes; belongs inside a transaction."""
    waiting = iter(found)
    while batch := list(islice(waiting, BATCH)):
        _insert_obligations(cycle, batch)
    _insert_reports(cycle)


def _insert_obligations(cycle: Cycle, batch: list[Candidate]) -> None:
    blank = Obligation(cycle=cycle, due_at=cycle.due_at)
    names, values, params = [], [], []
    for field in _columns(Obligation):
        names.append(field.column)
        if field.name in COPIED:
            values.append(f"v.{COPIED[field.name]}")
        elif field.name in PLANNED:
            values.append(f"CAST(p.column{PLANNED.index(field.name) + 2} AS {field.cast_db_type(connection)})")
        else:
            values.append("%s")
            params.append(_stored(field, blank))
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(batch))
    planned = [value for candidate in batch for value in _planned(candidate)]
    _execute(
        f"INSERT INTO {_table(Obligation)} ({_quoted(names)}) SELECT {', '.join(values)}"  # noqa: S608 - names out of the models
        f" FROM (VALUES {rows}) AS p JOIN {_table(UnitVersion)} v ON v.id = p.column1",
        [*params, *planned],
    )


def _planned(candidate: Candidate) -> tuple:
    return (
        candidate.version_id,
        candidate.path,
        block_key(candidate.block),
        str(candidate.cause),
        candidate.note,
        candidate.writer_id,
        candidate.successor_id,
    )


def _insert_reports(cycle: Cycle) -> None:
    blank = Report()
    fields = [field for field in _columns(Report) if field.name != "obligation"]
    names = ["obligation_id", *(field.column for field in fields)]
    causes = [str(cause) for cause in Obligation.OWING]
    _execute(
        f"INSERT INTO {_table(Report)} ({_quoted(names)}) SELECT o.id, {', '.join(['%s'] * len(fields))}"  # noqa: S608
        f" FROM {_table(Obligation)} o WHERE o.cycle_id = %s AND o.cause IN (%s, %s) ORDER BY o.id",
        [*(_stored(field, blank) for field in fields), cycle.pk, *causes],
    )


def _columns(model):
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _stored(field, blank):
    return field.get_db_prep_save(getattr(blank, field.attname), connection)


def _table(model) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(names) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def _execute(sql: str, params: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
