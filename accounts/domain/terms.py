"""Days that count for who acts: a day lasts until midnight in Rome, an invitation two weeks."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")
INVITATION_LASTS = timedelta(days=14)


def end_of(day: date) -> datetime:
    """The instant at which the day is over in Rome: the first one of the day after."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ROME)


def day_of(at: datetime) -> date:
    """The day that it is in Rome."""
    return at.astimezone(ROME).date()
