"""Queues messages with the facts they speak of, and hands the queued ones to the mail server."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F

from core.models import Channel, OutgoingMessage
from core.models.outbox import SECRET

MAX_ATTEMPTS = 12
LONGEST = 10  # after this many attempts the pause grows no more: 2**10 minutes are 17 hours


def enqueue(
    *,
    key: str,
    recipient: str,
    subject: str,
    body: str,
    at: datetime,
    channel: Channel = Channel.ORDINARY,
    secret: str = "",
) -> None:
    """Queue one e-mail; the same `key` again changes nothing. `secret` takes the place of SECRET in the body as it leaves."""
    text = {"subject": subject[:200], "body": body, "secret": secret}
    message = OutgoingMessage(key=key, recipient=recipient, channel=channel, queued_at=at, next_at=at, **text)
    # One statement, ON CONFLICT DO NOTHING: some of these are written while a queue of firms waits.
    OutgoingMessage.objects.bulk_create([message], ignore_conflicts=True)


def due(*, at: datetime) -> list[int]:
    """Primary keys of the messages to be sent at `at`, oldest first; certified ones wait until there is a server for them."""
    waiting = OutgoingMessage.objects.filter(sent_at=None, attempts__lt=MAX_ATTEMPTS, next_at__lte=at)
    if not settings.PORTAL_PEC_EMAIL_HOST:
        waiting = waiting.exclude(channel=Channel.CERTIFIED)
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
        _letter(message).send()
    except OSError as error:
        OutgoingMessage.objects.filter(pk=message_id).update(last_error=str(error)[:500])
        return False
    OutgoingMessage.objects.filter(pk=message_id).update(sent_at=at, last_error="", secret="")
    return True


def _letter(message: OutgoingMessage) -> EmailMessage:
    """The e-mail with the way it leaves by: what goes to a certified address never takes the ordinary one."""
    if message.channel == Channel.ORDINARY:
        return EmailMessage(message.subject, message.body.replace(SECRET, message.secret), None, [message.recipient])
    server = get_connection(
        host=settings.PORTAL_PEC_EMAIL_HOST,
        port=settings.PORTAL_PEC_EMAIL_PORT,
        username=settings.PORTAL_PEC_EMAIL_USER,
        password=settings.PORTAL_PEC_EMAIL_PASSWORD,
        use_ssl=settings.PORTAL_PEC_EMAIL_USE_SSL,
        use_tls=settings.PORTAL_PEC_EMAIL_USE_TLS,
    )
    return EmailMessage(message.subject, message.body, settings.PORTAL_PEC_FROM_EMAIL, [message.recipient], connection=server)


def _pause(attempts: int) -> timedelta:
    """Two minutes at first (longer than a mail server can keep a worker), then doubling."""
    return timedelta(minutes=2 ** min(attempts + 1, LONGEST))
