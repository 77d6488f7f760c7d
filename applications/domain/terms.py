"""Peremptory terms in consecutive days: when the last moment to answer is."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
# How many days before the end of a term the firm is reminded of it.
DAYS_BEFORE = (1, 3)


def last_moment(told_at: datetime, days: int) -> datetime:
    """The last microsecond of the last day, in Rome: the day on which it was told is not counted (art. 2963 c.c.).

    `told_at` is aware; `days` are consecutive, holidays included.
    """
    return end_of_day(told_at.astimezone(ROME).date() + timedelta(days=days))


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Rome."""
    return datetime.combine(day, time.max, ROME)


def reminder_of(due_at: datetime, at: datetime) -> int:
    """Which reminder is due at `at`, by its days before: the nearest one to the end."""
    return min(days for days in DAYS_BEFORE if due_at - at <= timedelta(days=days))


@dataclass(frozen=True)
class Deadlines:
    """Until when a project spends, and by when its accounts are sent."""

    spend_until_on: date
    accounts_due_on: date

    def extended(self, spend_until_on: date) -> "Deadlines":
        """Spending until another day moves the accounts by as many days."""
        return Deadlines(spend_until_on, self.accounts_due_on + (spend_until_on - self.spend_until_on))
