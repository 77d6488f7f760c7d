"""For which application a delegate was invited, where it is one only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.guards import of_the_same_firm
from core.models import append_only


class Mandate(models.Model):
    """The application that an invitation is for; whoever accepts it acts in this one and in no other of the firm."""

    invitation = models.OneToOneField("accounts.Invitation", models.PROTECT, related_name="mandate", verbose_name=_("invito"))
    application = models.ForeignKey(Application, models.PROTECT, related_name="mandates", verbose_name=_("domanda"))

    class Meta:
        verbose_name = _("delega per una domanda")
        verbose_name_plural = _("deleghe per una domanda")
        ordering = ["pk"]
        triggers = [
            *append_only("a_mandate_is_never_changed"),
            *of_the_same_firm("a_mandate_is_for_the_firm_that_invites"),
        ]

    def __str__(self) -> str:
        return f"{self.invitation.email}, {self.application}"
