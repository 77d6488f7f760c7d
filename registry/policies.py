"""What is possible now: why a firm cannot be entered, field by field and as a whole."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from registry.adapters import identifiers
from registry.enums import LegalForm, Tie
from registry.models import Firm

A_QUARTER, A_HALF = Decimal("0.25"), Decimal("0.5")


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


def why_not_version(current: int, expected: int) -> str | None:
    """Two people do not overwrite each other silently."""
    if current == expected:
        return None
    return _("Nel frattempo i dati dell’impresa sono stati modificati altrove: ricaricate la pagina e controllateli.")


def why_not_edit(changed: Mapping[str, Any]) -> str | None:
    """Identifiers that are changed are right; an account may be left out."""
    code, iban = changed.get("representative_tax_code"), changed.get("iban")
    refused = identifiers.why_not_personal_tax_code(code) if code is not None else None
    return refused or (identifiers.why_not_iban(iban) if iban else None)


def why_not_relate(firm: Firm, relative: Mapping[str, Any]) -> str | None:
    """Another firm, named once, known by its tax code if it is Italian; a partner by a quarter to a half."""
    code = relative.get("tax_code", "")
    if relative.get("country") == "IT" and not code:
        return _("Indicate il codice fiscale: per le imprese italiane serve a riconoscerle.")
    if relative.get("country") == "IT" and (wrong := identifiers.why_not_tax_code(code)):
        return wrong
    if code and code == firm.tax_code:
        return _("È il codice fiscale della vostra impresa: qui vanno le altre.")
    if code and firm.relatives.filter(tax_code=code).exists():
        return _("Questa impresa è già nell’elenco: se i dati sono cambiati, toglietela e aggiungetela di nuovo.")
    if relative["tie"] == Tie.PARTNER and not A_QUARTER <= relative["share"] <= A_HALF:
        return _(
            "È associata un’impresa con una quota tra il 25 % e il 50 %: sotto il 25 % non si indica, sopra il 50 % è collegata."
        )
    return None


def why_not_stand_alone(firm: Firm) -> str | None:
    """A firm that names relatives is not autonomous."""
    if firm.relatives.exists():
        return _("Prima togliete dall’elenco le imprese associate e collegate.")
    return None
