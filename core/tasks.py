"""Background work of core: the mail that waits."""

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.operations import mailing


@shared_task
def send_mail() -> int:
    """Send what is queued; returns how many left."""
    return sum(mailing.send(message_id=pk, at=timezone.now()) for pk in mailing.due(at=timezone.now()))


def hurry_mail() -> None:
    """Ask for the mail to leave now; without a broker the sweep will find it."""
    try:
        send_mail.apply_async(retry=False)
    except OperationalError:
        return
