"""Background work on accounts: files that wait for the antivirus."""

from celery import shared_task
from django.utils import timezone

from disbursement.operations import scanning


@shared_task
def sweep_quarantine() -> int:
    """Have the files of accounts judged that came while the antivirus was down."""
    return scanning.sweep(at=timezone.now())
