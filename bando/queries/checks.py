"""How the last look at the books came out, and whether they are looked at as often as they should."""

from datetime import datetime, timedelta

from bando.models import Call, LedgerCheck

# Checked every hour, and every minute while a call is open: past this the schedule has stopped.
OVERDUE = timedelta(hours=3)


def last_check() -> LedgerCheck | None:
    """The newest row, if the books were ever checked."""
    return LedgerCheck.objects.order_by("-pk").first()


def books_agree(at: datetime) -> bool | None:
    """Whether the last check found nothing and is not too old; None before the first. One row is read."""
    last = last_check()
    return None if last is None else last.agrees and at - last.at <= OVERDUE


def is_a_call_open(at: datetime) -> bool:
    """Whether any call, rehearsals among them, is between its opening and its closing."""
    return Call.objects.filter(published_at__lte=at, opens_at__lte=at, closes_at__gt=at).exists()
