"""What the page of a call shows, of a published call and of a draft that is being prepared alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from bando.enums import CallStatus, ComponentKind, Phase, Procedure
from bando.models import Act, Call, Component, Measure, RequiredDocument, ScoringCriterion
from bando.models.situation import rooms_of, situation_of
from bando.policies.opening import why_not_apply
from bando.queries.limits import Limits
from bando.queries.pots import served, total
from bando.queries.terms import caps_of, criteria_of, documents_of, items_of, measures_of, rules_of
from bando.queries.timeline import timeline_of
from core.figures import euro, points

TONES = {
    CallStatus.PREPARED: "neutral",
    CallStatus.ANNOUNCED: "info",
    CallStatus.OPEN: "success",
    CallStatus.SUSPENDED: "danger",
    CallStatus.EXHAUSTED: "warning",
    CallStatus.CLOSED: "warning",
    CallStatus.DECIDED: "neutral",
    CallStatus.CONCLUDED: "neutral",
}
# So many questions stand on the page of the call; with more, all of them have a page of their own.
QUESTIONS_SHOWN = 6
MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Bonus:
    """A component of a measure in words: what it adds, from which spend, to whom."""

    label: str
    adds: str
    terms: str


@dataclass(frozen=True)
class Offer:
    """A measure with its components in words."""

    measure: Measure
    bonuses: list[Bonus]


@dataclass(frozen=True)
class Demand:
    """A required document: whether it is due and from whom."""

    document: RequiredDocument
    due: str

    @property
    def megabytes(self) -> str:
        """The largest file, in millions of bytes."""
        return points((Decimal(self.document.maximum_bytes) / MILLION).quantize(Decimal("0.1")))


def where(call: Call, at: datetime) -> dict[str, Any]:
    """The call with its status and what can be done about it now."""
    situation = situation_of(call)
    now, running = situation.status(at), situation.running(at)
    return {
        "call": call,
        "situation": situation,
        "status": now,
        "tone": TONES[now],
        "is_open": now == CallStatus.OPEN,
        "is_announced": now == CallStatus.ANNOUNCED,
        "is_suspended": now == CallStatus.SUSPENDED,
        "is_exhausted": now == CallStatus.EXHAUSTED,
        "is_over": now in (CallStatus.CLOSED, CallStatus.DECIDED, CallStatus.CONCLUDED),
        "why_not": why_not_apply(call, at=at),
        "opens_at": situation.next_opening(at) or situation.opens_at,
        "closes_at": running.closes_at if running else situation.closes_at,
    }


def page_of(call: Call, at: datetime) -> dict[str, Any]:
    """Who, how much, what, when, with which money: the context of `bando/call.html`. Asks the same whatever the rows.

    Of a call in preparation it says `preview`: the page then has no links to pages that are not there yet.
    """
    acts = list(call.acts.select_related("publication", "version"))
    here = where(call, at)
    when = {"timeline": timeline_of(call, here["situation"].spans, acts, at)}
    return {"preview": call.published_at is None} | here | when | _asked(call) | _money(call, at) | _papers(call, acts)


def _asked(call: Call) -> dict[str, Any]:
    rules = rules_of(call)
    said = {rule.declares: rule.label for rule in rules if rule.declares}
    documents = [Demand(each, due(each, said)) for each in documents_of(call)]
    criteria = list(criteria_of(call))
    scored = Procedure(call.procedure).is_scored
    return {
        "offers": [_offer(measure, said) for measure in measures_of(call)],
        "items": Limits(items_of(call), caps_of(call)).by_item(),
        "rules": rules,
        "phases": [(asked_in(phase), list(group)) for phase, group in groupby(_by_phase(documents), _phase)],
        "criteria": criteria if scored else [],
        "tie_breaks": tie_breaks(call, criteria) if scored else [],
    }


def _money(call: Call, at: datetime) -> dict[str, Any]:
    provinces = served(call)
    rows = [row for row, _provinces in provinces]
    rooms = rooms_of(call) if call.published_at else {}
    return {
        "full": {pot_id for pot_id, room in rooms.items() if room <= 0},
        "reserves": Procedure(call.procedure).is_by_arrival,
        "provinces": provinces,
        "whole": total(rows),
        "bars": [(row.label, row.available if call.published_at else row.endowment) for row in rows],
        "as_of": at,
    }


def _papers(call: Call, acts: Sequence[Act]) -> dict[str, Any]:
    questions = list(call.questions.all())
    return {
        "acts": acts,
        "attachments": list(call.attachments.all()),
        "questions": questions[:QUESTIONS_SHOWN],
        "questions_in_all": len(questions),
    }


def _offer(measure: Measure, said: dict[str, str]) -> Offer:
    return Offer(measure, [bonus_of(each, said) for each in measure.components.all()])


def bonus_of(component: Component, said: dict[str, str]) -> Bonus:
    """The component in words; `said` names the declarations of the call by their codes."""
    terms = []
    if component.from_spend:
        terms.append(_("da una spesa di %(amount)s") % {"amount": euro(component.from_spend)})
    if component.kind == ComponentKind.AMOUNT:
        terms.append(_("dentro il contributo massimo") if component.inside_cap else _("oltre il contributo massimo"))
    if component.condition:
        terms.append(_("per chi dichiara: %(what)s") % {"what": said.get(component.condition, component.label)})
    return Bonus(component.label, added_by(component.kind, component.value), ", ".join(terms))


def added_by(kind: str, value: Any) -> str:
    """«+5 punti percentuali» or «+250,00 €»."""
    if kind == ComponentKind.RATE:
        return _("+%(points)s punti percentuali") % {"points": points(value * 100)}
    return f"+{euro(value)}"


def _phase(demand: Demand) -> str:
    return demand.document.phase


def _by_phase(demands: Iterable[Demand]) -> list[Demand]:
    order = list(Phase.values)
    return sorted(demands, key=lambda demand: order.index(demand.document.phase))


def due(document: RequiredDocument, said: dict[str, str]) -> str:
    """Who has to bring the document."""
    if document.mandatory:
        return _("obbligatorio")
    if document.condition:
        return _("obbligatorio per chi dichiara: %(what)s") % {"what": said.get(document.condition, document.condition)}
    return _("facoltativo")


def asked_in(phase: str) -> str:
    """When a document is asked for, in words."""
    return {
        Phase.SUBMISSION: _("Con la domanda"),
        Phase.REVIEW: _("Durante l’istruttoria"),
        Phase.GRANT: _("Per la concessione"),
        Phase.PAYMENT: _("Con il rendiconto, per il pagamento"),
    }.get(Phase(phase), str(Phase(phase).label).capitalize())


def tie_breaks(call: Call, criteria: Sequence[ScoringCriterion]) -> list[str]:
    """What decides at an equal score, the first first."""
    labels = {row.code: row.label for row in criteria}
    known = {"arrival": _("ordine di arrivo"), "lots": _("sorteggio"), "smaller_grant": _("contributo più basso")}
    return [known.get(each) or _by_criterion(each, labels) for each in call.tie_breaks]


def _by_criterion(named: str, labels: dict[str, str]) -> str:
    code = named.partition(":")[2]
    return _("punteggio più alto in «%(criterion)s»") % {"criterion": labels.get(code, code)}
