"""Firms that hang together with a firm, and the states that a firm has been in."""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from core.models import MoneyField, RateField, append_only
from registry.enums import LegalForm, Tie
from registry.models.firm import Firm, InALine
from registry.models.guards import with_a_new_version


class Relative(models.Model):
    """A partner or linked firm (Annex I Reg. (EU) 651/2014), with its own figures of the last closed year."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="relatives", verbose_name=_("impresa"))
    name = models.CharField(_("denominazione"), max_length=200)
    # ISO 3166, two letters; a tax code is told for Italian firms only.
    country = models.CharField(_("paese"), max_length=2, default="IT")
    tax_code = models.CharField(_("codice fiscale"), max_length=16, blank=True)
    tie = models.CharField(_("legame"), max_length=10, choices=Tie)
    share = RateField(_("quota di capitale o di voti"))
    staff = models.PositiveIntegerField(_("occupati (ULA)"))
    turnover = MoneyField(_("fatturato"))
    balance_sheet = MoneyField(_("totale di bilancio"))

    class Meta:
        verbose_name = _("impresa associata o collegata")
        verbose_name_plural = _("imprese associate e collegate")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(tie__in=Tie.values), name="a_tie_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="a_share_lies_between_nothing_and_the_whole"),
            models.CheckConstraint(
                condition=Q(tie=Tie.LINKED) | Q(share__gte=Decimal("0.25"), share__lte=Decimal("0.5")),
                name="a_partner_holds_between_a_quarter_and_a_half",
            ),
            models.CheckConstraint(condition=Q(turnover__gte=0, balance_sheet__gte=0), name="a_relative_has_no_negative_figures"),
            models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="a_country_has_two_letters"),
            models.CheckConstraint(
                condition=~Q(country="IT") | Q(tax_code__regex=r"^(\d{11}|[A-Z0-9]{16})$"),
                name="an_italian_relative_is_known_by_its_tax_code",
            ),
            models.UniqueConstraint(fields=["firm", "tax_code"], condition=~Q(tax_code=""), name="a_relative_is_named_once"),
        ]
        triggers = with_a_new_version("relatives_change_with_a_version_of_the_firm")

    def __str__(self) -> str:
        return f"{self.name} ({self.get_tie_display()})"


class FirmVersion(InALine, models.Model):
    """A firm as it was from `since_at` until its next version, with its relatives; written by a trigger, never changed."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="versions", verbose_name=_("impresa"))
    number = models.PositiveIntegerField(_("versione"))
    since_at = models.DateTimeField(_("dal"))
    name = models.CharField(_("denominazione"), max_length=200)
    tax_code = models.CharField(_("codice fiscale"), max_length=16)
    vat_number = models.CharField(_("partita IVA"), max_length=11)
    legal_form = models.CharField(_("forma giuridica"), max_length=20, choices=LegalForm)
    representative_name = models.CharField(_("legale rappresentante"), max_length=120)
    representative_tax_code = models.CharField(_("codice fiscale del legale rappresentante"), max_length=16)
    certified_email = models.EmailField(_("PEC"))
    address = models.CharField(_("indirizzo della sede legale"), max_length=200)
    municipality = models.CharField(_("comune"), max_length=80)
    province = models.ForeignKey("registry.Province", models.PROTECT, related_name="+", verbose_name=_("provincia"))
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    autonomous = models.BooleanField(_("impresa autonoma"), null=True)
    relatives = models.JSONField(_("imprese associate e collegate"), default=list)

    class Meta:
        verbose_name = _("versione dei dati di un’impresa")
        verbose_name_plural = _("versioni dei dati delle imprese")
        ordering = ["firm", "number"]
        constraints = [models.UniqueConstraint(fields=["firm", "number"], name="a_version_of_a_firm_has_one_number")]
        # By what two firms may have in common.
        indexes = [
            models.Index(fields=["representative_tax_code"], name="versions_by_representative"),
            models.Index(Upper("municipality"), Upper("address"), name="versions_by_address"),
            models.Index(fields=["iban"], condition=~Q(iban=""), name="versions_by_account"),
            models.Index(fields=["tax_code"], name="versions_by_tax_code"),
            # A part of a name is found by the trigrams of the name in capitals, as `icontains` asks for it. Firms change seldom
            # and are searched often: what is new goes where it belongs at once.
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), fastupdate=False, name="versions_by_parts_of_the_name"),
            GinIndex(fields=["relatives"], opclasses=["jsonb_path_ops"], name="versions_by_relatives"),
        ]
        triggers = append_only("a_version_of_a_firm_is_never_changed")

    def __str__(self) -> str:
        return self.name

    def data(self) -> dict[str, Any]:
        """All of it as plain values: what an application keeps as its own."""
        columns = (
            "name", "tax_code", "vat_number", "legal_form", "representative_name", "representative_tax_code", "certified_email",
            "address", "municipality", "iban", "autonomous", "relatives",
        )  # fmt: skip
        return {"version": self.number, "province": self.province_id} | {name: getattr(self, name) for name in columns}
