"""A place in a function of the database where those who race wait for each other: what a control shows owes nothing to luck.

Without the belt everybody comes there, however slow the machine. With the belt on nobody else can come: the first one gives up
after a minute, says so, and opens the place to the others, so that a control which does not need its belt away is red soon.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Looks at the database, a hundredth of a second apart at the least.
PATIENCE = 6_000
CAME = "(SELECT last_value FROM meeting)"
EVERYBODY = 1_000_000


def until(condition: str) -> str:
    """Statements of PL/pgSQL that wait until `condition` holds, whoever has made it so by a commit or by coming."""
    return f"""
        FOR looked IN 1..{PATIENCE} LOOP
            EXIT WHEN {condition};
            IF looked = {PATIENCE} THEN PERFORM setval('meeting', {EVERYBODY}); RAISE EXCEPTION 'nobody else came'; END IF;
            PERFORM pg_sleep(0.01);
        END LOOP;
    """


def all_of(count: int) -> str:
    """Statements of PL/pgSQL at which everybody waits until `count` have come."""
    return f"PERFORM nextval('meeting'); {until(f'{CAME} >= {count}')}"


def wait_until(condition: str) -> None:
    """The same wait for whoever is outside the function."""
    _run(f"DO $$ BEGIN {until(condition)} END $$")


@contextmanager
def meeting_place() -> Iterator[None]:
    """Count who comes. By a sequence: it is seen at once by all, not only when somebody commits."""
    _run("CREATE SEQUENCE meeting MINVALUE 0; SELECT setval('meeting', 0)")
    try:
        yield
    finally:
        _run("DROP SEQUENCE meeting")


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
