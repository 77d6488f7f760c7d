"""Background work on accounts and payments: files that wait for the antivirus, files for the bank, minutes of draws."""

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.tasks import each
from disbursement.operations import banking, certifying, reminding, sampling, scanning


@shared_task
def sweep_quarantine() -> int:
    """Have the files of accounts judged that came while the antivirus was down."""
    return scanning.sweep(at=timezone.now())


@shared_task
def sweep_bank_files() -> int:
    """Make the files of the adopted orders that have none yet; returns how many."""
    return each(banking.due(at=timezone.now()), lambda order_id: banking.make(order_id=order_id, at=timezone.now()))


@shared_task
def sweep_certificates() -> int:
    """Issue the certificates of the year that is over, and make those that have no file yet; returns how many."""
    certifying.sweep(at=timezone.now())
    return each(certifying.due(at=timezone.now()), lambda key: certifying.make(certificate_id=key, at=timezone.now()))


@shared_task
def sweep_sample_minutes() -> int:
    """Make the minutes of the draws that have none yet; returns how many."""
    return each(sampling.due(at=timezone.now()), lambda sample_id: sampling.make(sample_id=sample_id, at=timezone.now()))


@shared_task
def remind() -> int:
    """Remind firms of the instalments that they owe."""
    return reminding.remind(at=timezone.now())


def hurry_sample_minutes() -> None:
    """Ask for the minutes of what was just drawn now; without a broker the sweep will find them."""
    try:
        sweep_sample_minutes.apply_async(retry=False)
    except OperationalError:
        return


def hurry_certificates() -> None:
    """Ask for the certificate that is tried again now; without a broker the sweep will find it."""
    try:
        sweep_certificates.apply_async(retry=False)
    except OperationalError:
        return


def hurry_bank_files() -> None:
    """Ask for the file of what was just adopted now; without a broker the sweep will find it."""
    try:
        sweep_bank_files.apply_async(retry=False)
    except OperationalError:
        return
