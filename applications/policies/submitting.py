"""When an application may be sent: in a window of its call, judged to the microsecond, as it was confirmed."""

from datetime import datetime

from django.utils.translation import gettext as _

from applications.domain.workflow import WORKFLOW
from applications.enums import Move, State
from applications.models import Application, Content
from applications.policies.signed import why_not_signed
from bando.models.situation import situation_of
from bando.policies.opening import why_not_join, why_not_send
from core.figures import instant
from core.operations.moving import why_not_move


def why_not_confirmed(application: Application, content: Content) -> str | None:
    """What is sent is what was confirmed, version by version, under the call as it is in force."""
    if application.snapshot is None:
        return _("Prima di inviare controllate il riepilogo e premete «Conferma i dati».")
    if application.call_version != application.call.version:
        return _(
            "Il bando è cambiato dopo la vostra conferma: guardate che cosa è cambiato, poi controllate il riepilogo e "
            "confermate di nuovo."
        )
    if application.snapshot.version != content.version:
        return _("La domanda è cambiata dopo la conferma: controllate il riepilogo e confermate di nuovo, poi inviate.")
    return None


def why_not_submit(application: Application, *, at: datetime, checked: bool = True) -> str | None:
    """A draft with its Chamber, in the window of its call, confirmed as it stands (unless it is to be checked now)."""
    if application.state != State.DRAFT:
        return _("La domanda è già stata inviata: trovate la ricevuta nella pratica.")
    refused = why_not_send(application.call, at=at)
    if refused:
        return refused
    if application.pot_id is None:
        return _("Indicate in quale provincia si trova la sede del progetto: da lì dipende la Camera competente.")
    if refused := why_not_join(application.call, application.pot_id):
        return refused
    return (why_not_confirmed(application, application.content) if checked else None) or why_not_signed(application)


def why_not_check_now(application: Application, seen_version: int | None) -> str | None:
    """The sending checks what nobody has checked; what has changed since somebody looked is for her to look at first."""
    if application.call_version != application.call.version:
        return (application.snapshot and why_not_confirmed(application, application.content)) or _(
            "Il bando è cambiato da quando avete iniziato: guardate che cosa è cambiato e confermate il riepilogo, poi inviate."
        )
    if seen_version is not None and seen_version != application.content.version:
        return _("La domanda è cambiata dopo la conferma: controllate il riepilogo e confermate di nuovo, poi inviate.")
    return None


def why_not_withdraw(application: Application, *, at: datetime) -> str | None:
    """While a window of the call is open, money or not, and the Chamber has not decided.

    A request of integration or a notice of rejection does not stand in the way: who mends and sends again answers it.
    """
    if refused := why_not_move(application, WORKFLOW, Move.WITHDRAW):
        return refused
    now = situation_of(application.call)
    if now.takes(at):
        return None
    if now.is_suspended(at) or at <= now.closes_at:
        return _(
            "La domanda si ritira e si ripresenta solo mentre il bando prende domande, e ora non ne prende: guardate nella "
            "pagina del bando quando riapre."
        )
    return _(
        "La domanda si ritira e si ripresenta solo finché il bando è aperto: la finestra è finita il %(when)s. Se non volete più "
        "il contributo, scrivete alla Camera."
    ) % {"when": instant(now.closes_at)}
