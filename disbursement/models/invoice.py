"""The papers of the accounts: invoices read and checked, proofs that they were paid, for which of them."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractYear, Upper
from django.utils.translation import gettext_lazy as _

from core.figures import euro
from core.models import (
    SCAN_COLUMNS,
    MoneyField,
    TakenFile,
    quarantine_index,
    scan_is_settled_once,
    scan_is_told,
)
from disbursement.domain.invoice import CREDIT_NOTES, FOREIGN
from disbursement.enums import CheckOutcome, PaymentMeans
from disbursement.models.guards import covers_what_was_paid, frozen_once_sent

TRACEABLE = [means.value for means in PaymentMeans if means != PaymentMeans.CASH]


class Invoice(TakenFile):
    """One invoice, as read from its XML or typed from a foreign paper; amounts in euro, credit notes negative.

    `sha256` is of the file as it came, `content_sha256` of the document inside its envelopes: one document may be signed twice.
    `to_pay`: what the supplier is to receive, after withholding and without split VAT. `refers_to`: numbers of earlier invoices.
    """

    account = models.ForeignKey("disbursement.Account", models.PROTECT, related_name="invoices", verbose_name=_("rendiconto"))
    document_type = models.CharField(_("tipo documento"), max_length=4)
    number = models.CharField(_("numero"), max_length=20)
    issued_on = models.DateField(_("data"))
    # Country and number; of a foreign supplier without one, country and name.
    supplier_vat = models.CharField(_("partita IVA del fornitore"), max_length=30)
    supplier_name = models.CharField(_("fornitore"), max_length=200)
    buyer_vat = models.CharField(_("partita IVA dell’acquirente"), max_length=28, blank=True)
    buyer_tax_code = models.CharField(_("codice fiscale dell’acquirente"), max_length=28, blank=True)
    cups = models.JSONField(_("CUP trovati"), default=list)
    net = MoneyField(_("imponibile"))
    vat = MoneyField(_("IVA"))
    total = MoneyField(_("totale"))
    to_pay = MoneyField(_("da pagare al fornitore"), default=0)
    currency = models.CharField(_("valuta"), max_length=3, default="EUR")
    # What a typed invoice says in its own currency.
    foreign_total = MoneyField(_("totale in valuta"), null=True)
    content_sha256 = models.CharField(_("impronta SHA-256 del documento"), max_length=64, default="")
    position = models.PositiveIntegerField(_("posto nel file"), default=1)
    refers_to = models.JSONField(_("fatture collegate"), default=list)
    credits = models.ForeignKey(
        "self", models.SET_NULL, null=True, related_name="credit_notes", verbose_name=_("fattura che riduce")
    )
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
            # A credit note may have the number of its invoice (its total is below zero), a corrected one another total.
            models.UniqueConstraint(
                F("supplier_vat"),
                Upper("number"),
                ExtractYear("issued_on"),
                F("total"),
                name="an_invoice_is_claimed_once_in_all_calls",
            ),
            models.UniqueConstraint(
                fields=["content_sha256", "position"],
                condition=~Q(content_sha256=""),
                name="a_document_is_claimed_once_in_all_calls",
            ),
            models.CheckConstraint(
                condition=Q(credits=None) | Q(document_type__in=sorted(CREDIT_NOTES)),
                name="only_a_credit_note_takes_from_an_invoice",
            ),
            models.CheckConstraint(condition=Q(to_pay__gte=0), name="a_supplier_is_never_paid_below_zero"),
            models.CheckConstraint(
                condition=Q(foreign_total=None) | Q(document_type=FOREIGN), name="only_a_typed_invoice_says_another_total"
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

    @property
    def is_typed(self) -> bool:
        """Typed by the firm from a paper: the Chamber compares it."""
        return self.document_type == FOREIGN

    @property
    def is_credit_note(self) -> bool:
        return self.document_type in CREDIT_NOTES

    @property
    def taken(self) -> Decimal:
        """What a credit note takes from the spend, without its sign."""
        return Decimal(abs(self.net))


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


class PaymentProof(TakenFile):
    """Proof of one payment by traceable means: what left the account, to whom, when; its parts say for which invoices."""

    account = models.ForeignKey(
        "disbursement.Account", models.PROTECT, related_name="payment_proofs", verbose_name=_("rendiconto")
    )
    paid_on = models.DateField(_("pagata il"))
    amount = MoneyField(_("importo pagato"))
    payee = models.CharField(_("a chi"), max_length=200, blank=True)
    means = models.CharField(_("con che mezzo"), max_length=12, choices=PaymentMeans, default=PaymentMeans.TRANSFER)
    uploaded_at = models.DateTimeField(_("caricata il"))
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("caricata da"))

    class Meta:
        verbose_name = _("prova di pagamento")
        verbose_name_plural = _("prove di pagamento")
        ordering = ["pk"]
        indexes = [quarantine_index("payment_proofs_in_quarantine")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_payment_proof_proves_something"),
            models.CheckConstraint(condition=Q(means__in=TRACEABLE), name="a_payment_is_made_by_traceable_means"),
            *scan_is_told(
                "a_payment_proof_is_scanned_or_not",
                "a_payment_proof_set_aside_says_what_was_found",
                "a_scanned_payment_proof_says_when",
            ),
        ]
        triggers = [
            *frozen_once_sent("a_payment_proof_that_was_sent_is_never_changed", but_for=SCAN_COLUMNS),
            *scan_is_settled_once(),
        ]

    def __str__(self) -> str:
        return f"{euro(self.amount)}, {self.paid_on:%d/%m/%Y}"


class ProvedPart(models.Model):
    """What of a payment is for one invoice: a payment may be for several, an invoice be paid by several."""

    proof = models.ForeignKey(PaymentProof, models.CASCADE, related_name="parts", verbose_name=_("prova di pagamento"))
    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="proved_parts", verbose_name=_("fattura"))
    amount = MoneyField(_("importo"))

    class Meta:
        verbose_name = _("fattura pagata")
        verbose_name_plural = _("fatture pagate")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "invoice"], name="a_payment_names_an_invoice_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_part_of_a_payment_is_above_zero"),
        ]
        triggers = [
            *frozen_once_sent(
                "a_part_of_a_sent_payment_is_never_changed",
                account="(SELECT account_id FROM disbursement_paymentproof WHERE id = {row}.proof_id)",
            ),
            *covers_what_was_paid("a_payment_covers_no_more_than_was_paid"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {euro(self.amount)}"


class SalesProof(TakenFile):
    """A screenshot that shows that online sales have begun."""

    account = models.ForeignKey("disbursement.Account", models.PROTECT, related_name="sales_proofs", verbose_name=_("rendiconto"))
    uploaded_at = models.DateTimeField(_("caricata il"))
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("caricata da"))

    class Meta:
        verbose_name = _("prova delle vendite online")
        verbose_name_plural = _("prove delle vendite online")
        ordering = ["pk"]
        indexes = [quarantine_index("sales_proofs_in_quarantine")]
        constraints = scan_is_told(
            "a_sales_proof_is_scanned_or_not", "a_sales_proof_set_aside_says_what_was_found", "a_scanned_sales_proof_says_when"
        )
        triggers = [
            *frozen_once_sent("a_sales_proof_that_was_sent_is_never_changed", but_for=SCAN_COLUMNS),
            *scan_is_settled_once(),
        ]
