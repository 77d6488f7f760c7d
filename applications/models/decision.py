"""Rankings approved by act, and the grants that follow."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.enums import RankingOutcome
from core.models import MoneyField, append_only


class Ranking(models.Model):
    """A ranking (or its scrolling after a refinancing) as one act approved it."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="rankings", verbose_name=_("bando"))
    act = models.OneToOneField("bando.Act", models.PROTECT, related_name="ranking", verbose_name=_("atto"))
    approved_at = models.DateTimeField(_("approvata il"))
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("approvata da"))

    class Meta:
        verbose_name = _("graduatoria")
        verbose_name_plural = _("graduatorie")
        ordering = ["pk"]
        triggers = append_only("a_ranking_is_never_changed")

    def __str__(self) -> str:
        return f"{self.call.code}: {self.act}"


class RankingEntry(models.Model):
    """One application in one ranking, with the figures that decided its place."""

    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="entries")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="ranking_entries")
    position = models.PositiveIntegerField(_("posizione"))
    score = models.DecimalField(_("punteggio"), max_digits=5, decimal_places=2)
    arrival_number = models.PositiveIntegerField(_("numero di arrivo"))
    outcome = models.CharField(_("esito"), max_length=15, choices=RankingOutcome)
    admitted_spend = MoneyField(_("spesa ammessa"))
    grant = MoneyField(_("contributo"))

    class Meta:
        verbose_name = _("riga di graduatoria")
        verbose_name_plural = _("righe di graduatoria")
        ordering = ["ranking", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "position"], name="a_position_is_held_once_in_a_ranking"),
            models.UniqueConstraint(fields=["ranking", "application"], name="an_application_stands_once_in_a_ranking"),
        ]
        triggers = append_only("a_ranking_entry_is_never_changed")

    def __str__(self) -> str:
        return f"{self.position}. {self.application}"


class Grant(models.Model):
    """The sum granted by act: `amount = regional_share + chamber_share`; COR from the aid register, CUP for invoices."""

    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="grant")
    act = models.ForeignKey("bando.Act", models.PROTECT, related_name="grants", verbose_name=_("atto"))
    amount = MoneyField(_("contributo concesso"))
    regional_share = MoneyField(_("quota regionale"))
    chamber_share = MoneyField(_("quota camerale"))
    cor = models.CharField(_("codice COR"), max_length=20)
    cup = models.CharField(_("CUP"), max_length=15, unique=True)
    granted_at = models.DateTimeField(_("concesso il"))
    granted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("persona", "da"))

    class Meta:
        verbose_name = _("concessione")
        verbose_name_plural = _("concessioni")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("regional_share") + F("chamber_share")), name="a_grant_is_the_sum_of_its_two_shares"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, regional_share__gte=0, chamber_share__gte=0), name="a_grant_gives_something"
            ),
            models.CheckConstraint(condition=Q(cup__regex=r"^[A-Z]\d{2}[A-Z]\d{11}$"), name="a_cup_has_its_fifteen_characters"),
        ]
        triggers = append_only("a_grant_is_never_changed")

    def __str__(self) -> str:
        return f"{self.application}: {self.amount}"
