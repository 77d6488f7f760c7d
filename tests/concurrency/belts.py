"""Constraints and triggers taken off a table for the length of a control, and a list of all that must be back afterwards."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import connection

CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")
CONSTRAINTS = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND conname LIKE %s"
TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname LIKE %s"
# Unique under a condition: an index, and no constraint of the database's.
INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname LIKE %s
       AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""
ALL = """
    SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'function ' || p.oid::regprocedure, md5(p.prosrc) FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.proname ~ '^(applications|bando)_'
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname, tgenabled::text || pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1
"""


def everything() -> list[tuple[str, str]]:
    """Every function of the queue, every constraint and every trigger, as the database has them.

    Without their casts: a database that was read from a dump writes those of a condition in other places than a migrated one.
    """
    return [(name, CASTS.sub("", definition)) for name, definition in _rows(ALL)]


@contextmanager
def taken_off(table: str, *names: str) -> Iterator[None]:
    """Run without the constraints and triggers of `table` whose names have one of `names` in them (one belt each).

    The table is emptied before they come back: what has happened without them need not hold with them.
    """
    with ExitStack() as belts:
        for name in names:
            belts.enter_context(_one_off(table, name))
        try:
            yield
        finally:
            _run(f'TRUNCATE "{table}" CASCADE')
            if table == "applications_arrival":
                _run("TRUNCATE bando_waitinglist")


@contextmanager
def _one_off(table: str, name: str) -> Iterator[None]:
    constraints, triggers = _rows(CONSTRAINTS, table, f"%{name}%"), _rows(TRIGGERS, table, f"%{name}%")
    indexes = _rows(INDEXES, table, f"%{name}%")
    belts = [*constraints, *triggers, *indexes]
    assert len(belts) == 1, f"{table} has no belt «{name}», or several: {belts}"
    for constraint, _definition in constraints:
        _run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{constraint}"')
    for (trigger,) in triggers:
        _run(f'ALTER TABLE "{table}" DISABLE TRIGGER "{trigger}"')
    for index, _definition in indexes:
        _run(f'DROP INDEX "{index}"')
    try:
        yield
    finally:
        for constraint, how in constraints:
            _run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{constraint}" {how}')
        for (trigger,) in triggers:
            _run(f'ALTER TABLE "{table}" ENABLE TRIGGER "{trigger}"')
        for _index, definition in indexes:
            _run(definition)


def _rows(sql: str, *values: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
