"""What the firm is told of its dossier while the Chamber checks, ranks and grants: e-mails in Italian, queued with the fact."""

from datetime import datetime

from django.conf import settings

from accounts.models import Membership
from applications.models import Application, Grant, IntegrationAnswer, IntegrationRequest, RankingEntry, Verdict
from core.figures import euro, in_italian, instant
from core.operations.mailing import enqueue

CLOSING = "\n\nTutta la pratica è qui: {address}\n\nPortale Bandi"


def _tell(application: Application, event: str, subject: str, text: str, at: datetime) -> None:
    """One message to each person who acts for the firm; `event` makes it once only."""
    closing = CLOSING.format(address=f"{settings.SITE_ADDRESS}/domande/{application.pk}/")
    members = Membership.objects.filter(firm_id=application.firm_id, ended_at=None, user__is_active=True)
    for address in members.order_by("pk").values_list("user__email", flat=True).distinct():
        enqueue(key=f"{event}:{address}", recipient=address, subject=subject, body=text + closing, at=at)


@in_italian
def integration_requested(request: IntegrationRequest) -> None:
    """Tells the firm what to complete, by when, and what happens if it does not."""
    text = (
        f"La Camera di commercio vi chiede di integrare la domanda di {request.application.firm}:\n\n{request.text}\n\n"
        f"Rispondete entro il {instant(request.due_at)}. Il termine è perentorio: senza risposta la domanda non è ammessa."
    )
    _tell(request.application, f"integration:{request.pk}", "Integrazione richiesta", text, request.requested_at)


@in_italian
def integration_answered(answer: IntegrationAnswer) -> None:
    """Confirms to the firm that its answer has arrived."""
    text = f"La vostra risposta è stata registrata il {instant(answer.answered_at)}. L’istruttoria prosegue."
    _tell(answer.request.application, f"answer:{answer.pk}", "Risposta ricevuta", text, answer.answered_at)


@in_italian
def decided(verdict: Verdict) -> None:
    """Tells the firm how the formal check ended, and why."""
    if verdict.reason_code:
        subject = "Domanda non ammessa"
        text = f"La domanda non è ammessa: {verdict.get_reason_code_display()}.\n\n{verdict.text}"
    else:
        subject = "Domanda ammissibile"
        text = (
            f"La domanda ha superato l’istruttoria formale. Spesa ammessa: {euro(verdict.admitted_spend)}; "
            f"contributo spettante: {euro(verdict.grant)}. Ora il progetto passa alla valutazione."
        )
    _tell(verdict.application, f"verdict:{verdict.pk}", subject, text, verdict.at)


@in_italian
def ranked(entry: RankingEntry, at: datetime) -> None:
    """Tells the firm its place in the ranking that an act has approved."""
    text = (
        f"Graduatoria approvata con {entry.ranking.act}.\n\nPosizione {entry.position}, punteggio {entry.score}: "
        f"{entry.get_outcome_display()}."
    )
    _tell(entry.application, f"ranking:{entry.pk}", "Graduatoria approvata", text, at)


@in_italian
def granted(grant: Grant) -> None:
    """Tells the firm its grant, and where the CUP must stand."""
    text = (
        f"Vi è concesso un contributo di {euro(grant.amount)} ({grant.act}).\n\nCUP: {grant.cup}. Scrivetelo in ogni fattura del "
        "progetto: una spesa senza CUP può non essere ammessa.\n\nOra accettate il contributo o rinunciate."
    )
    _tell(grant.application, f"grant:{grant.pk}", "Contributo concesso", text, grant.granted_at)


@in_italian
def accepted(application: Application, at: datetime) -> None:
    """Confirms the acceptance."""
    text = "Avete accettato il contributo. Ora realizzate il progetto e caricate il rendiconto."
    _tell(application, f"accepted:{application.pk}", "Contributo accettato", text, at)


@in_italian
def renounced(application: Application, at: datetime) -> None:
    """Confirms the renunciation."""
    text = "Avete rinunciato al contributo: la somma torna a disposizione delle altre imprese."
    _tell(application, f"renounced:{application.pk}", "Rinuncia registrata", text, at)


@in_italian
def revoked(application: Application, reason: str, at: datetime) -> None:
    """Tells the firm that its grant was revoked, and why."""
    text = f"Il contributo è revocato.\n\nMotivazione: {reason}"
    _tell(application, f"revoked:{application.pk}", "Contributo revocato", text, at)
