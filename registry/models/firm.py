"""Firms and who represents them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.enums import LegalForm
from registry.models.guards import every_state_is_kept, kept_as_it_was


class InALine:
    """How a firm, as it is or as it was, is told in a line."""

    municipality: Any
    province_id: Any
    iban: Any

    @property
    def seat(self) -> str:
        """Where its registered office is."""
        return f"{self.municipality} ({self.province_id})"

    @property
    def masked_iban(self) -> str:
        """The account number as a list may show it: country and last four characters."""
        return f"{self.iban[:2]} •••• {self.iban[-4:]}" if self.iban else ""


class Firm(InALine, models.Model):
    """An undertaking, known by its tax code. Its figures for a call are declared in the application, not here.

    The row is the firm as it is now; every state that it was in stays as a `FirmVersion`, written by the database itself.
    """

    tax_code = models.CharField(_("codice fiscale"), max_length=16, unique=True)
    vat_number = models.CharField(_("partita IVA"), max_length=11, unique=True)
    name = models.CharField(_("denominazione"), max_length=200)
    legal_form = models.CharField(_("forma giuridica"), max_length=20, choices=LegalForm, default=LegalForm.COMPANY)
    representative_name = models.CharField(_("legale rappresentante"), max_length=120)
    representative_tax_code = models.CharField(_("codice fiscale del legale rappresentante"), max_length=16)
    certified_email = models.EmailField(_("PEC"))
    address = models.CharField(_("indirizzo della sede legale"), max_length=200)
    municipality = models.CharField(_("comune"), max_length=80)
    province = models.ForeignKey("registry.Province", models.PROTECT, verbose_name=_("provincia"))
    # The account that grants are paid to.
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    # Whether it stands alone (Annex I Reg. (EU) 651/2014, art. 3.1); None: it has not said so. If not, its relatives say how.
    autonomous = models.BooleanField(_("impresa autonoma"), null=True)
    registered_at = models.DateTimeField(_("inserita il"))
    # One more at every change, which says when it was made.
    version = models.PositiveIntegerField(_("versione"), default=1)
    changed_at = models.DateTimeField(_("modificata il"), null=True)

    class Meta:
        verbose_name = _("impresa")
        verbose_name_plural = _("imprese")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tax_code__regex=r"^(\d{11}|[A-Z0-9]{16})$"), name="a_tax_code_has_11_digits_or_16_characters"
            ),
            models.CheckConstraint(condition=Q(vat_number__regex=r"^\d{11}$"), name="a_vat_number_has_11_digits"),
            models.CheckConstraint(condition=Q(legal_form__in=LegalForm.values), name="a_legal_form_is_a_known_one"),
            models.CheckConstraint(condition=Q(iban__regex=r"^([A-Z]{2}\d{2}[A-Z0-9]{10,30})?$"), name="an_iban_has_its_form"),
        ]
        triggers = [
            *kept_as_it_was("what_identifies_a_firm_stays", "tax_code", "vat_number"),
            *every_state_is_kept("every_state_of_a_firm_is_kept"),
        ]

    def __str__(self) -> str:
        return self.name
