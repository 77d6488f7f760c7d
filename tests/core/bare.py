"""A row of any table, without walking the workflow that makes one: what a person with a database shell could insert.

Every other promise of the table is taken away (inside the test's transaction, which is rolled back), so that a test sees
what one trigger does all by itself.
"""

from typing import Any

from django.db import connection
from django.db.models import Model

NOT_NULL = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull AND NOT attisdropped"

# Triggers that judge at the commit, or the coming of a row alone (4: insert; 8 and 16: delete and update).
OTHERS = """SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal
            AND (tgdeferrable OR (tgtype & 4 > 0 AND tgtype & 24 = 0))"""


def bare_row(model: type[Model], **values: Any) -> int:
    """Insert a row with `values` and nothing else; returns its primary key."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f', 'u')", [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(OTHERS, [table])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
        cursor.execute(NOT_NULL, [table])
        for (column,) in cursor.fetchall():
            if column != key:
                cursor.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" DROP NOT NULL')
        columns, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        what = f"({columns}) VALUES ({marks})" if values else "DEFAULT VALUES"
        cursor.execute(f"INSERT INTO {table} {what} RETURNING {key}", list(values.values()))
        return cursor.fetchone()[0]


def run(sql: str, *values: Any) -> int:
    """Run one statement as a shell would; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount
