"""Why a call cannot be rehearsed, and why it cannot be wiped."""

from django.utils.translation import gettext as _

from bando.models import Call


def why_not_rehearse(call: Call) -> str | None:
    """The reason why no rehearsal can be made of the call."""
    if call.rehearsal:
        return _("Questa è già una prova: usatela, o fatene un’altra a partire dal bando vero.")
    if call.amends_id is not None:
        return _("Questa è una modifica in preparazione: provate il bando dopo averla adottata.")
    return None


def why_not_wipe(call: Call) -> str | None:
    """The reason why the call with its applications cannot be deleted: only rehearsals can."""
    if not call.rehearsal:
        return _("Solo una prova si cancella con le sue domande: questo è un bando vero.")
    if call.amends_id is not None:
        return _("Cancellate la prova di cui questa è una modifica: anche la modifica se ne va.")
    return None
