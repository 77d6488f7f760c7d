"""Whose name the published list does not say (D.Lgs. 33/2013, art. 26 c. 4)."""

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import append_only
from reports.models.guards import of_a_person_only


class Omission(models.Model):
    """A word on one grant: its person is not named in the published list, because the grant tells of health or hardship.

    The latest word counts: `hidden` false names the person again.
    """

    grant = models.ForeignKey("applications.Grant", models.PROTECT, related_name="omissions", verbose_name=_("concessione"))
    hidden = models.BooleanField(_("dati omessi"))
    reason = models.CharField(_("motivo"), max_length=250)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("omissione dall’elenco pubblicato")
        verbose_name_plural = _("omissioni dall’elenco pubblicato")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="an_omission_says_why")]
        triggers = [*append_only("an_omission_is_never_changed"), *of_a_person_only("only_persons_are_left_unnamed")]

    def __str__(self) -> str:
        return capfirst(gettext("dati omessi") if self.hidden else gettext("dati pubblicati"))
