"""The regional money as it comes in: reports sent as evidence, tranches, what came of them, their shares to the Chambers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.figures import day, euro
from core.models import MoneyField, append_only, never_deleted, only_these_steps
from disbursement.domain.workflow import TRANCHE_WORKFLOW
from disbursement.enums import EvidenceKind, TrancheState
from disbursement.models.regional_guards import (
    adds_up_to_its_tranche,
    frozen_once_requested,
    negative_by_reversal_only,
    requested_by_act_approved_by_protocol,
    reversed_by_its_opposite,
    stands_once,
)


class Evidence(models.Model):
    """A report sent to the Region: which one, its state of affairs (`as_of_at`), the digest of its data and file."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="evidence", verbose_name=_("bando"))
    kind = models.CharField(_("rapporto"), max_length=12, choices=EvidenceKind)
    as_of_at = models.DateTimeField(_("alla data"))
    data_sha256 = models.CharField(_("impronta dei dati"), max_length=64)
    file_sha256 = models.CharField(_("impronta del file"), max_length=64)
    protocol = models.CharField(_("protocollo di invio"), max_length=60)
    regional_cost = MoneyField(_("costo regionale finale"), null=True)
    sent_at = models.DateTimeField(_("inviato il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("rapporto inviato a Regione")
        verbose_name_plural = _("rapporti inviati a Regione")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="interim", regional_cost=None) | Q(kind="final", regional_cost__isnull=False),
                name="a_final_report_states_the_regional_cost",
            ),
        ]
        triggers = append_only("evidence_is_never_changed")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.call.code}, {self.protocol}"


class EvidenceApproval(models.Model):
    """The Region has approved a report: from then on it opens its tranche."""

    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="approval", verbose_name=_("rapporto"))
    protocol = models.CharField(_("protocollo di Regione"), max_length=60)
    approved_on = models.DateField(_("approvato il"))
    at = models.DateTimeField(_("registrato il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("approvazione di un rapporto")
        verbose_name_plural = _("approvazioni dei rapporti")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(protocol=""), name="an_approval_has_its_protocol")]
        triggers = append_only("an_approval_is_never_changed")

    def __str__(self) -> str:
        return f"{self.protocol}, {day(self.approved_on)}"


class Tranche(models.Model):
    """One part of a fund as it is asked of the Region, from the proposal on. A negative balance is money to give back.

    `amount` and `evidence` are a proposal's until an act requests it; what comes in and goes on are rows of their own.
    """

    rule = models.OneToOneField("bando.TrancheRule", models.PROTECT, related_name="tranche", verbose_name=_("quota prevista"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="tranches", verbose_name=_("rapporto"))
    state = models.CharField(_("stato"), max_length=12, choices=TrancheState, default=TrancheState.PROPOSED)
    amount = MoneyField(_("importo"))
    proposed_at = models.DateTimeField(_("proposta il"))
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposta da"))
    request = models.ForeignKey(
        "bando.Act", models.PROTECT, null=True, related_name="tranches", verbose_name=_("atto di richiesta")
    )
    requested_at = models.DateTimeField(_("richiesta il"), null=True)
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("richiesta da"))
    approval_protocol = models.CharField(_("protocollo dell’approvazione"), max_length=60, blank=True)
    approved_on = models.DateField(_("approvata da Regione il"), null=True)

    class Meta:
        verbose_name = _("quota regionale")
        verbose_name_plural = _("quote regionali")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(requested_by=None) | ~Q(requested_by=F("proposed_by")),
                name="who_proposes_a_tranche_does_not_request_it",
            ),
        ]
        triggers = [
            *only_these_steps(TRANCHE_WORKFLOW),
            *never_deleted("a_tranche_is_never_deleted"),
            *frozen_once_requested("what_was_requested_is_what_was_proposed"),
            *requested_by_act_approved_by_protocol("a_tranche_is_requested_and_approved_in_writing"),
        ]

    def __str__(self) -> str:
        return str(self.rule)

    @property
    def receipt(self) -> "TrancheReceipt | None":
        """The receipt that stands, if the money is there; prefetch `receipts` for lists."""
        rows = list(self.receipts.all())
        gone = {row.reverses_id for row in rows}
        return next((row for row in rows if row.reverses_id is None and row.pk not in gone), None)


class Reversible(models.Model):
    """A row that is never edited: what was recorded wrongly is undone by its opposite, which says why."""

    amount = MoneyField(_("importo"))
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal", verbose_name=_("storna"))
    reason = models.TextField(_("motivo dello storno"), blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, reason="") | (Q(reverses__isnull=False) & ~Q(reason="")),
                name="a_reversed_%(class)s_says_why",
            ),
        ]


class TrancheReceipt(Reversible):
    """The money of a tranche came in (of a negative one: went back), with its value date; or a receipt is undone."""

    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="receipts", verbose_name=_("quota regionale"))
    received_on = models.DateField(_("data valuta"))
    reference = models.CharField(_("riferimento dell’incasso"), max_length=60)
    at = models.DateTimeField(_("registrato il"))

    class Meta(Reversible.Meta):
        verbose_name = _("incasso di una quota")
        verbose_name_plural = _("incassi delle quote")
        ordering = ["pk"]
        triggers = [
            *append_only("a_receipt_of_a_tranche_is_never_changed"),
            *reversed_by_its_opposite("a_receipt_is_reversed_by_its_opposite", "disbursement_tranchereceipt", "tranche_id"),
            *stands_once("a_tranche_comes_in_once", "disbursement_tranchereceipt", "tranche_id"),
            *adds_up_to_its_tranche("what_comes_in_is_the_tranche", "disbursement_tranchereceipt"),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {euro(self.amount)}"


class TrancheShare(Reversible):
    """What one Chamber gets of one tranche (gives back, if negative); those that stand add up to the tranche to the cent."""

    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="shares")
    pot = models.ForeignKey("bando.Pot", models.PROTECT, related_name="tranche_shares", verbose_name=_("Camera"))
    passed_on_at = models.DateTimeField(_("trasferita il"))

    class Meta(Reversible.Meta):
        verbose_name = _("quota trasferita a una Camera")
        verbose_name_plural = _("quote trasferite alle Camere")
        ordering = ["pk"]
        triggers = [
            *append_only("a_tranche_share_is_never_changed"),
            *reversed_by_its_opposite("a_share_is_reversed_by_its_opposite", "disbursement_trancheshare", "tranche_id", "pot_id"),
            *stands_once("a_chamber_has_one_share_of_a_tranche", "disbursement_trancheshare", "tranche_id", "pot_id"),
            *adds_up_to_its_tranche("the_shares_of_a_tranche_add_up_to_it", "disbursement_trancheshare"),
            *negative_by_reversal_only("only_a_reversal_leaves_a_chamber_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.pot}: {euro(self.amount)}"
