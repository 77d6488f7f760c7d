"""Background work of `bando`: the hourly look at the books."""

import logging

from celery import shared_task

from bando.queries.balance import differences

log = logging.getLogger(__name__)


@shared_task
def check_ledger() -> int:
    """Log an error for every line or fund that does not add up; returns how many."""
    found = list(differences())
    for sentence in found:
        log.error("ledger: %s", sentence)
    return len(found)
