"""Identifiers of persons, firms and projects: each function tells what is wrong in words, or nothing.

Formats: codice fiscale (DM 23/12/1976), partita IVA (art. 35 DPR 633/1972), IBAN (ISO 13616), CUP (DIPE, 15 characters),
CIG (ANAC, 10 characters).
"""

import re

from django.utils.translation import gettext as _
from stdnum import iban as _iban
from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale, iva

CUP = re.compile(r"[A-Z][0-9]{2}[A-Z][0-9]{11}")
CIG = re.compile(r"[0-9A-Z]{10}")


def compact(value: str) -> str:
    """The identifier as it is kept: capital letters and digits only."""
    return re.sub(r"[^0-9A-Za-z]", "", value).upper()


def why_not_vat_number(value: str) -> str | None:
    """Eleven digits with their check digit; accepts no country prefix."""
    if not re.fullmatch(r"[0-9]{11}", value):
        return _("La partita IVA ha 11 cifre, senza «IT» e senza spazi.")
    return None if iva.is_valid(value) else _("La partita IVA non supera il controllo: verificate le cifre.")


def why_not_tax_code(value: str) -> str | None:
    """A firm's tax code: 11 digits for companies, 16 characters for sole traders."""
    if re.fullmatch(r"[0-9]{11}", value):
        return None if iva.is_valid(value) else _("Il codice fiscale dell’impresa non supera il controllo: verificate le cifre.")
    return why_not_personal_tax_code(value)


def why_not_personal_tax_code(value: str) -> str | None:
    """A person's codice fiscale, 16 characters with its check letter."""
    try:
        codicefiscale.validate(value)
    except ValidationError:
        return _("Il codice fiscale non è corretto: 16 caratteri per le persone, 11 cifre per le società.")
    return None if len(value) == 16 else _("Il codice fiscale di una persona ha 16 caratteri.")


def why_not_iban(value: str) -> str | None:
    """An account number that its check digits bear out, in the form of its country."""
    return None if _iban.is_valid(value) else _("L’IBAN non è corretto: verificate le cifre (27 caratteri per i conti italiani).")


def why_not_cup(value: str) -> str | None:
    """The project code that every invoice must carry (art. 5 DL 13/2023)."""
    return None if CUP.fullmatch(value) else _("Il CUP ha 15 caratteri: una lettera, due cifre, una lettera, undici cifre.")
