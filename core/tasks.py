"""Background work of core: the mail that waits."""

from celery import shared_task
from django.utils import timezone

from core.operations import mailing


@shared_task
def send_mail() -> int:
    """Send what is queued; returns how many left."""
    return sum(mailing.send(message_id=pk, at=timezone.now()) for pk in mailing.due(at=timezone.now()))
