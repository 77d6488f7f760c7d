"""The second belt of what was recorded: the role that serves the portal has no right in the database to change it.

The owner of the tables migrates; web server and workers connect as a lesser role. On each table that role may read, insert,
update and delete, less what the table's own triggers refuse to everybody (`core.models.append_only`, `never_deleted`). It may
empty no table, alter none, and take no trigger away.
"""

from collections.abc import Iterator

import pgtrigger
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg2 import sql

GIVEN = ("SELECT", "INSERT", "UPDATE", "DELETE")
NEVER = ("TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN")


def allowed(model: type[Model]) -> tuple[str, ...]:
    """What the lesser role may do with the rows of a model: all that no trigger of the model refuses to everybody."""
    refused = {word for trigger in getattr(model._meta, "triggers", []) for word in _refused_by(trigger)}
    return tuple(privilege for privilege in GIVEN if privilege not in refused)


def _refused_by(trigger: pgtrigger.Trigger) -> list[str]:
    # Exactly this kind: those that are made of it (`ReadOnly`) look at what changes.
    if type(trigger) is not pgtrigger.Protect or trigger.condition is not None:
        return []
    return [privilege for privilege in str(trigger.operation).split(" OR ") if privilege in GIVEN]


def grant_to(role: str, password: str) -> None:
    """Give `role` these privileges and no others; make it first, with that password, where there is none.

    What it had before on a table is taken in the same transaction, so that whoever works meanwhile sees no gap.
    """
    with connection.cursor() as cursor:
        _make(cursor, role, password)
        for statement in _statements(set(connection.introspection.table_names(cursor))):
            cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


def _make(cursor: CursorWrapper, role: str, password: str) -> None:
    if _is_there(cursor, role):
        return
    try:
        with transaction.atomic():
            made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password or None))
            cursor.execute(made)
    except DatabaseError:
        if not _is_there(cursor, role):  # else another database of the same server has just made it
            raise


def _is_there(cursor: CursorWrapper, role: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    return cursor.fetchone() is not None


def _statements(tables: set[str]) -> Iterator[str]:
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield "GRANT USAGE ON SCHEMA public TO {role}"
    yield "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}"
    yield "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    for table, privileges in _by_table():
        if table in tables:
            yield f'GRANT {", ".join(privileges)} ON "{table}" TO {{role}}'


def _by_table() -> Iterator[tuple[str, tuple[str, ...]]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model._meta.db_table, allowed(model)


def excess(role: str) -> Iterator[str]:
    """«table: PRIVILEGE» for each thing that `role`, however it came by it, may do and should not."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table, privileges in _by_table():
            for privilege in (*(each for each in GIVEN if each not in privileges), *NEVER):
                if table in tables and _may(cursor, role, table, privilege):
                    yield f"{table}: {privilege}"


def _may(cursor: CursorWrapper, role: str, table: str, privilege: str) -> bool:
    cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, f'"{table}"', privilege])
    return bool(cursor.fetchone()[0])
