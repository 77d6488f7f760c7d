"""How time is cut so that a line of it can be read: minutes of a first hour, hours, days, months; nothing is left out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


class Step(StrEnum):
    """One piece of time, as PostgreSQL calls it."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"

    @property
    def shape(self) -> str:
        """How its beginning is written."""
        return {
            Step.MINUTE: "%d/%m/%Y %H:%M", Step.HOUR: "%d/%m/%Y ore %H", Step.DAY: "%d/%m/%Y", Step.MONTH: "%m/%Y",
        }[self]  # fmt: skip


# The longest time that is told in such pieces.
LONGEST = {Step.MINUTE: timedelta(hours=2), Step.HOUR: timedelta(days=4), Step.DAY: timedelta(days=120)}


def step_for(first: datetime, last: datetime) -> Step:
    """The finest in which the time between two instants can still be read."""
    return next((step for step, longest in LONGEST.items() if last - first <= longest), Step.MONTH)


def cut(first: datetime, last: datetime, step: Step) -> Iterator[datetime]:
    """The beginning of every piece between two instants, in Rome's time; hours that the clock shows twice are told once."""
    at, end = _begun(first, step), last.astimezone(ROME).replace(tzinfo=None)
    while at <= end:
        yield at.replace(tzinfo=ROME)
        at = _next(at, step)


def _begun(instant: datetime, step: Step) -> datetime:
    at = instant.astimezone(ROME).replace(tzinfo=None, second=0, microsecond=0, fold=0)
    if step is Step.MINUTE:
        return at
    at = at.replace(minute=0)
    if step is Step.HOUR:
        return at
    return at.replace(hour=0, day=1) if step is Step.MONTH else at.replace(hour=0)


def _next(at: datetime, step: Step) -> datetime:
    if step is Step.MONTH:
        return (at.replace(day=28) + timedelta(days=4)).replace(day=1)
    return at + {Step.MINUTE: timedelta(minutes=1), Step.HOUR: timedelta(hours=1), Step.DAY: timedelta(days=1)}[step]
