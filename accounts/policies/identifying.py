"""Why a person's own data cannot be written so."""

from django.utils.translation import gettext as _

from accounts.models import User
from registry.adapters.identifiers import why_not_personal_tax_code


def why_not_identify(user: User, name: str, tax_code: str) -> str | None:
    """A tax code that is right in itself; one that was verified is not changed."""
    if not name.strip():
        return _("Indicate nome e cognome.")
    if tax_code and (wrong := why_not_personal_tax_code(tax_code)):
        return wrong
    if user.tax_code_verified_by and tax_code != user.tax_code:
        return _("Il codice fiscale è stato verificato (%(how)s) e non si cambia: per correggerlo scrivete a Unioncamere.") % {
            "how": user.get_tax_code_verified_by_display()
        }
    return None
