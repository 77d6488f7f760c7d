"""What the firm is told: one row a fact, written in the fact's transaction; e-mails and lists are made from it later."""

from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from applications.enums import NoticeKind
from applications.models.guards import written_once
from core.models import append_only, never_deleted


class Notice(models.Model):
    """One thing that everybody who acts for the firm is told. `data` holds plain values for the words, never the words.

    The same `reference` makes the same fact tell once, whatever is retried. The defaults are the database's too: a
    notice may be written by plain SQL.
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="notices", verbose_name=_("domanda"))
    kind = models.CharField(_("che cosa"), max_length=40, choices=NoticeKind)
    reference = models.CharField(_("riferimento"), max_length=120, blank=True, default="", db_default="")
    data = models.JSONField(_("dati"), default=dict, db_default=Value({}, models.JSONField()), blank=True)
    at = models.DateTimeField(_("quando"))
    mailed_at = models.DateTimeField(_("messaggi accodati il"), null=True)

    class Meta:
        verbose_name = _("comunicazione")
        verbose_name_plural = _("comunicazioni")
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="notices_to_mail", condition=Q(mailed_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "reference"], name="a_fact_is_told_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="a_notice_is_of_a_known_kind"),
        ]
        triggers = [
            *never_deleted("a_notice_is_never_deleted"),
            *written_once("a_notice_changes_only_when_it_is_mailed", "mailed_at"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"


class NoticeReading(models.Model):
    """That a person has read a notice: one row each, never taken back."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="readings", verbose_name=_("comunicazione"))
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("utente"))
    at = models.DateTimeField(_("letta il"))

    class Meta:
        verbose_name = _("lettura di una comunicazione")
        verbose_name_plural = _("letture delle comunicazioni")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "notice"], name="a_person_reads_a_notice_once")]
        triggers = append_only("a_reading_is_never_changed")

    def __str__(self) -> str:
        return f"{self.user}: {self.notice}"
