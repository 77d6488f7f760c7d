"""The regional money as it comes in: reports sent as evidence, tranches, their shares to the Chambers."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.figures import euro
from core.models import MoneyField, append_only, never_deleted, only_these_steps
from disbursement.domain.workflow import TRANCHE_WORKFLOW
from disbursement.enums import EvidenceKind, TrancheState


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


class Tranche(models.Model):
    """One part of a fund asked of the Region. A negative balance is money to give back."""

    rule = models.OneToOneField("bando.TrancheRule", models.PROTECT, related_name="tranche", verbose_name=_("quota prevista"))
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="tranches", verbose_name=_("rapporto"))
    state = models.CharField(_("stato"), max_length=12, choices=TrancheState, default=TrancheState.REQUESTED)
    amount = MoneyField(_("importo"))
    requested_at = models.DateTimeField(_("richiesta il"))
    requested_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("richiesta da"))
    received_on = models.DateField(_("incassata il"), null=True)
    receipt_reference = models.CharField(_("riferimento dell’incasso"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("quota regionale")
        verbose_name_plural = _("quote regionali")
        ordering = ["pk"]
        triggers = [*only_these_steps(TRANCHE_WORKFLOW), *never_deleted("a_tranche_is_never_deleted")]

    def __str__(self) -> str:
        return str(self.rule)


class TrancheShare(models.Model):
    """What one Chamber gets of one tranche; the shares add up to the tranche to the cent."""

    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="shares")
    pot = models.ForeignKey("bando.Pot", models.PROTECT, related_name="tranche_shares", verbose_name=_("Camera"))
    amount = MoneyField(_("importo"))
    passed_on_at = models.DateTimeField(_("trasferita il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("quota trasferita a una Camera")
        verbose_name_plural = _("quote trasferite alle Camere")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["tranche", "pot"], name="a_chamber_has_one_share_of_a_tranche")]
        triggers = append_only("a_tranche_share_is_never_changed")

    def __str__(self) -> str:
        return f"{self.pot}: {euro(self.amount)}"
