"""The one thing to do next on a dossier: what, by when, what happens if not."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.domain.terms import end_of_day
from applications.enums import State
from applications.models import Application
from applications.policies.rejecting import open_notice
from applications.policies.reviewing import open_request
from applications.policies.signed import why_not_signed
from applications.policies.submitting import why_not_confirmed
from applications.queries.deadlines import deadlines_of
from bando.models.situation import situation_of
from bando.policies.opening import why_not_apply, why_not_join, why_not_send
from core.figures import instant


@dataclass
class NextStep:
    """What the component of the same name shows."""

    what: str | Promise
    text: str | Promise = ""
    href: str = ""
    button: str | Promise = ""
    by: datetime | None = None
    otherwise: str | Promise = ""
    reason: str | None = ""


WAITING_FOR: dict[str, tuple[Promise, Promise]] = {
    State.SUBMITTED: (
        gettext_lazy("Nulla: la Camera sta esaminando la domanda"),
        gettext_lazy("Se manca qualcosa vi scriverà e lo vedrete qui. Tenete la ricevuta."),
    ),
    State.WITHDRAWN: (
        gettext_lazy("Nulla: avete ritirato questa domanda"),
        gettext_lazy("Il suo arrivo resta agli atti. Conta la domanda che inviate dopo, finché il bando è aperto."),
    ),
    State.INADMISSIBLE: (
        gettext_lazy("La domanda non è stata ammessa"),
        gettext_lazy("I motivi sono qui sotto. Potete chiedere chiarimenti alla Camera competente o presentare ricorso."),
    ),
    State.ADMISSIBLE: (
        gettext_lazy("Nulla: il progetto passa alla valutazione"),
        gettext_lazy("Il Nucleo di valutazione assegna i punteggi; poi un atto approva la graduatoria."),
    ),
    State.SCORED: (
        gettext_lazy("Nulla: si prepara la graduatoria"),
        gettext_lazy("Sarà approvata con un atto e pubblicata qui."),
    ),
    State.FINANCED: (
        gettext_lazy("Nulla: si prepara l’atto di concessione"),
        gettext_lazy("La domanda è in graduatoria tra quelle finanziate. Con la concessione riceverete il CUP."),
    ),
    State.WAITING: (
        gettext_lazy("Nulla: la domanda è ammessa, ma i fondi sono esauriti"),
        gettext_lazy("Se si liberano fondi, per rinunce o rifinanziamenti, la graduatoria scorre e vi avvisiamo."),
    ),
    State.BELOW_MINIMUM: (
        gettext_lazy("La domanda non ha raggiunto il punteggio minimo"),
        gettext_lazy("Potete chiedere le motivazioni al soggetto gestore."),
    ),
    State.RENOUNCED: (gettext_lazy("Nulla: avete rinunciato al contributo"), gettext_lazy("La pratica è conclusa.")),
    State.FORFEITED: (
        gettext_lazy("Il contributo è decaduto"),
        gettext_lazy("Il termine per accettarlo è passato: la somma è tornata a disposizione delle altre imprese."),
    ),
    State.ACCOUNTED: (
        gettext_lazy("Nulla: la Camera controlla il rendiconto"),
        gettext_lazy("Quando lo approva vedrete qui il contributo definitivo."),
    ),
    State.SETTLED: (
        gettext_lazy("Nulla: la Camera prepara il pagamento"),
        gettext_lazy("Il rendiconto è approvato. Il pagamento arriva sull’IBAN indicato nel rendiconto."),
    ),
    State.PAID: (gettext_lazy("Nulla: il contributo è stato pagato"), gettext_lazy("Conservate fatture e prove di pagamento.")),
    State.CLOSED: (gettext_lazy("Nulla: la pratica è chiusa"), gettext_lazy("Conservate fatture e prove di pagamento.")),
    State.REVOKED: (gettext_lazy("Il contributo è stato revocato"), gettext_lazy("I motivi sono qui sotto.")),
}


class Later(NamedTuple):
    """What a later app asks of a firm that the state of its application does not tell."""

    # Of one application: what there is to do, None where nothing is.
    one: Callable[[Application, datetime], NextStep | None]
    # Of those of a list, by key: the same in a few words, in as many queries whatever their number.
    many: Callable[[Collection[Application], datetime], dict[int, str]]


# The first that has something to do counts.
LATER: list[Later] = []


def asked_of(applications: Collection[Application], *, at: datetime) -> dict[int, str]:
    """What firms are asked beyond the states of these applications, by key, for lists."""
    return {pk: what for later in reversed(LATER) for pk, what in later.many(applications, at).items()}


def next_step(application: Application, *, at: datetime) -> NextStep:
    """What the firm does now, for a dossier that was sent."""
    for later in LATER:
        if step := later.one(application, at):
            return step
    act = ACTS.get(State(application.state))
    return act(application) if act else NextStep(*WAITING_FOR[application.state])


def _decide(application: Application) -> NextStep:
    href = reverse("application_grant", args=[application.pk])
    return NextStep(
        _("Accettate il contributo o rinunciate"),
        _("Leggete importo e condizioni."),
        href,
        _("Vai al contributo"),
        by=application.grant.acceptance_due_at,
        otherwise=_("il contributo decade: la somma va ad altre imprese.") if application.grant.acceptance_due_at else "",
    )


def _wait_for_the_grant(application: Application) -> NextStep:
    what, text = WAITING_FOR[State.FINANCED]
    href = reverse("application_grant", args=[application.pk])
    return NextStep(what, text, href, _("Importo, o rinuncia"))


def _report(application: Application) -> NextStep:
    return NextStep(
        _("Preparate il rendiconto"),
        _("Realizzate il progetto, fate scrivere il CUP in ogni fattura e inviate il rendiconto."),
        reverse("account", args=[application.pk]),
        _("Vai al rendiconto"),
        by=end_of_day(deadlines_of(application).accounts_due_on),
        otherwise=_("il rendiconto non si può più inviare e il contributo può essere revocato."),
    )


def _read_accounts(application: Application) -> NextStep:
    """Nothing to do, and where to read how far it is."""
    what, text = WAITING_FOR[application.state]
    return NextStep(what, text, reverse("account", args=[application.pk]), _("Apri rendiconto e pagamento"))


def _answer(application: Application) -> NextStep:
    request = open_request(application)
    return NextStep(
        _("Rispondete alla richiesta di integrazione"),
        _("La Camera vi ha chiesto di chiarire o completare la domanda."),
        reverse("application_integration", args=[application.pk]),
        _("Rispondi"),
        by=request.due_at if request else None,
        otherwise=_("la domanda non è ammessa: il termine è perentorio."),
    )


def _observe(application: Application) -> NextStep:
    notice = open_notice(application)
    return NextStep(
        _("Presentate osservazioni al preavviso di rigetto"),
        _("La Camera vi ha detto perché la domanda non può essere accolta: potete rispondere, anche con documenti."),
        reverse("application_observations", args=[application.pk]),
        _("Leggi e rispondi"),
        by=notice.due_at if notice else None,
        otherwise=_("la Camera decide con ciò che ha."),
    )


ACTS: dict[State, Callable[[Application], NextStep]] = {
    State.INTEGRATION: _answer,
    State.REJECTION_NOTICED: _observe,
    State.FINANCED: _wait_for_the_grant,
    State.GRANTED: _decide,
    State.ACCEPTED: _report,
    State.ACCOUNTED: _read_accounts,
    State.SETTLED: _read_accounts,
    State.PAID: _read_accounts,
    State.CLOSED: _read_accounts,
}


def next_of_draft(application: Application, first_incomplete: str, *, at: datetime) -> NextStep:
    """What the firm does now in a draft: the first section that lacks something, then the summary, then the sending."""
    call, closed = application.call, _("dopo la chiusura la domanda non può più essere inviata.")
    if at > call.closes_at:
        return NextStep(_("Il bando è chiuso"), why_not_send(call, at=at) or "")
    if refused := why_not_apply(call, at=at) or why_not_join(call, application.pot_id):
        return NextStep(_("Il bando ora non prende domande"), refused)
    if first_incomplete:
        href, what = reverse(first_incomplete, args=[application.pk]), _("Completate la domanda")
        text = _("I dati si salvano anche incompleti: potete interrompere e riprendere.")
        return NextStep(what, text, href, _("Continua"), by=call.closes_at, otherwise=closed)
    if why_not_confirmed(application, application.content):
        href, what = reverse("application_summary", args=[application.pk]), _("Controllate il riepilogo e confermate i dati")
        return NextStep(what, "", href, _("Vai al riepilogo"), by=call.closes_at, otherwise=closed)
    return _sign(application, closed) or _send(application, closed, at=at)


def _sign(application: Application, closed: str) -> NextStep | None:
    """What the call asks to be signed, and is not yet."""
    refused = why_not_signed(application)
    if refused is None:
        return None
    href, by = reverse("application_sign", args=[application.pk]), application.call.closes_at
    return NextStep(_("Firmate la domanda"), refused, href, _("Vai alla firma"), by=by, otherwise=closed)


def _send(application: Application, closed: str, *, at: datetime) -> NextStep:
    call, href = application.call, reverse("application_send", args=[application.pk])
    now = situation_of(call)
    if now.running(at) is None:
        text = _("Il bando apre il %(when)s.") % {"when": instant(now.next_opening(at) or now.opens_at)}
        return NextStep(_("Inviate la domanda dall’apertura del bando"), text, href, _("Vai all’invio"))
    return NextStep(_("Inviate la domanda"), "", href, _("Vai all’invio"), by=call.closes_at, otherwise=closed)
