"""When what did not come out is tried again: each wait twice as long as the one before it, up to some hours."""

from datetime import datetime, timedelta

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)
# After so many doublings every wait is the longest.
ENOUGH = 10


def next_try(attempts: int, tried_at: datetime | None) -> datetime | None:
    """When the next attempt falls due after so many, the last of them at `tried_at`; nothing: at once."""
    if tried_at is None:
        return None
    return tried_at + min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), ENOUGH), LONGEST_WAIT)


def is_time(attempts: int, tried_at: datetime | None, at: datetime) -> bool:
    """Whether it is tried again at `at`."""
    due = next_try(attempts, tried_at)
    return due is None or at >= due
