"""What is possible now: why a firm cannot be entered, field by field and as a whole."""

from django.utils.translation import gettext as _

from registry.adapters import identifiers
from registry.enums import LegalForm
from registry.models import Firm


def why_not_tax_code_of(tax_code: str, legal_form: str) -> str | None:
    """The tax code is right in itself, and of the kind that the legal form has."""
    if legal_form == LegalForm.SOLE_TRADER and len(tax_code) != 16:
        return _("Il codice fiscale di un’impresa individuale è quello del titolare: 16 caratteri.")
    if legal_form == LegalForm.COMPANY and len(tax_code) != 11:
        return _("Il codice fiscale di una società o di un ente ha 11 cifre.")
    return identifiers.why_not_tax_code(tax_code)


def why_not_new(tax_code: str, vat_number: str) -> str | None:
    """A firm is entered once, whoever enters it."""
    if Firm.objects.filter(tax_code=tax_code).exists():
        return _(
            "L’impresa è già nel portale: chiedete al suo legale rappresentante di delegarvi, oppure scrivete a Unioncamere."
        )
    if Firm.objects.filter(vat_number=vat_number).exists():
        return _("La partita IVA è già di un’altra impresa del portale: verificate le cifre.")
    return None


def why_not_register(*, tax_code: str, vat_number: str, legal_form: str, representative_tax_code: str) -> str | None:
    """The first reason why the firm cannot be entered; identifiers as `identifiers.compact` leaves them."""
    return (
        why_not_tax_code_of(tax_code, legal_form)
        or identifiers.why_not_vat_number(vat_number)
        or identifiers.why_not_personal_tax_code(representative_tax_code)
        or why_not_new(tax_code, vat_number)
    )
