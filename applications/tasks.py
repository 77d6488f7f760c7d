"""Background work on applications: receipts to be made, notices to be posted, integration terms that have run out."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from applications.operations import (
    accepting,
    letters,
    minuting,
    preparing,
    receipts,
    rejecting,
    reminding,
    reviewing,
    scanning,
    telling,
)
from applications.queries.arrivals import broken_chains
from applications.queries.waiting_lists import miscounted
from core.tasks import each, hurry_mail

log = logging.getLogger(__name__)


@shared_task
def sweep_receipts() -> int:
    """Make the receipts that wait, each by one worker; returns how many. What a killed worker leaves is taken up later."""
    return each(receipts.due(at=timezone.now()), lambda receipt_id: receipts.make(receipt_id=receipt_id, at=timezone.now()))


@shared_task
def make_form(form_id: int) -> None:
    """Make one form to sign; harmless when it is made already."""
    preparing.make(form_id=form_id, at=timezone.now())


@shared_task
def sweep_forms() -> int:
    """Make the forms that no task has made."""
    return each(preparing.due(at=timezone.now()), make_form)


@shared_task
def sweep_minutes() -> int:
    """Make the minutes of the sittings that have none yet; returns how many."""
    return each(minuting.due(at=timezone.now()), lambda sitting_id: minuting.make(sitting_id=sitting_id, at=timezone.now()))


@shared_task
def sweep_letters() -> int:
    """Make the letters of the grants that have none yet; returns how many."""
    return each(letters.due(at=timezone.now()), lambda letter_id: letters.make(letter_id=letter_id, at=timezone.now()))


@shared_task
def check_chains() -> int:
    """Log an error for every call whose chain of arrivals does not hold, and every waiting list miscounted; returns how many."""
    breaks = [*broken_chains(), *miscounted()]
    for sentence in breaks:
        log.error("chain: %s", sentence)
    return len(breaks)


@shared_task
def post_notices() -> int:
    """Make messages of the notices that have none yet, and ask for them to leave; returns how many messages."""
    posted = sum(telling.post_notice(notice_id=pk, at=timezone.now()) for pk in telling.due())
    if posted:
        hurry_mail()
    return posted


@shared_task
def sweep_quarantine() -> int:
    """Have the files judged that came while the antivirus was down."""
    return scanning.sweep(at=timezone.now())


@shared_task
def remind() -> int:
    """Remind firms of the terms that end soon."""
    return reminding.remind(at=timezone.now())


@shared_task
def expire_observations() -> int:
    """Give back to their desks the dossiers whose firm has let the term for observations pass."""
    return rejecting.expire_observations(at=timezone.now())


@shared_task
def expire_acceptances() -> int:
    """Take back the grants that nobody has accepted in time."""
    return accepting.expire_acceptances(at=timezone.now())


@shared_task
def expire_integrations() -> int:
    """Close the dossiers whose firm has not answered in time."""
    return reviewing.expire_integrations(at=timezone.now())


def hurry_form(form_id: int) -> None:
    """Ask for the form now; without a broker the sweep will find it."""
    try:
        make_form.apply_async([form_id], retry=False)
    except OperationalError:
        return


def hurry_minutes() -> None:
    """Ask for the minutes of what was just recorded now; without a broker the sweep will find them."""
    try:
        sweep_minutes.apply_async(retry=False)
    except OperationalError:
        return


def hurry_letters() -> None:
    """Ask for the letters of what was just granted now; without a broker the sweep will find them."""
    try:
        sweep_letters.apply_async(retry=False)
    except OperationalError:
        return


def hurry_notices() -> None:
    """Ask for the messages of what was just done now; without a broker the sweep will find it."""
    try:
        post_notices.apply_async(retry=False)
    except OperationalError:
        return
