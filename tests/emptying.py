"""Emptying tables between tests that commit: by DELETE, as TRUNCATE takes PostgreSQL seconds however few the rows.

Foreign keys are checked at the end of the transaction, so the tables may be emptied in any order. What Django writes
with the tables, and no test changes, is kept: written again after every test, it cost ten times what the emptying does.
"""

from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

KEPT = {"django_content_type", "auth_permission"}
Operations = type(connection.ops)
_flush = Operations.sql_flush


def _delete(self, style, tables, *, reset_sequences=False, allow_cascade=False):
    if reset_sequences:
        return _flush(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
    return [f"DELETE FROM {self.quote_name(table)};" for table in tables if table not in KEPT]


Operations.sql_flush = _delete


def keep_what_was_written() -> None:
    """Once the tables stand: content types and permissions are not written again when the others were emptied."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
