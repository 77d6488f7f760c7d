"""What a call still lacks before it can be published, and why it cannot be published now."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext as _

from bando.domain.rules.parameters import AidCeiling, BadParameters, Declaration, MinimumSpend, parse
from bando.domain.tranches import whole
from bando.enums import FundKind, Procedure
from bando.models import Call, EligibilityRule, Fund
from core.figures import euro
from core.money import ZERO


def why_not_publish(call: Call, *, at: datetime) -> str | None:
    """The reason why the call cannot be published at an instant: all its defects in one text."""
    if call.published_at is not None:
        return _("Il bando è già pubblicato: le modifiche vengono con un nuovo atto.")
    found = list(_of_window(call, at)) + defects(call)
    return " ".join(found) or None


def defects(call: Call) -> list[str]:
    """The checklist before publication: a sentence for each thing to mend; empty when the call is ready."""
    return [*_of_terms(call), *_of_scoring(call), *_of_rules(call), *_of_pots(call), *_of_funds(call)]


def _of_window(call: Call, at: datetime) -> Iterator[str]:
    if call.closes_at <= at:
        yield _("La chiusura è già passata: spostate le date.")


def _of_terms(call: Call) -> Iterator[str]:
    if not call.measures.exists():
        yield _("Manca la misura: quota della spesa, spesa minima e contributo massimo.")
    if not call.expenseitems.exists():
        yield _("Mancano le voci di spesa ammesse.")
    if call.withholding_rate and not call.withholding_reason:
        yield _("La ritenuta sul contributo non ha il suo riferimento di legge.")


def _of_scoring(call: Call) -> Iterator[str]:
    if call.procedure != Procedure.RANKING:
        return
    reachable = call.scoringcriterions.aggregate(most=Sum("maximum"))["most"]
    if reachable is None:
        yield _("Mancano i criteri di valutazione.")
    elif reachable < call.minimum_score:
        yield _("Il punteggio minimo è più alto di quello che i criteri permettono di raggiungere.")


def _of_rules(call: Call) -> Iterator[str]:
    rules = list(call.eligibilityrules.all())
    if not rules:
        yield _("Mancano i requisiti.")
    for rule in rules:
        if not rule.phases:
            yield _("Il requisito «%(rule)s» non è chiesto in alcuna fase.") % {"rule": rule}
        yield from _of_rule(call, rule)


def _of_rule(call: Call, rule: EligibilityRule) -> Iterator[str]:
    try:
        asked = parse(rule.kind, rule.parameters)
    except BadParameters as error:
        yield _("I parametri del requisito «%(rule)s» non sono corretti: %(error)s.") % {"rule": rule, "error": error}
        return
    minimums = {measure.minimum_spend for measure in call.measures.all()}
    if isinstance(asked, MinimumSpend) and asked.amount not in minimums:
        yield _("Il requisito «%(rule)s» chiede %(amount)s, che non è la spesa minima di alcuna misura.") % {
            "rule": rule,
            "amount": euro(asked.amount),
        }
    if isinstance(asked, AidCeiling) and asked.amount != call.aid_ceiling:
        yield _("Il requisito «%(rule)s» non usa il massimale di aiuto del bando.") % {"rule": rule}
    if isinstance(asked, Declaration) and asked.declaration != rule.code:
        yield _("Il requisito «%(rule)s» legge una dichiarazione con un altro codice.") % {"rule": rule}


def _of_pots(call: Call) -> Iterator[str]:
    pots = list(call.pots.prefetch_related("provinces", "lines").select_related("chamber"))
    if not any(pot.chamber_id for pot in pots):
        yield _("Mancano le Camere che partecipano, con le loro province.")
    for pot in pots:
        if pot.chamber_id and not pot.provinces.all():
            yield _("A «%(pot)s» non è assegnata alcuna provincia.") % {"pot": pot}
        if not pot.lines.all():
            yield _("A «%(pot)s» non è assegnata alcuna dotazione.") % {"pot": pot}


def _of_funds(call: Call) -> Iterator[str]:
    funds = list(call.funds.prefetch_related("lines", "tranche_rules"))
    if not funds:
        yield _("Mancano i fondi.")
    for fund in funds:
        yield from _of_fund(fund)


def _of_fund(fund: Fund) -> Iterator[str]:
    placed = sum((line.endowment for line in fund.lines.all()), ZERO)
    if placed != fund.amount:
        yield _("Il fondo «%(fund)s» è di %(amount)s, ma alle Camere ne sono assegnati %(placed)s.") % {
            "fund": fund,
            "amount": euro(fund.amount),
            "placed": euro(placed),
        }
    shares = [rule.share for rule in fund.tranche_rules.all()]
    if fund.kind == FundKind.REGIONAL and not whole(shares):
        yield _("Le quote in cui la Regione versa «%(fund)s» non fanno il 100 %%.") % {"fund": fund}
