"""What the firm has confirmed, word for word."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.models import MoneyField, append_only


class Snapshot(models.Model):
    """The whole application as the firm confirmed it: canonical JSON, its digest, and the leaf that the chain of arrivals holds.

    `version` is of the content, `call_version` of the call. `salt` keeps anybody from guessing the content of a published leaf
    (`domain/chain.py`). `grant` is the contribution that it asks for, in euro.
    """

    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="snapshots", verbose_name=_("domanda")
    )
    version = models.PositiveIntegerField(_("versione"))
    call_version = models.PositiveSmallIntegerField(_("versione del bando"))
    content = models.TextField(_("contenuto"))
    digest = models.CharField(_("impronta del contenuto"), max_length=64)
    salt = models.CharField(_("sale"), max_length=64)
    leaf = models.CharField(_("foglia della catena"), max_length=64)
    grant = MoneyField(_("contributo richiesto"))
    at = models.DateTimeField(_("confermata il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("confermata da"))

    class Meta:
        verbose_name = _("contenuto confermato")
        verbose_name_plural = _("contenuti confermati")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "digest"], name="the_same_content_is_confirmed_once"),
            models.CheckConstraint(condition=Q(grant__gte=0), name="a_grant_asked_for_is_not_negative"),
        ]
        triggers = append_only("a_confirmed_content_is_never_changed")

    def __str__(self) -> str:
        return _now("%(application)s, versione %(version)s") % {"application": self.application, "version": self.version}
