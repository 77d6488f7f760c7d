"""The buttons of a dossier: each asks, runs one operation, or says why it cannot."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.enums import Permission
from applications.admin import panels
from applications.forms.review import ConfirmForm, CutForm, GrantForm, IntegrationForm, RejectionForm, RevocationForm, ScoreForm
from applications.forms.sitting import SpreadForm
from applications.models import Application
from applications.operations import closing, granting, letters, reviewing, revoking, scoring, verifying
from applications.permissions import why_not_competent
from applications.policies import granting as grants
from applications.policies import reviewing as checks
from applications.policies import revoking as ends
from applications.policies import scoring as scores
from applications.policies import verifying as facts
from applications.policies.requirements import why_not_conclude
from applications.queries.findings import confirmed_in, findings_of
from applications.queries.letters import letter_of
from applications.queries.reviewing import admission_of
from applications.queries.spread import scoring_of
from bando.enums import Phase
from core.admin import ObjectAction, Panel, again
from core.figures import euro


def _why_not_ask(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or checks.why_not_request_integration(application)


def _why_not_cut(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or checks.why_not_cut(application)


def _why_not_confirm_facts(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or facts.why_not_confirm_facts(application)


def _why_not_admit(application: Application, user: Any, at: datetime) -> str | None:
    if refusal := why_not_competent(user, application) or checks.why_not_admit(application, admission=admission_of(application)):
        return refusal
    return why_not_conclude(findings_of(application, Phase.REVIEW, at=at), confirmed_in(application))


def _why_not_reject(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or checks.why_not_reject(application, at=at)


def _why_not_score(application: Application, user: Any, at: datetime) -> str | None:
    if refusal := scores.why_not_score(application):
        return refusal
    return scores.why_not_evaluate(application, user, third=scoring_of(application).alarm)


def _why_not_explain(application: Application, user: Any, at: datetime) -> str | None:
    return scores.why_not_explain(application, user, alarm=scoring_of(application).alarm)


def _why_not_grant(application: Application, user: Any, at: datetime) -> str | None:
    return grants.why_not_grant(application) or grants.why_not_sign(application, user)


def _why_not_revoke(application: Application, user: Any, at: datetime) -> str | None:
    return ends.why_not_revoke(application)


def _why_not_close(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or ends.why_not_close(application)


def _found(application: Application, request: Any) -> list[Panel]:
    return [panels.requirements(application, request.received_at)]


def _granted(application: Application, request: Any) -> list[Panel]:
    return [panels.granted(application, request.received_at), panels.pot(application)]


ACTIONS = [
    ObjectAction(
        name="richiedi-integrazione",
        label=_("Richiedi integrazione"),
        description=_("L’impresa riceve subito un messaggio; il termine è perentorio e decorre da oggi."),
        permission=Permission.CHECK_FILES,
        form_class=IntegrationForm,
        run=lambda it, data, *, by, at: reviewing.request_integration(
            application=it, templates=list(data["usual"]), text=data["words"], by=by, at=at
        ),
        why_not=_why_not_ask,
        success=_("Integrazione richiesta: l’impresa è stata avvisata."),
    ),
    ObjectAction(
        name="taglia-spesa",
        label=_("Taglia una spesa"),
        permission=Permission.CHECK_FILES,
        form_class=CutForm,
        panels=lambda it, request: [panels.expenses(it)],
        run=lambda it, data, *, by, at: reviewing.cut(
            expense=data["expense"], admitted=data["admitted"], reason=data["reason"], by=by, at=at
        ),
        why_not=_why_not_cut,
        success=lambda cut: _("Spesa ammessa per %(left)s: il contributo è ricalcolato.") % {"left": euro(cut.admitted)},
    ),
    ObjectAction(
        name="riscontro",
        label=_("Registra i riscontri"),
        description=_("Che cosa avete verificato al registro delle imprese, sul DURC, sul diritto annuale… Vale l’ultimo."),
        permission=Permission.CHECK_FILES,
        form_class=ConfirmForm,
        panels=_found,
        run=lambda it, data, *, by, at: verifying.confirm_facts(
            application=it, words=data["words"], note=data["note"], by=by, at=at
        ),
        why_not=_why_not_confirm_facts,
        success=lambda kept: ngettext("Un riscontro registrato.", "%(count)s riscontri registrati.", len(kept))
        % {"count": len(kept)},
    ),
    ObjectAction(
        name="ammetti",
        label=_("Ammetti"),
        description=_("Chiude l’istruttoria: spesa ammessa e contributo restano fissati come qui sotto."),
        permission=Permission.CHECK_FILES,
        panels=lambda it, request: [panels.expenses(it), panels.pot(it)],
        run=lambda it, data, *, by, at: reviewing.admit(application=it, by=by, at=at),
        why_not=_why_not_admit,
        success=lambda verdict: _("Domanda ammessa: contributo spettante %(grant)s.") % {"grant": euro(verdict.grant)},
    ),
    ObjectAction(
        name="respingi",
        label=_("Respingi"),
        description=_("L’impresa riceve il motivo e la motivazione. Non si torna indietro."),
        permission=Permission.CHECK_FILES,
        form_class=RejectionForm,
        danger=True,
        run=lambda it, data, *, by, at: reviewing.reject(
            application=it, reason_code=data["reason_code"], text=data["text"], by=by, at=at
        ),
        why_not=_why_not_reject,
        success=_("Domanda non ammessa: l’impresa è stata avvisata."),
    ),
    ObjectAction(
        name="valuta",
        label=_("Valuta il progetto"),
        description=_("I punteggi degli altri valutatori si vedono quando ci sono tutti. La scheda non si cambia."),
        permission=Permission.SCORE,
        form_class=ScoreForm,
        panels=lambda it, request: [panels.project(it)],
        run=lambda it, data, *, by, at: scoring.score(
            application=it, points=data["points"], note=data["note"], by=by, at=at
        ),
        why_not=_why_not_score,
        success=_("Scheda di valutazione registrata."),
    ),
    ObjectAction(
        name="motiva-scarto",
        label=_("Motiva lo scarto"),
        description=_("I punteggi sono distanti: scrivete perché, oppure un altro valutatore aggiunge la sua scheda."),
        permission=Permission.SCORE,
        form_class=SpreadForm,
        panels=lambda it, request: [panels.scores(it, request.user)],
        run=lambda it, data, *, by, at: scoring.explain(application=it, text=data["text"], by=by, at=at),
        why_not=_why_not_explain,
        concerns=lambda it: scoring_of(it).alarm,
        success=_("Motivazione registrata: il progetto ha il suo punteggio."),
    ),
    ObjectAction(
        name="concedi",
        label=_("Concedi il contributo"),
        description=_("L’atto della graduatoria ha già impegnato la somma: qui si aggiungono concessione, COR e CUP."),
        permission=Permission.SIGN_ACTS,
        form_class=GrantForm,
        panels=_granted,
        run=lambda it, data, *, by, at: granting.grant(
            application=it, act=data["act"], cor=data["cor"], cup=data["cup"], by=by, at=at
        ),
        why_not=_why_not_grant,
        success=lambda grant: _("Contributo concesso: %(amount)s.") % {"amount": euro(grant.amount)},
    ),
    ObjectAction(
        name="chiudi",
        label=_("Chiudi la pratica"),
        description=_("Il contributo è pagato e non resta nulla da fare."),
        permission=Permission.CHECK_FILES,
        form_class=None,
        run=lambda it, data, *, by, at: closing.close(application=it, by=by, at=at),
        why_not=_why_not_close,
        success=_("La pratica è chiusa."),
    ),
    ObjectAction(
        name="revoca",
        label=_("Revoca il contributo"),
        description=_("Registra l’atto di revoca: quanto è ancora impegnato torna alla dotazione da cui veniva."),
        permission=Permission.SIGN_ACTS,
        form_class=RevocationForm,
        run=lambda it, data, *, by, at: revoking.adopt_and_revoke(application=it, **data, by=by, at=at),
        why_not=_why_not_revoke,
        success=lambda act: _("Contributo revocato con %(act)s.") % {"act": act},
        danger=True,
    ),
    again(
        lambda letter, by, at: letters.again(letter=letter, by=by, at=at), of=letter_of,
        label=_("Riprovate ora la lettera di concessione"), permission=Permission.CHECK_FILES, why_not=why_not_competent,
    ),
]  # fmt: skip
