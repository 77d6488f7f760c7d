"""Messages waiting to leave: written with the fact they speak of, sent later by a worker, kept afterwards."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from core.models.guards import never_deleted

# Stands in a text for the secret of its message.
SECRET = "{segreto}"  # noqa: S105


class Channel(models.TextChoices):
    """By which server a message leaves: the portal's own, or the one of its certified mailbox (PEC)."""

    ORDINARY = "ordinary", _("posta elettronica")
    CERTIFIED = "certified", _("PEC")


class OutgoingMessage(models.Model):
    """One e-mail. Queued until `sent_at`; `key` makes the same event post one message, whatever is retried.

    Nobody touches it before `next_at`: a worker that takes it moves that instant on, so that no other sends it meanwhile
    and a server that refuses is asked again later and later.
    """

    key = models.CharField(_("chiave"), max_length=200, unique=True)
    channel = models.CharField(_("canale"), max_length=10, choices=Channel, default=Channel.ORDINARY)
    recipient = models.EmailField(_("destinatario"))
    subject = models.CharField(_("oggetto"), max_length=200)
    body = models.TextField(_("testo"))
    # What opens a door (the key of an invitation): put where SECRET stands in the text, and forgotten once it has left.
    secret = models.CharField(_("chiave da inserire"), max_length=100, blank=True)
    queued_at = models.DateTimeField(_("accodato"))
    next_at = models.DateTimeField(_("non prima di"))
    sent_at = models.DateTimeField(_("inviato"), null=True)
    attempts = models.PositiveSmallIntegerField(_("tentativi"), default=0)
    last_error = models.TextField(_("ultimo errore"), blank=True)

    class Meta:
        verbose_name = _("messaggio in uscita")
        verbose_name_plural = _("messaggi in uscita")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["next_at"], name="messages_to_send", condition=models.Q(sent_at=None)),
            # What is searched is what has left; a message that waits, written while firms queue, costs nothing more.
            GinIndex(
                OpClass(Upper("recipient"), name="gin_trgm_ops"),
                OpClass(Upper("subject"), name="gin_trgm_ops"),
                condition=models.Q(sent_at__isnull=False),
                name="messages_by_parts",
            ),
            models.Index(Lower("recipient"), name="messages_sent_to", condition=models.Q(sent_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="a_message_leaves_by_a_known_channel"),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | models.Q(secret=""), name="a_message_that_was_sent_keeps_no_secret"
            ),
        ]
        triggers = never_deleted("a_message_is_never_deleted")

    def __str__(self) -> str:
        return f"{self.recipient}: {self.subject}"
