"""The few different values of a column of a long table, without reading the table."""

from typing import Any

from django.db import connection
from django.db.models import Model


def first_values(model: type[Model], column: str) -> list[Any]:
    """The values in the first column of an index, in order: a probe for each, from one to the next that is greater."""
    table = model._meta.db_table
    jumping = f"""
        WITH RECURSIVE jump(value) AS (
            (SELECT {column} FROM {table} ORDER BY {column} LIMIT 1) UNION ALL
            SELECT (SELECT {column} FROM {table} WHERE {column} > jump.value ORDER BY {column} LIMIT 1) FROM jump
             WHERE jump.value IS NOT NULL
        ) SELECT value FROM jump WHERE value IS NOT NULL
    """  # noqa: S608 (names of the model, not of a reader)
    with connection.cursor() as cursor:
        cursor.execute(jumping)
        return [value for (value,) in cursor.fetchall()]
