"""When a confirmed application may be sent: in a window of its call, judged to the microsecond, as it was confirmed."""

from datetime import datetime

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application, Content
from bando.policies.opening import why_not_send


def why_not_confirmed(application: Application, content: Content) -> str | None:
    """What is sent is what was confirmed, version by version, under the call as it is in force."""
    if not application.confirmed_digest:
        return _("Prima di inviare controllate il riepilogo e premete «Conferma i dati».")
    if application.call_version != application.call.version:
        return _(
            "Il bando è cambiato dopo la vostra conferma: guardate che cosa è cambiato, poi controllate il riepilogo e "
            "confermate di nuovo."
        )
    if application.confirmed_version != content.version:
        return _("La domanda è cambiata dopo la conferma: controllate il riepilogo e confermate di nuovo, poi inviate.")
    return None


def why_not_submit(application: Application, *, at: datetime) -> str | None:
    """A draft with its Chamber, in the window of its call, confirmed as it stands."""
    if application.state != State.DRAFT:
        return _("La domanda è già stata inviata: trovate la ricevuta nella pratica.")
    refused = why_not_send(application.call, at=at)
    if refused:
        return refused
    if application.pot_id is None:
        return _("Indicate in quale provincia si trova la sede del progetto: da lì dipende la Camera competente.")
    return why_not_confirmed(application, application.content)
