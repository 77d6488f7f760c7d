"""The firm's accounts: invoices read and checked, spending claimed, cuts, settlement."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import nobody_in_conflict
from core.figures import euro
from core.models import (
    SCAN_COLUMNS,
    MoneyField,
    TakenFile,
    append_only,
    never_deleted,
    only_these_steps,
    quarantine_index,
    scan_is_settled_once,
    scan_is_told,
)
from core.money import ZERO
from disbursement.domain.workflow import ACCOUNT_WORKFLOW
from disbursement.enums import AccountState, CheckOutcome
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
    def claimed(self) -> Decimal:
        """What the firm reports, net of VAT; prefetch `spendings` for lists."""
        return sum((spending.amount for spending in self.spendings.all()), ZERO)

    @property
    def admitted(self) -> Decimal:
        """What is left of it after the officer's cuts, never below zero; prefetch `spendings__cuts` for lists."""
        return max(sum((spending.admitted for spending in self.spendings.all()), ZERO), ZERO)


class Invoice(TakenFile):
    """One electronic invoice as read from its XML; amounts in euro, credit notes negative."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="invoices", verbose_name=_("rendiconto"))
    document_type = models.CharField(_("tipo documento"), max_length=4)
    number = models.CharField(_("numero"), max_length=20)
    issued_on = models.DateField(_("data"))
    supplier_vat = models.CharField(_("partita IVA del fornitore"), max_length=28)
    supplier_name = models.CharField(_("fornitore"), max_length=200)
    buyer_vat = models.CharField(_("partita IVA dell’acquirente"), max_length=28, blank=True)
    buyer_tax_code = models.CharField(_("codice fiscale dell’acquirente"), max_length=28, blank=True)
    cups = models.JSONField(_("CUP trovati"), default=list)
    net = MoneyField(_("imponibile"))
    vat = MoneyField(_("IVA"))
    total = MoneyField(_("totale"))
    uploaded_at = models.DateTimeField(_("caricata il"))
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("caricata da"))

    class Meta:
        verbose_name = _("fattura")
        verbose_name_plural = _("fatture")
        ordering = ["issued_on", "pk"]
        indexes = [
            models.Index(fields=["supplier_vat", "number", "issued_on"], name="invoices_by_identity"),
            quarantine_index("invoices_in_quarantine"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier_vat", "number", "issued_on", "document_type"], name="an_invoice_is_claimed_once_in_all_calls"
            ),
            *scan_is_told(
                "an_invoice_is_scanned_or_not", "an_invoice_set_aside_says_what_was_found", "a_scanned_invoice_says_when"
            ),
        ]
        triggers = [
            *frozen_once_sent("an_invoice_that_was_sent_is_never_changed", but_for=SCAN_COLUMNS),
            *scan_is_settled_once(),
        ]

    def __str__(self) -> str:
        return f"{self.supplier_name} n. {self.number}"


class InvoiceFinding(models.Model):
    """What one check answered about one invoice, when it was read."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="findings")
    code = models.CharField(_("controllo"), max_length=40)
    outcome = models.CharField(_("esito"), max_length=12, choices=CheckOutcome)
    explanation = models.TextField(_("spiegazione"))

    class Meta:
        verbose_name = _("esito di un controllo")
        verbose_name_plural = _("esiti dei controlli")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["invoice", "code"], name="a_check_answers_once_about_an_invoice")]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_outcome_display()}"


class Spending(models.Model):
    """What the firm claims of one invoice for one expense item, net of VAT, and the day it was paid."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="spendings", verbose_name=_("rendiconto"))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="spendings", verbose_name=_("fattura"))
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


class PaymentProof(TakenFile):
    """Proof that an invoice was paid by traceable means."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="payment_proofs", verbose_name=_("rendiconto"))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="payment_proofs", verbose_name=_("fattura"))
    paid_on = models.DateField(_("pagata il"))
    uploaded_at = models.DateTimeField(_("caricata il"))
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("caricata da"))

    class Meta:
        verbose_name = _("prova di pagamento")
        verbose_name_plural = _("prove di pagamento")
        ordering = ["pk"]
        indexes = [quarantine_index("payment_proofs_in_quarantine")]
        constraints = scan_is_told(
            "a_payment_proof_is_scanned_or_not",
            "a_payment_proof_set_aside_says_what_was_found",
            "a_scanned_payment_proof_says_when",
        )
        triggers = [
            *frozen_once_sent("a_payment_proof_that_was_sent_is_never_changed", but_for=SCAN_COLUMNS),
            *scan_is_settled_once(),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.paid_on:%d/%m/%Y}"


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
