"""Queues messages with the facts they speak of, and hands the queued ones to the mail server."""

from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db.models import F

from core.models import OutgoingMessage

MAX_ATTEMPTS = 12
LONGEST = 10  # after this many attempts the pause grows no more: 2**10 minutes are 17 hours


def enqueue(*, key: str, recipient: str, subject: str, body: str, at: datetime) -> None:
    """Queue one e-mail; the same `key` again changes nothing."""
    message = OutgoingMessage(key=key, recipient=recipient, subject=subject[:200], body=body, queued_at=at, next_at=at)
    # One statement, ON CONFLICT DO NOTHING: some of these are written while a queue of firms waits.
    OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)


def due(*, at: datetime) -> list[int]:
    """Primary keys of the messages to be sent at `at`, oldest first."""
    waiting = OutgoingMessage.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS, next_at__lte=at)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:200])


def send(*, message_id: int, at: datetime) -> bool:
    """Send one message unless somebody has taken it; an error is kept on the row and a later sweep tries again.

    The message is taken before the server is spoken to, without a lock held meanwhile: at worst a worker killed in
    between leaves a message to be sent a second time, never one that is lost.
    """
    message = OutgoingMessage.objects.get(pk=message_id)
    free = OutgoingMessage.objects.filter(pk=message_id, sent_at=None, attempts=message.attempts, next_at__lte=at)
    if not free.update(attempts=F("attempts") + 1, next_at=at + _pause(message.attempts)):
        return False
    try:
        send_mail(message.subject, message.body, None, [message.recipient])
    except OSError as error:
        OutgoingMessage.objects.filter(pk=message_id).update(last_error=str(error)[:500])
        return False
    OutgoingMessage.objects.filter(pk=message_id).update(sent_at=at, last_error="")
    return True


def _pause(attempts: int) -> timedelta:
    """Two minutes at first (longer than a mail server can keep a worker), then doubling."""
    return timedelta(minutes=2 ** min(attempts + 1, LONGEST))
