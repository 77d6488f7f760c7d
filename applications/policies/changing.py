"""What a firm may ask to change after it has accepted its grant, and what the Chamber may decide; never an amount."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from applications.domain.terms import ROME, Deadlines
from applications.domain.workflow import CHANGE
from applications.enums import ChangeKind, ChangeMove, ChangeState, State
from applications.models import Application, ChangeRequest
from core.figures import day
from core.operations.moving import why_not_move


def why_not_change(application: Application) -> str | None:
    """Between the acceptance and the accounts."""
    if application.state == State.ACCEPTED:
        return None
    if application.state == State.GRANTED:
        return _("Prima accettate il contributo: poi potete chiedere una variazione o una proroga.")
    return _("Variazioni e proroghe si chiedono dopo l’accettazione e prima del rendiconto: ora la domanda è «%(state)s».") % {
        "state": application.get_state_display()
    }


def why_not_ask(application: Application, kind: ChangeKind) -> str | None:
    """One of a kind waits at a time."""
    if refusal := why_not_change(application):
        return refusal
    if application.change_requests.filter(kind=kind, state=ChangeState.ASKED).exists():
        return _("Avete già una richiesta che aspetta la risposta della Camera: attendetela, poi potrete farne un’altra.")
    return None


def why_not_explain(reason: str) -> str | None:
    """Whoever asks says why; so does whoever decides."""
    return None if reason.strip() else _("Scrivete il motivo.")


def why_not_vary(text: str) -> str | None:
    """A variation says what changes."""
    return None if text.strip() else _("Scrivete che cosa cambia nel progetto o nelle spese.")


def why_not_until(until_on: date, now: Deadlines, *, at: datetime) -> str | None:
    """A later day than the one that holds, asked for before that one has passed."""
    if timezone.localdate(at, ROME) > now.spend_until_on:
        return _("Il periodo delle spese è finito il %(day)s: la proroga si chiede prima.") % {"day": day(now.spend_until_on)}
    if until_on <= now.spend_until_on:
        return _("Le spese sono già ammesse fino al %(day)s: indicate un giorno successivo.") % {"day": day(now.spend_until_on)}
    return None


def why_not_decide(request: ChangeRequest) -> str | None:
    """Once, while the grant is in hand and not accounted for."""
    if refusal := why_not_move(request, CHANGE, ChangeMove.REFUSE):
        return refusal
    return why_not_change(request.application)


def why_not_extend(request: ChangeRequest, until_on: date | None, now: Deadlines) -> str | None:
    """An extension gives a day after the one that holds, and not more than what was asked for."""
    if request.kind != ChangeKind.EXTENSION:
        return None
    asked = request.until_on
    assert asked is not None, "an extension says until when"
    if until_on is None or not now.spend_until_on < until_on <= asked:
        return _("Indicate un giorno dopo il %(now)s e non oltre il %(asked)s, quello chiesto dall’impresa.") % {
            "now": day(now.spend_until_on),
            "asked": day(asked),
        }
    return None
