"""Why somebody cannot become the legal representative of a firm that she adds."""

from django.utils.translation import gettext as _

from accounts.models import User
from registry.adapters.identifiers import compact


def why_not_declare(declares: bool) -> str | None:
    """A representative is one by declaration: without it there is nothing to stand on."""
    if declares:
        return None
    return _(
        "Per agire come legale rappresentante rendete la dichiarazione sostitutiva (DPR 445/2000). "
        "Se non lo siete, chiedete al legale rappresentante di aggiungere l’impresa e di invitarvi."
    )


def why_not_represent(user: User, representative_tax_code: str) -> str | None:
    """Who adds a firm is its representative: where her own tax code is known, it is the one that she writes."""
    if not user.tax_code or compact(representative_tax_code) == user.tax_code:
        return None
    return _(
        "Il codice fiscale del legale rappresentante non è il vostro: un’impresa la aggiunge il suo legale rappresentante. "
        "Se avete sbagliato a scrivere il vostro codice, correggetelo in «I miei dati»."
    )
