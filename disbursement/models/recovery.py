"""What is taken back of a grant that was paid: notice, observations, decision by act, instalments, sums that came in."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import nobody_in_conflict
from core.figures import day, euro
from core.models import MoneyField, RateField, append_only
from disbursement.models.order import IBAN_FORM
from disbursement.models.recovery_guards import (
    add_up_to_the_recovery,
    comes_before_it_is_used,
    decided_once_heard,
    no_more_than_is_due,
    no_more_than_was_noticed,
    no_more_than_was_paid,
    observed_in_time,
    reversed_from_the_last,
)


class InterestRate(models.Model):
    """The yearly rate that sums to be given back bear from a day on, with its act and its day-count (365: ACT/365)."""

    from_on = models.DateField(_("dal"), unique=True)
    rate = RateField(_("saggio annuo"))
    year_days = models.PositiveSmallIntegerField(_("giorni dell’anno"), default=365)
    source = models.CharField(_("fonte"), max_length=120)

    class Meta:
        verbose_name = _("saggio di interesse")
        verbose_name_plural = _("saggi di interesse")
        ordering = ["-from_on"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=1), name="an_interest_is_a_share"),
            models.CheckConstraint(condition=Q(year_days__in=(360, 365)), name="a_year_of_interest_has_360_or_365_days"),
            models.CheckConstraint(condition=~Q(source=""), name="an_interest_names_its_act"),
        ]
        triggers = [
            *append_only("a_rate_of_interest_is_never_changed"),
            *comes_before_it_is_used("a_rate_comes_before_what_was_counted_without_it"),
        ]

    def __str__(self) -> str:
        return gettext("dal %(day)s") % {"day": day(self.from_on)}


class RevocationNotice(models.Model):
    """The firm is told that its paid grant is to be taken back, whole or in part, and why; its days for observations run."""

    payout = models.ForeignKey(
        "disbursement.Payout", models.PROTECT, related_name="revocation_notices", verbose_name=_("pagamento")
    )
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="revocation_notices", verbose_name=_("domanda")
    )
    amount = MoneyField(_("somma da restituire"))
    reason = models.TextField(_("motivi"))
    noticed_at = models.DateTimeField(_("comunicato il"))
    due_at = models.DateTimeField(_("osservazioni entro il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("avvio di revoca di un contributo pagato")
        verbose_name_plural = _("revoche di contributi pagati")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(reason=""), name="a_revocation_is_of_something_for_a_reason"),
            models.CheckConstraint(condition=Q(due_at__gt=F("noticed_at")), name="a_firm_has_time_to_observe"),
        ]
        triggers = [
            *append_only("a_notice_of_revocation_is_never_changed"),
            *nobody_in_conflict(),
            *no_more_than_was_paid("no_more_is_taken_back_than_was_paid"),
        ]

    def __str__(self) -> str:
        return gettext("revoca per %(application)s") % {"application": self.application}


class RevocationObservation(models.Model):
    """What the firm answers, within its term."""

    notice = models.OneToOneField(RevocationNotice, models.PROTECT, related_name="observation")
    text = models.TextField(_("osservazioni"))
    observed_at = models.DateTimeField(_("presentate il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("osservazione a una revoca")
        verbose_name_plural = _("osservazioni alle revoche")
        ordering = ["pk"]
        triggers = [
            *append_only("an_observation_to_a_revocation_is_never_changed"),
            *observed_in_time("a_revocation_is_observed_within_its_term"),
        ]

    def __str__(self) -> str:
        return str(self.notice)


class RevocationDismissal(models.Model):
    """Nothing is taken back after all, and why."""

    notice = models.OneToOneField(RevocationNotice, models.PROTECT, related_name="dismissal")
    reason = models.TextField(_("motivo"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("archiviazione di una revoca")
        verbose_name_plural = _("archiviazioni delle revoche")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_dismissal_says_why")]
        triggers = [
            *append_only("a_dismissal_is_never_changed"),
            *decided_once_heard("a_dismissal_waits_until_the_firm_was_heard", "disbursement_recovery"),
        ]

    def __str__(self) -> str:
        return str(self.notice)


class ReturnAccount(models.Model):
    """Where firms give sums back to a Chamber: an account, instructions (how to have a notice of pagoPA), or both.

    The latest counts. It need not be the account that the Chamber pays from: what comes in is often collected apart.
    """

    chamber = models.ForeignKey("registry.Chamber", models.PROTECT, related_name="return_accounts", verbose_name=_("Camera"))
    holder = models.CharField(_("intestatario"), max_length=70, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    instructions = models.TextField(_("istruzioni"), blank=True)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("conto per le restituzioni")
        verbose_name_plural = _("conti per le restituzioni")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(iban__regex=IBAN_FORM) & ~Q(holder="")) | (Q(iban="", holder="") & ~Q(instructions="")),
                name="a_firm_is_told_where_to_give_back",
            ),
        ]
        triggers = append_only("where_to_give_back_is_never_changed")

    def __str__(self) -> str:
        return f"{self.holder}, {self.iban}" if self.iban else self.instructions[:60]


class Recovery(models.Model):
    """What a firm gives back by act: `amount` is capital, which bears interest from `interest_from_on`, the day it was paid.

    `pay_by_on`: the last day for it, where no instalments are agreed; None in those decided before the portal asked for it.
    """

    notice = models.OneToOneField(RevocationNotice, models.PROTECT, related_name="recovery", verbose_name=_("avvio di revoca"))
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="recoveries", verbose_name=_("domanda")
    )
    act = models.OneToOneField("bando.Act", models.PROTECT, related_name="recovery", verbose_name=_("atto"))
    amount = MoneyField(_("capitale da restituire"))
    interest_from_on = models.DateField(_("interessi dal"))
    pay_by_on = models.DateField(_("da restituire entro il"), null=True)
    at = models.DateTimeField(_("deciso il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("deciso da"))

    class Meta:
        verbose_name = _("recupero")
        verbose_name_plural = _("recuperi")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_recovery_is_of_something"),
            models.CheckConstraint(
                condition=Q(pay_by_on=None) | Q(pay_by_on__gt=F("interest_from_on")), name="a_firm_has_time_to_give_back"
            ),
        ]
        triggers = [
            *append_only("a_recovery_is_never_changed"),
            *decided_once_heard("a_recovery_is_decided_once_the_firm_was_heard", "disbursement_revocationdismissal"),
            *no_more_than_was_noticed("a_recovery_is_no_more_than_was_noticed"),
            *nobody_in_conflict(),
        ]

    def __str__(self) -> str:
        return gettext("recupero di %(amount)s da %(application)s") % {
            "amount": euro(self.amount),
            "application": self.application,
        }


class Instalment(models.Model):
    """A part of the capital that may be given back by a day; the parts of a recovery add up to it to the cent."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField(_("rata"))
    due_on = models.DateField(_("entro il"))
    amount = MoneyField(_("capitale"))

    class Meta:
        verbose_name = _("rata di un recupero")
        verbose_name_plural = _("rate dei recuperi")
        ordering = ["recovery", "number"]
        constraints = [
            models.UniqueConstraint(fields=["recovery", "number"], name="an_instalment_has_one_number"),
            models.CheckConstraint(condition=Q(amount__gt=0, number__gte=1), name="an_instalment_is_of_something"),
        ]
        triggers = [
            *append_only("an_instalment_is_never_changed"),
            *add_up_to_the_recovery("the_instalments_of_a_recovery_add_up_to_it"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {euro(self.amount)}"


class RecoveryReceipt(models.Model):
    """A sum that came in: `amount = interest + capital`. Capital goes back to the ledger, interest is not the grant's money.

    One recorded wrongly is undone by a row of the opposite amounts that names it and says why, the latest first.
    """

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="receipts", verbose_name=_("recupero"))
    received_on = models.DateField(_("data valuta"))
    reference = models.CharField(_("riferimento"), max_length=60)
    amount = MoneyField(_("importo"))
    interest = MoneyField(_("di cui interessi"))
    capital = MoneyField(_("di cui capitale"))
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("storna"))
    reason = models.TextField(_("motivo dello storno"), blank=True)
    at = models.DateTimeField(_("registrato il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("somma recuperata")
        verbose_name_plural = _("somme recuperate")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("interest") + F("capital"))
                & (
                    Q(reverses=None, reason="", amount__gt=0, interest__gte=0, capital__gte=0)
                    | (Q(reverses__isnull=False, amount__lt=0, interest__lte=0, capital__lte=0) & ~Q(reason=""))
                ),
                name="what_comes_back_is_interest_and_capital",
            ),
        ]
        triggers = [
            *append_only("what_came_back_is_never_changed"),
            *no_more_than_is_due("no_more_comes_back_than_is_due"),
            *reversed_from_the_last("what_came_back_is_undone_from_the_last"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {euro(self.amount)}"
