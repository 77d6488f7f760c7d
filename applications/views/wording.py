"""How the firm's pages name states, sections and steps: the words that a person reads, and their colour."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.enums import Move, State

GOOD = frozenset({State.GRANTED, State.ACCEPTED, State.SETTLED, State.PAID, State.CLOSED, State.FINANCED})
BAD = frozenset({State.INADMISSIBLE, State.BELOW_MINIMUM, State.RENOUNCED, State.FORFEITED, State.REVOKED, State.WITHDRAWN})
URGENT = frozenset({State.INTEGRATION, State.REJECTION_NOTICED, State.WAITING})

STEPS: dict[str, str | Promise] = {
    Move.SUBMIT: _("Domanda inviata"),
    Move.WITHDRAW: _("Domanda ritirata dall’impresa"),
    Move.REQUEST_INTEGRATION: _("La Camera chiede un’integrazione"),
    Move.ANSWER_INTEGRATION: _("Risposta all’integrazione inviata"),
    Move.NOTICE_REJECTION: _("La Camera comunica un preavviso di rigetto"),
    Move.OBSERVE: _("Osservazioni al preavviso inviate"),
    Move.END_OBSERVATIONS: _("Termine per le osservazioni scaduto: la Camera riprende l’esame"),
    Move.ADMIT: _("Istruttoria conclusa: domanda ammissibile"),
    Move.REJECT: _("Istruttoria conclusa: domanda non ammessa"),
    Move.SCORE: _("Progetto valutato"),
    Move.FINANCE: _("Graduatoria approvata: domanda ammessa e finanziabile"),
    Move.WAIT: _("Graduatoria approvata: domanda ammessa, fondi esauriti"),
    Move.EXCLUDE: _("Graduatoria approvata: punteggio sotto il minimo"),
    Move.SCROLL: _("Graduatoria scorsa: ora la domanda è finanziabile"),
    Move.GRANT: _("Contributo concesso"),
    Move.ACCEPT: _("Contributo accettato"),
    Move.RENOUNCE: _("Rinuncia al contributo"),
    Move.FORFEIT: _("Termine per accettare scaduto: contributo decaduto"),
    Move.ACCOUNT: _("Rendiconto inviato"),
    Move.SETTLE: _("Rendiconto approvato"),
    Move.PAY: _("Contributo pagato"),
    Move.CLOSE: _("Pratica chiusa"),
    Move.REVOKE: _("Contributo revocato"),
}


def tone_of(state: str) -> str:
    """The colour of a state's badge; its word says the same."""
    if state in GOOD:
        return "success"
    if state in BAD:
        return "danger"
    return "warning" if state in URGENT else "neutral" if state == State.DRAFT else "info"
