"""Emptying tables between tests that commit: by DELETE, as TRUNCATE takes PostgreSQL seconds however few the rows.

Foreign keys are checked at the end of the transaction, so the tables may be emptied in any order.
"""

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

# What Django itself writes again after each flush; no test changes it.
KEPT = {"django_content_type", "auth_permission"}
_truncate = DatabaseOperations.sql_flush


def _delete(self, style, tables, *, reset_sequences=False, allow_cascade=False):
    if reset_sequences:
        return _truncate(self, style, tables, reset_sequences=True, allow_cascade=allow_cascade)
    return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables if table not in KEPT]


DatabaseOperations.sql_flush = _delete
