"""What keeps published papers as they are: rows and querysets that refuse to be changed."""

from django.db import connection, models

from portal.access import ScopedQuerySet


class Frozen(Exception):
    """Somebody tried to change or remove what a published directive holds."""


class FixedQuerySet(ScopedQuerySet):
    """Rows that come to be once and stay: only the columns in `CHANGEABLE` may be updated, nothing is deleted.

    Writing goes through `directives.publishing` alone; `write` is its door.
    """

    CHANGEABLE: frozenset[str] = frozenset()

    def update(self, **changes):
        refused = set(changes) - self.CHANGEABLE
        if refused:
            raise Frozen(f"{self.model.__name__}: {', '.join(sorted(refused))} never change")
        return super().update(**changes)

    def delete(self):
        raise Frozen(f"{self.model.__name__} rows are never deleted")

    delete.queryset_only = True

    def bulk_create(self, rows, *args, **options):
        raise Frozen(f"{self.model.__name__} rows are written by directives.publishing only")

    def write(self, rows) -> None:
        """Insert the rows of a directive that is being published."""
        super().bulk_create(rows, batch_size=500)

    def write_selected(self, rows, values: dict) -> None:
        """As `write`, of one row for each of another queryset: {field: expression over it}, in one statement.

        What is left out of `values` must be nullable.
        """
        quoted = connection.ops.quote_name
        fields = [quoted(self.model._meta.get_field(name).column) for name in values]
        selected, params = rows.values_list(*values.values()).query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {quoted(self.model._meta.db_table)} ({', '.join(fields)}) {selected}",
                params,
            )


class FixedRow(models.Model):
    """A row of a published directive: read, never saved or deleted by itself."""

    class Meta:
        abstract = True

    def save(self, *args, **options):
        raise Frozen(f"{type(self).__name__} rows are written by directives.publishing only")

    def delete(self, *args, **options):
        raise Frozen(f"{type(self).__name__} rows are never deleted")
