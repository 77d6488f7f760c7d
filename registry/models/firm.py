"""Firms and who represents them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from registry.enums import LegalForm


class Firm(models.Model):
    """An undertaking, known by its tax code. Its figures for a call are declared in the application, not here."""

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
    registered_at = models.DateTimeField(_("inserita il"))

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
        ]

    def __str__(self) -> str:
        return self.name
