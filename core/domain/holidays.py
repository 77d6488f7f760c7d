"""The national holidays of Italy (art. 2 L. 260/1949 as amended; L. 54/1977; L. 151/2025): a term does not end on one."""

from datetime import date, timedelta

from dateutil.easter import easter

FIXED = frozenset({(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)})
# Saint Francis' day is a holiday again from 2026 on (L. 151/2025).
SAINT_FRANCIS, SINCE = (10, 4), 2026
SUNDAY = 6


def is_holiday(day: date) -> bool:
    """Sundays and the feasts of the whole State; Saturdays and the saints of towns are not."""
    named = (day.month, day.day) in FIXED or ((day.month, day.day) == SAINT_FRANCIS and day.year >= SINCE)
    return named or day.weekday() == SUNDAY or day == easter(day.year) + timedelta(days=1)


def not_on_a_holiday(day: date) -> date:
    """The day itself, or the first one after it that is no holiday (art. 2963, third paragraph, c.c.)."""
    while is_holiday(day):
        day += timedelta(days=1)
    return day
