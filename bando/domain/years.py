"""Years counted back on the calendar."""

from datetime import date


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 28 February for the 29th where that year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
