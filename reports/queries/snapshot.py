"""One state of the database for all that a report reads, and the wait until that state holds all of its instant."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction

# Who came in before the instant has begun to write by then.
BEGUN = timedelta(seconds=1)
SETTLED = """
    SELECT clock_timestamp() >= %(begun)s
       AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                      AND backend_xid IS NOT NULL AND xact_start <= %(begun)s)
"""

# What PostgreSQL calls a statement that took longer than it may.
CANCELED = "57014"


class TooLong(Exception):
    """The database had no answer within the time that it was given."""


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All statements inside see what was committed before the first of them, and can write nothing.

    Inside a transaction that is open already, whoever has opened it answers for what is seen.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def each_within(seconds: float) -> Iterator[None]:
    """No statement inside takes longer, whatever it waits for. Raises TooLong; afterwards statements have the time of before."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            [before] = cursor.fetchone()
            cursor.execute("SET LOCAL statement_timeout = %s", [max(1, int(seconds * 1000))])
            yield
            # Where this is a part of a transaction, the rest of it has its own time.
            cursor.execute("SET LOCAL statement_timeout = %s", [before])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != CANCELED:
            raise
        raise TooLong from error


def is_settled(instant: datetime) -> bool:
    """Whether everybody who was writing at `instant` has ended, so that what they wrote as of then is seen by all.

    An event carries the instant at which its request came in and is seen only when its transaction ends: a report computed
    in between would leave it out for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"begun": instant + BEGUN})
        return bool(cursor.fetchone()[0])
