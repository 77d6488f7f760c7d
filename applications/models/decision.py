"""Rankings as they are proposed and as acts approve them, and the grants that follow."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.enums import RankingOutcome
from applications.models.guards import signed_once
from core.figures import day
from core.models import MoneyField, append_only
from core.models.guards import takes_rows_until
from core.money import ZERO


class Ranking(models.Model):
    """A ranking (or the scrolling of one) with rows of its own: proposed by one person, approved by the act of another.

    `seed` is that of the lots, where they are drawn; `digest` the SHA-256 of the rows (`domain/ranking_rows.py`); `money` what
    each line had to give when they were proposed, in euro by primary key. Without act it is a proposal, which binds nobody.
    """

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="rankings", verbose_name=_("bando"))
    seed = models.CharField(_("seme del sorteggio"), max_length=200, blank=True)
    proposed_at = models.DateTimeField(_("proposta il"))
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposta da"))
    digest = models.CharField(_("impronta SHA-256"), max_length=64)
    money = models.JSONField(_("fondi all’atto della proposta"), default=dict)
    act = models.OneToOneField("bando.Act", models.PROTECT, null=True, related_name="ranking", verbose_name=_("atto"))
    approved_at = models.DateTimeField(_("approvata il"), null=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("approvata da"))

    class Meta:
        verbose_name = _("graduatoria")
        verbose_name_plural = _("graduatorie")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act=None, approved_at=None, approved_by=None)
                | Q(act__isnull=False, approved_at__isnull=False, approved_by__isnull=False),
                name="a_ranking_is_approved_by_an_act_and_a_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="who_proposes_a_ranking_does_not_sign_it"
            ),
        ]
        triggers = signed_once("a_ranking_is_signed_once", "act_id", "approved_at", "approved_by_id")

    def __str__(self) -> str:
        return f"{self.call.code}: {self.act or gettext('proposta del %(day)s') % {'day': day(self.proposed_at)}}"

    @property
    def is_approved(self) -> bool:
        """Whether an act has frozen it; before, it is a proposal."""
        return self.act_id is not None


class RankingEntry(models.Model):
    """One application in one ranking, with the figures that decided its place.

    `due` is the grant of its verdict, `grant` what the money allows: `grant = regional_share + chamber_share`, line by line in
    `parts` (euro by primary key of budget line). Who is not admitted has neither position nor score.
    """

    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="entries")
    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="ranking_entries")
    position = models.PositiveIntegerField(_("posizione"), null=True)
    score = models.DecimalField(_("punteggio"), max_digits=5, decimal_places=2, null=True)
    arrival_number = models.PositiveIntegerField(_("numero di arrivo"))
    outcome = models.CharField(_("esito"), max_length=15, choices=RankingOutcome)
    admitted_spend = MoneyField(_("spesa ammessa"))
    due = MoneyField(_("contributo spettante"))
    grant = MoneyField(_("contributo"))
    regional_share = MoneyField(_("quota regionale"))
    chamber_share = MoneyField(_("quota camerale"))
    parts = models.JSONField(_("parti per linea"), default=dict)

    class Meta:
        verbose_name = _("riga di graduatoria")
        verbose_name_plural = _("righe di graduatoria")
        ordering = ["ranking", F("position").asc(nulls_last=True), "arrival_number"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "position"], name="a_position_is_held_once_in_a_ranking"),
            models.UniqueConstraint(fields=["ranking", "application"], name="an_application_stands_once_in_a_ranking"),
            models.CheckConstraint(
                condition=Q(grant=F("regional_share") + F("chamber_share"), grant__lte=F("due")),
                name="what_is_financed_is_the_sum_of_its_two_shares",
            ),
            models.CheckConstraint(
                condition=Q(outcome=RankingOutcome.FINANCED, grant__gt=0)
                | Q(outcome__in=[each for each in RankingOutcome if each != RankingOutcome.FINANCED], grant=0),
                name="who_is_financed_gets_something_and_nobody_else",
            ),
            models.CheckConstraint(
                condition=Q(outcome=RankingOutcome.NOT_ADMITTED, position=None)
                | (~Q(outcome=RankingOutcome.NOT_ADMITTED) & Q(position__isnull=False, score__isnull=False)),
                name="who_is_admitted_has_a_position",
            ),
        ]
        triggers = [
            *append_only("a_ranking_entry_is_never_changed"),
            *takes_rows_until("a_signed_ranking_takes_no_more_rows", "applications_ranking", "ranking_id", "act_id"),
        ]

    def __str__(self) -> str:
        return f"{self.position or '–'}. {self.application}"

    @property
    def missing(self) -> Decimal:
        """What it is due and does not get for want of money, in euro."""
        wanting = self.outcome in {RankingOutcome.FINANCED, RankingOutcome.WAITING}
        return self.due - self.grant if wanting else ZERO


class Grant(models.Model):
    """The sum granted by act: `amount = regional_share + chamber_share`; COR from the aid register, CUP for invoices."""

    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="grant")
    act = models.ForeignKey("bando.Act", models.PROTECT, related_name="grants", verbose_name=_("atto"))
    amount = MoneyField(_("contributo concesso"))
    regional_share = MoneyField(_("quota regionale"))
    chamber_share = MoneyField(_("quota camerale"))
    cor = models.CharField(_("codice COR"), max_length=20, unique=True)
    cup = models.CharField(_("CUP"), max_length=15, unique=True)
    granted_at = models.DateTimeField(_("concesso il"))
    granted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=pgettext_lazy("persona", "da"))
    # The last moment to accept; None where the call asks nobody to.
    acceptance_due_at = models.DateTimeField(_("da accettare entro"), null=True)

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
            models.CheckConstraint(
                condition=Q(acceptance_due_at=None) | Q(acceptance_due_at__gt=F("granted_at")),
                name="a_grant_is_accepted_after_it_is_given",
            ),
            models.CheckConstraint(condition=Q(cor__regex=r"^[0-9]{5,10}$"), name="a_cor_has_five_to_ten_digits"),
            models.CheckConstraint(condition=Q(cup__regex=r"^[A-Z]\d{2}[A-Z]\d{11}$"), name="a_cup_has_its_fifteen_characters"),
        ]
        triggers = append_only("a_grant_is_never_changed")

    def __str__(self) -> str:
        return f"{self.application}: {self.amount}"
