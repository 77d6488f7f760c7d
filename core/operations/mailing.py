"""Queues messages with the facts they speak of, and hands the queued ones to the mail server."""

from datetime import datetime

from django.core.mail import send_mail
from django.db.models import F

from core.models import OutgoingMessage

MAX_ATTEMPTS = 12


def enqueue(*, key: str, recipient: str, subject: str, body: str, at: datetime) -> None:
    """Queue one e-mail; the same `key` again changes nothing."""
    defaults = {"recipient": recipient, "subject": subject[:200], "body": body, "queued_at": at}
    OutgoingMessage.objects.get_or_create(key=key, defaults=defaults)


def due() -> list[int]:
    """Primary keys of the messages that wait to be sent, oldest first."""
    waiting = OutgoingMessage.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:200])


def send(*, message_id: int, at: datetime) -> bool:
    """Send one message unless somebody has taken it; an error is kept on the row and the next sweep tries again.

    The attempt is taken before the server is spoken to, without a lock held meanwhile: at worst a worker killed in
    between leaves a message to be sent a second time, never one that is lost.
    """
    message = OutgoingMessage.objects.get(pk=message_id)
    taken = OutgoingMessage.objects.filter(pk=message_id, sent_at=None, attempts=message.attempts)
    if not taken.update(attempts=F("attempts") + 1):
        return False
    try:
        send_mail(message.subject, message.body, None, [message.recipient])
    except OSError as error:
        OutgoingMessage.objects.filter(pk=message_id).update(last_error=str(error)[:500])
        return False
    OutgoingMessage.objects.filter(pk=message_id).update(sent_at=at, last_error="")
    return True
