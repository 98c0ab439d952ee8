"""Statements whose SQL is worked out once in a process and run again with other values.

Django builds the SQL of a queryset anew at each run, which costs ten times what running it does. A page that everybody
opens can't afford that; everything else should stay an ordinary queryset.
"""

from collections.abc import Callable
from copy import copy

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql import UpdateQuery
from django.db.models.sql.constants import ROW_COUNT

MOST = 2**63


class Slot(Expression):
    """A place in a prepared statement at which each run puts a value, of the kind that `output_field` stores."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class _Statement:
    """What `build` makes of its slots, which are given by name with the field of each; its SQL is kept."""

    def __init__(self, build: Callable, **slots: Field):
        self._build = build
        self._slots = {name: Slot(name, field) for name, field in slots.items()}
        self._known: dict[str, tuple] = {}

    def _compiler(self, values: dict):
        """(what was built, its compiler with these values in place); None where a number is too large to be stored."""
        connection = connections[DEFAULT_DB_ALIAS]
        if connection.vendor not in self._known:
            self._known[connection.vendor] = self._work_out(connection)
        built, kept, sql, params, converters = self._known[connection.vendor]
        if any(isinstance(value, int) and not -MOST <= value < MOST for value in values.values()):
            return built, None
        bound = tuple(
            param.output_field.get_db_prep_save(values[param.name], connection) if isinstance(param, Slot) else param
            for param in params
        )
        compiler = copy(kept)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, bound)
        compiler.get_converters = lambda columns: converters
        return built, compiler

    def _work_out(self, connection) -> tuple:
        built = self._build(**self._slots)
        compiler = self._query(built).get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in (compiler.select or ())[: compiler.col_count]])
        return built, compiler, sql, params, converters

    def _query(self, built):
        raise NotImplementedError


class Prepared(_Statement):
    """A queryset: `build` takes the slots and returns it."""

    def fetch(self, **values) -> list:
        """The rows for these values. A list and no queryset: nothing can be asked on top of what was worked out."""
        built, compiler = self._compiler(values)
        if compiler is None:
            return []
        rows: QuerySet = built._chain()
        rows.query.get_compiler = lambda *args, **kwargs: compiler
        return list(rows)

    def _query(self, built: QuerySet):
        return built.query


class PreparedUpdate(_Statement):
    """A conditional UPDATE: `build` takes the slots and returns the queryset and {field: what it is set to}."""

    def run(self, **values) -> int:
        """Update; returns how many rows were changed."""
        _, compiler = self._compiler(values)
        if compiler is None:
            return 0
        with transaction.mark_for_rollback_on_error(using=DEFAULT_DB_ALIAS):
            return compiler.execute_sql(ROW_COUNT)

    def _query(self, built):
        rows, changes = built
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return query
