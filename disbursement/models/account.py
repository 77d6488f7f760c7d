"""The firm's accounts: spending claimed, cuts, settlement, payout."""

import hashlib
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import nobody_in_conflict
from core.figures import euro
from core.models import MoneyField, append_only, never_deleted, only_these_steps
from core.money import ZERO
from disbursement.domain.workflow import ACCOUNT_WORKFLOW
from disbursement.enums import AccountState
from disbursement.models.guards import frozen_once_sent


class Account(models.Model):
    """The accounts (rendicontazione) of one application."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="account", verbose_name=_("domanda")
    )
    state = models.CharField(_("stato"), max_length=12, choices=AccountState, default=AccountState.DRAFT)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    report = models.TextField(_("relazione sul progetto"), blank=True)
    sales_started = models.BooleanField(_("vendite online avviate"), default=False)
    sales_url = models.URLField(_("dove si vende online"), max_length=300, blank=True)
    # Why they have not begun: the Chamber weighs it.
    sales_exception = models.TextField(_("perché le vendite non sono avviate"), blank=True)
    started_at = models.DateTimeField(_("iniziato il"))
    sent_at = models.DateTimeField(_("inviato il"), null=True)

    class Meta:
        verbose_name = _("rendiconto")
        verbose_name_plural = _("rendiconti")
        ordering = ["pk"]
        indexes = [models.Index(fields=["iban"], condition=~Q(iban=""), name="accounts_by_bank_account")]
        triggers = [*only_these_steps(ACCOUNT_WORKFLOW), *never_deleted("an_account_is_never_deleted")]

    def __str__(self) -> str:
        return gettext("rendiconto di %(application)s") % {"application": self.application}

    @property
    def described(self) -> str:
        """A mark of what is written of them so far: another one as soon as anybody has changed a word."""
        said = (self.iban, self.report, str(self.sales_started), self.sales_url, self.sales_exception)
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:16]

    @property
    def claimed(self) -> Decimal:
        """What the firm reports, net of VAT; prefetch `spendings` for lists."""
        return sum((spending.amount for spending in self.spendings.all()), ZERO)

    @property
    def admitted(self) -> Decimal:
        """What is left of it after the officer's cuts, never below zero; prefetch `spendings__cuts` for lists."""
        return max(sum((spending.admitted for spending in self.spendings.all()), ZERO), ZERO)


class Spending(models.Model):
    """What the firm claims of one invoice for one expense item: net of VAT, unless the call admits it."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="spendings", verbose_name=_("rendiconto"))
    invoice = models.ForeignKey("disbursement.Invoice", models.CASCADE, related_name="spendings", verbose_name=_("fattura"))
    line_number = models.PositiveIntegerField(_("riga"))
    description = models.CharField(_("descrizione"), max_length=1000)
    item = models.ForeignKey(
        "bando.ExpenseItem", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voce di spesa")
    )
    amount = MoneyField(_("importo al netto dell’IVA"))

    class Meta:
        verbose_name = _("spesa rendicontata")
        verbose_name_plural = _("spese rendicontate")
        ordering = ["invoice", "line_number"]
        constraints = [models.UniqueConstraint(fields=["invoice", "line_number"], name="a_line_of_an_invoice_is_claimed_once")]
        triggers = frozen_once_sent("spending_that_was_sent_is_never_changed")

    def __str__(self) -> str:
        return f"{self.description}: {euro(self.amount)}"

    @property
    def last_cut(self) -> "SpendingCut | None":
        """The cut that counts: the latest."""
        return max(self.cuts.all(), key=lambda cut: cut.pk, default=None)

    @property
    def admitted(self) -> Decimal:
        """What counts of this line: as claimed, or as the latest cut left it."""
        return self.last_cut.admitted if self.last_cut else self.amount


class SpendingCut(models.Model):
    """What the officer admits of one claimed line, and why."""

    spending = models.ForeignKey(Spending, models.PROTECT, related_name="cuts", verbose_name=_("spesa"))
    admitted = MoneyField(_("importo ammesso"))
    reason = models.TextField(_("motivo"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("taglio di spesa rendicontata")
        verbose_name_plural = _("tagli di spesa rendicontata")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(admitted__gte=0), name="a_final_cut_leaves_zero_or_more")]
        triggers = [
            *append_only("a_final_cut_is_never_changed"),
            *nobody_in_conflict(
                application="""(SELECT account.application_id FROM disbursement_account account
                    JOIN disbursement_spending spent ON spent.account_id = account.id WHERE spent.id = NEW.spending_id)"""
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spending}: {euro(self.admitted)}"


class Settlement(models.Model):
    """What the firm is due in the end: `final = regional + chamber`, `economia = granted - final` goes back to the pots."""

    account = models.OneToOneField(Account, models.PROTECT, related_name="settlement", verbose_name=_("rendiconto"))
    admitted_spend = MoneyField(_("spesa ammessa"))
    final_grant = MoneyField(_("contributo finale"))
    regional_share = MoneyField(_("quota regionale"))
    chamber_share = MoneyField(_("quota camerale"))
    economia = MoneyField(_("economia"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("liquidazione approvata")
        verbose_name_plural = _("liquidazioni approvate")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(final_grant=F("regional_share") + F("chamber_share")), name="a_final_grant_is_the_sum_of_its_shares"
            ),
            models.CheckConstraint(
                condition=Q(final_grant__gte=0, economia__gte=0), name="a_settlement_never_gives_more_than_granted"
            ),
        ]
        triggers = [
            *append_only("a_settlement_is_never_changed"),
            *nobody_in_conflict(application="(SELECT application_id FROM disbursement_account WHERE id = NEW.account_id)"),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {euro(self.final_grant)}"
