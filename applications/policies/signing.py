"""When a signed file is taken for an application."""

from datetime import datetime

from django.utils.translation import gettext as _

from applications.enums import FormState
from applications.models import Application, SignableForm
from applications.policies.drafting import why_not_draft
from applications.policies.signed import asks_for_signature
from applications.policies.submitting import why_not_confirmed

MAXIMUM_BYTES = 10_000_000


def why_not_signable(application: Application) -> str | None:
    """There is something to sign where the call asks for it and the summary is confirmed."""
    if not asks_for_signature(application):
        return _("Questo bando non chiede firme: confermato il riepilogo, la domanda si invia.")
    return why_not_confirmed(application, application.content)


def why_not_sign(application: Application, *, at: datetime) -> str | None:
    """A signed file is taken for a draft that is confirmed as it stands, once its form is there."""
    refused = why_not_draft(application, at=at) or why_not_signable(application)
    if refused:
        return refused
    made = SignableForm.objects.filter(snapshot=application.snapshot_id, state=FormState.MADE).exists()
    return None if made else _("Il modulo da firmare non è ancora pronto: attendete qualche secondo e ricaricate la pagina.")


def why_not_take(size: int) -> str | None:
    """A signed form is as large as a form and some signatures."""
    if size <= MAXIMUM_BYTES:
        return None
    return _("Il file supera i %(limit)s MB: non può essere il modulo firmato. Controllate di avere scelto il file giusto.") % {
        "limit": MAXIMUM_BYTES // 10**6
    }
