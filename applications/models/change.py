"""What a firm asks to change after it has accepted its grant, and what the Chamber decides; never an amount."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.domain.workflow import CHANGE
from applications.enums import ChangeKind, ChangeState
from applications.models.desk_guards import nobody_in_conflict
from applications.models.guards import only_moves
from core.models import append_only, never_deleted, only_these_steps


class ChangeRequest(models.Model):
    """A variation (`text` says what changes) or an extension (`until_on`: the last day of spending that is asked for)."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="change_requests")
    kind = models.CharField(_("che cosa"), max_length=10, choices=ChangeKind)
    text = models.TextField(_("che cosa cambia"), blank=True)
    reason = models.TextField(_("perché"))
    until_on = models.DateField(_("spese fino al"), null=True)
    state = models.CharField(_("stato"), max_length=10, choices=ChangeState, default=ChangeState.ASKED)
    asked_at = models.DateTimeField(_("chiesta il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("richiesta di modifica")
        verbose_name_plural = _("richieste di modifica")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=ChangeKind.VARIATION, until_on=None) & ~Q(text=""))
                | Q(kind=ChangeKind.EXTENSION, until_on__isnull=False, text=""),
                name="a_variation_says_what_changes_and_an_extension_until_when",
            ),
            models.UniqueConstraint(
                fields=["application", "kind"], condition=Q(state=ChangeState.ASKED), name="one_change_of_a_kind_waits_at_a_time"
            ),
        ]
        triggers = [
            *only_these_steps(CHANGE),
            *never_deleted("a_request_for_a_change_is_never_deleted"),
            *only_moves("a_request_for_a_change_stays_as_it_was_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_kind_display()}"


class ChangeDecision(models.Model):
    """What the Chamber answered, and the days that an extension gives: read wherever those days are judged."""

    request = models.OneToOneField(ChangeRequest, models.PROTECT, related_name="decision")
    outcome = models.CharField(_("esito"), max_length=10, choices=ChangeState)
    reason = models.TextField(_("motivazione"))
    spend_until_on = models.DateField(_("spese fino al"), null=True)
    accounts_due_on = models.DateField(_("rendiconto entro il"), null=True)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("decisione su una richiesta di modifica")
        verbose_name_plural = _("decisioni su richieste di modifica")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=ChangeState.REFUSED, spend_until_on=None)
                | Q(outcome=ChangeState.GRANTED, spend_until_on__isnull=True)
                | Q(outcome=ChangeState.GRANTED, spend_until_on__isnull=False, accounts_due_on__isnull=False),
                name="a_change_is_granted_or_refused",
            ),
            models.CheckConstraint(
                condition=Q(spend_until_on=None, accounts_due_on=None) | Q(accounts_due_on__gte=models.F("spend_until_on")),
                name="accounts_follow_the_spending",
            ),
        ]
        triggers = [
            *append_only("a_decision_on_a_change_is_never_changed"),
            *nobody_in_conflict(application="(SELECT application_id FROM applications_changerequest WHERE id = NEW.request_id)"),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display()}"
