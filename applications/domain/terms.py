"""Peremptory terms in consecutive days: when the last moment to answer is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain.holidays import not_on_a_holiday

ROME = ZoneInfo("Europe/Rome")
# How many days before the end of a term the firm is reminded of it.
DAYS_BEFORE = (1, 3)
# What reached the portal by the end of a term may still be on its way through it: sweeps come so much later.
GRACE = timedelta(minutes=5)
# Within so many days of the act an aid stands in the State's register (art. 9 DM 115/2017).
REGISTER_DAYS = 20
# How many days before the end of that term those who answer for it are reminded; and once it is over (0).
REGISTER_DAYS_BEFORE = (1, 5)


def last_moment(told_at: datetime, days: int) -> datetime:
    """The last microsecond of the last day, in Rome: the day on which it was told is not counted (art. 2963 c.c.).

    `told_at` is aware; `days` are consecutive, holidays included, but for the last: a term that would end on a holiday ends
    with the first day after it that is none.
    """
    return end_of_day(not_on_a_holiday(told_at.astimezone(ROME).date() + timedelta(days=days)))


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Rome."""
    return datetime.combine(day, time.max, ROME)


def register_due(financed_on: date) -> datetime:
    """The last moment in which an aid that an act of this day has financed comes into the State's register in time."""
    return end_of_day(not_on_a_holiday(financed_on + timedelta(days=REGISTER_DAYS)))


def register_reminder(due_at: datetime, at: datetime) -> int | None:
    """Which reminder of the register's term is due at `at`: by its days before, 0 once the term is over, None too early."""
    if at > due_at:
        return 0
    return min((days for days in REGISTER_DAYS_BEFORE if due_at - at <= timedelta(days=days)), default=None)


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


@dataclass(frozen=True)
class Pause:
    """The procedure's term stands still from `since` until what was asked came, or until the firm's own term ended."""

    since: datetime
    due_at: datetime
    came_at: datetime | None = None

    def length(self, at: datetime) -> timedelta:
        """How long it has lasted at `at`; not longer than the firm's own term."""
        return max((self.came_at or min(self.due_at, at)) - self.since, timedelta(0))

    def lasts(self, at: datetime) -> bool:
        """Whether the term stands still at `at`."""
        return self.came_at is None and self.since <= at <= self.due_at


@dataclass(frozen=True)
class ProcedureTerm:
    """By when the procedure ends, with the time that it stood still added; `suspended` while it stands still."""

    due_at: datetime
    paused: timedelta
    suspended: bool


def procedure_term(begins_at: datetime, days: int, pauses: Iterable[Pause], at: datetime) -> ProcedureTerm:
    """The end of the day `days` days after it begins, and as much later as it stood still (art. 2 c. 7 L. 241/1990)."""
    stood = list(pauses)
    paused = sum((pause.length(at) for pause in stood), timedelta(0))
    due_at = end_of_day((begins_at.astimezone(UTC) + timedelta(days=days) + paused).astimezone(ROME).date())
    return ProcedureTerm(due_at, paused, any(pause.lasts(at) for pause in stood))
