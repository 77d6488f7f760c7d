"""What happened, who did it, when: rows without foreign keys, so that they outlive whatever they speak of."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.guards import append_only


class Happening(models.Model):
    """The part that every record of the past shares: instant (with zone), person, thing."""

    at = models.DateTimeField(_("quando"))
    by_id = models.BigIntegerField(_("utente"), null=True)
    by_label = models.CharField(_("chi"), max_length=254)
    subject_type = models.CharField(_("tipo"), max_length=80)
    subject_id = models.BigIntegerField(_("oggetto"))

    class Meta:
        abstract = True


class AuditEvent(Happening):
    """One write of one operation. `data` holds what a reader needs to understand it: never secrets, never whole files."""

    action = models.CharField(_("azione"), max_length=80)
    data = models.JSONField(_("dettagli"), default=dict)

    class Meta:
        verbose_name = _("evento")
        verbose_name_plural = _("registro degli eventi")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="audit_by_subject")]
        triggers = append_only("an_event_is_never_changed")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.subject_type} {self.subject_id}"


class Transition(Happening):
    """One step of one life: which move, from which state to which. The state at any past instant is read from here."""

    move = models.CharField(_("passo"), max_length=40)
    source = models.CharField(_("da"), max_length=40)
    target = models.CharField(_("a"), max_length=40)
    reason = models.TextField(_("motivo"), blank=True)

    class Meta:
        verbose_name = _("passaggio di stato")
        verbose_name_plural = _("passaggi di stato")
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "at"], name="transition_by_subject")]
        triggers = append_only("a_transition_is_never_changed")

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}: {self.source} → {self.target}"
