"""Background work of `bando`: the look at the books, every hour and, while a call is open, every minute."""

import logging

from celery import shared_task
from django.utils import timezone

from bando.operations import checking
from bando.queries.checks import is_a_call_open

log = logging.getLogger(__name__)


@shared_task
def check_ledger() -> int:
    """Keep what the books say, and log an error for every line or fund that does not add up; returns how many."""
    check = checking.check_books(at=timezone.now())
    for sentence in check.differences:
        log.error("ledger: %s", sentence)
    return len(check.differences)


@shared_task
def watch_ledger() -> int:
    """The same, if a call is open now."""
    return check_ledger() if is_a_call_open(timezone.now()) else 0
