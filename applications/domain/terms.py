"""Peremptory terms in consecutive days: when the last moment to answer is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def integration_due(requested_at: datetime, days: int) -> datetime:
    """The last microsecond of the last day, in Rome: the day of the request is not counted (art. 2963 c.c.).

    `requested_at` is aware; `days` are consecutive, holidays included.
    """
    last_day = requested_at.astimezone(ROME).date() + timedelta(days=days)
    return datetime.combine(last_day, time.max, ROME)
