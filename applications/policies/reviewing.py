"""What the formal check may do now: ask, cut, admit, reject; and what the firm may answer."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.domain.admission import Admission
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, RejectionReason, State
from applications.models import Application, Expense, IntegrationRequest
from applications.policies.rejecting import is_noticed, why_not_decided, why_not_noticed, why_still_time
from core.figures import euro, instant
from core.models import Transition
from core.operations.moving import why_not_move


def open_request(application: Application) -> IntegrationRequest | None:
    """The request that still waits for its answer."""
    return application.integration_requests.filter(answer=None).last()


def why_not_request_integration(application: Application) -> str | None:
    """Only while the file is on the Chamber's desk."""
    if application.state == State.INTEGRATION:
        return _("L’impresa deve ancora rispondere alla richiesta precedente: attendete la risposta o la scadenza.")
    return why_not_move(application, WORKFLOW, Move.REQUEST_INTEGRATION)


def why_not_ask(items: Sequence[object]) -> str | None:
    """A request says what is wanted."""
    return None if items else _("Scrivete che cosa l’impresa deve integrare.")


def why_not_answer(application: Application, *, at: datetime) -> str | None:
    """Within the peremptory term, its last moment included."""
    if application.state != State.INTEGRATION:
        return _("Non c’è una richiesta di integrazione a cui rispondere.")
    request = open_request(application)
    if request and at > request.due_at:
        return _("Il termine per rispondere è scaduto il %(due)s: la risposta non può più essere accolta.") % {
            "due": instant(request.due_at)
        }
    return None


def why_not_reply(text: str) -> str | None:
    """An answer says something, even where the files speak."""
    return None if text.strip() else _("Scrivete la risposta: bastano poche parole su ciò che avete caricato.")


def why_not_cut(application: Application) -> str | None:
    """Expenses are cut during the formal check only."""
    if application.state == State.SUBMITTED:
        return None
    return _("Le spese si tagliano durante l’istruttoria: ora la domanda è «%(state)s».") % {
        "state": application.get_state_display()
    }


def why_not_leave(expense: Expense, admitted: Decimal, reason: str) -> str | None:
    """A cut leaves between nothing and what was planned, and says why."""
    if not 0 <= admitted <= expense.amount:
        return _("L’importo ammesso va da 0 a %(planned)s, quanto l’impresa ha previsto.") % {"planned": euro(expense.amount)}
    return None if reason.strip() else _("Scrivete il motivo del taglio: l’impresa lo leggerà.")


def why_not_admit(application: Application, *, admission: Admission) -> str | None:
    """Above the minimum spend after the cuts, with room under the aid ceiling."""
    if refusal := why_not_move(application, WORKFLOW, Move.ADMIT):
        return _since(application) or refusal
    if admission.below_minimum:
        return _(
            "La spesa ammessa è %(spend)s, sotto il minimo di %(minimum)s: "
            "rivedete i tagli o respingete con il motivo «%(reason)s»."
        ) % {
            "spend": euro(admission.spend),
            "minimum": euro(admission.minimum_spend),
            "reason": RejectionReason.MINIMUM_SPEND.label,
        }
    if not admission.grant:
        return _("Gli aiuti già ricevuti esauriscono il massimale del regime: non resta contributo. Respingete per requisito.")
    return None


def _since(application: Application) -> str | None:
    """Who has moved the file meanwhile, and what to do now."""
    step = Transition.objects.filter(subject_type=application._meta.label_lower, subject_id=application.pk).last()
    if step is None:
        return None
    return _(
        "L’operazione non è possibile: ora lo stato è «%(state)s» (%(who)s, %(when)s). Riaprite la pratica per vedere che cosa è "
        "successo: si ammette una domanda «inviata», quando l’impresa non deve rispondere e nessuno ha già deciso."
    ) % {"state": application.get_state_display(), "who": step.by_label, "when": instant(step.at)}


def why_not_reject(application: Application, *, at: datetime) -> str | None:
    """After the whole term of an integration, and of the observations where a notice of rejection is due."""
    if refusal := why_not_decided(application) or why_not_move(application, WORKFLOW, Move.REJECT):
        return refusal
    if refusal := why_still_time(application, at=at):
        return refusal
    if is_noticed(application) and not application.rejection_notices.exists():
        return why_not_noticed(application, "")
    return None


def why_not_reason(reason_code: str, text: str) -> str | None:
    """A rejection gives one of the known reasons, and its words (art. 3 L. 241/1990)."""
    if reason_code not in RejectionReason.values:
        return _("Scegliete il motivo della non ammissione.")
    return None if text.strip() else _("Scrivete la motivazione: l’impresa la leggerà.")
