"""The database's clock: the one clock that every web process shares, read where order matters."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

Clock = Callable[[], datetime]


def database_clock() -> datetime:
    """The instant now, with zone; not the transaction's start, which may lie before a lock was waited for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
        return instant
