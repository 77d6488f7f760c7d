"""Checks of the eligibility rules: each can be asked, says what the call says, and contradicts no other."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from bando.domain.rules.parameters import (
    AidCeiling,
    Asks,
    Ateco,
    BadParameters,
    Capital,
    Declaration,
    EarlierCalls,
    MaximumSpend,
    MinimumSpend,
    YearlyCeiling,
    parse,
)
from bando.enums import Phase, RuleKind
from bando.models import EligibilityRule
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet
from core.figures import day, euro

# Kinds that answer one question: asked twice in a phase with different parameters, they contradict one another.
ONE_ANSWER = {
    RuleKind.SIZE,
    RuleKind.SEAT,
    RuleKind.CAPITAL,
    RuleKind.SINGLE,
    RuleKind.LINKED_FIRMS,
    RuleKind.MINIMUM_SPEND,
    RuleKind.MAXIMUM_SPEND,
    RuleKind.AID_CEILING,
}

# Phases in which an answer is shown and nothing is decided.
BEFORE_ANY_GATE = {Phase.PRECHECK, Phase.DRAFT}


def defects_of_rules(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with the rules, one by one and together."""
    if not sheet.rules:
        yield Defect("no_rules", _("Mancano i requisiti: aggiungete almeno chi può partecipare."), Part.RULES)
    for rule in sheet.rules:
        yield from _of_texts(rule)
        yield from _of_phases(rule)
        yield from _of_parameters(rule)
    for rule, asks in sheet.asked:
        yield from _of_figures(sheet, rule, asks)
        yield from _of_names(sheet, rule, asks)
    yield from _of_conflicts(sheet)


def _of_texts(rule: EligibilityRule) -> Iterator[Defect]:
    if not rule.message.strip():
        yield Defect(
            "rule_without_message",
            _("Il requisito «%(rule)s» non dice che cosa chiede: scrivetelo.") % {"rule": rule},
            Part.RULES,
        )
    if not rule.legal_basis.strip():
        yield Defect(
            "rule_without_basis",
            _("Il requisito «%(rule)s» non ha il suo riferimento: scrivete da dove viene.") % {"rule": rule},
            Part.RULES,
        )


def _of_phases(rule: EligibilityRule) -> Iterator[Defect]:
    if not rule.phases:
        yield Defect(
            "rule_without_phases",
            _("Il requisito «%(rule)s» non è chiesto in alcuna fase: sceglietene una.") % {"rule": rule},
            Part.RULES,
        )
    elif rule.blocking and set(rule.phases) <= BEFORE_ANY_GATE:
        yield Defect(
            "rule_stops_nobody",
            _("Il requisito «%(rule)s» dovrebbe fermare la domanda, ma è chiesto solo prima dell’invio: aggiungete una fase.")
            % {"rule": rule},
            Part.RULES,
        )


def _of_parameters(rule: EligibilityRule) -> Iterator[Defect]:
    try:
        parse(rule.kind, rule.parameters)
    except BadParameters as error:
        yield Defect(
            "rule_with_bad_parameters",
            _("I parametri del requisito «%(rule)s» non sono corretti: %(error)s") % {"rule": rule, "error": error},
            Part.RULES,
        )


def _of_figures(sheet: Sheet, rule: EligibilityRule, asks: Asks) -> Iterator[Defect]:
    """Figures that stand in the call, too."""
    minimums = {measure.minimum_spend for measure in sheet.measures}
    words = {"rule": rule}
    match asks:
        case MinimumSpend(amount=amount) if minimums and amount not in minimums:
            sentence = _(
                "Il requisito «%(rule)s» chiede %(amount)s, che non è la spesa minima di alcuna misura: correggete uno dei due."
            )
            yield Defect("minimum_spend_of_no_measure", sentence % {**words, "amount": euro(amount)}, Part.RULES)
        case MaximumSpend(amount=amount) if minimums and amount < min(minimums):
            sentence = _(
                "Il requisito «%(rule)s» ammette al massimo %(amount)s, meno della spesa minima: correggete uno dei due."
            )
            yield Defect("maximum_spend_of_no_measure", sentence % {**words, "amount": euro(amount)}, Part.RULES)
        case AidCeiling(amount=amount) if amount != sheet.call.aid_ceiling:
            sentence = _("Il requisito «%(rule)s» non usa il massimale di aiuto del bando, %(ceiling)s: correggete uno dei due.")
            yield Defect("ceiling_of_another_call", sentence % {**words, "ceiling": euro(sheet.call.aid_ceiling)}, Part.RULES)
        case YearlyCeiling(amount=amount) if amount < _smallest(sheet):
            sentence = _(
                "Il requisito «%(rule)s» mette un tetto annuo di %(amount)s, sotto il contributo più piccolo del bando: alzatelo."
            )
            yield Defect("yearly_ceiling_below_any_grant", sentence % {**words, "amount": euro(amount)}, Part.RULES)
        case Capital(on=on) if on is not None and on != sheet.call.difficulty_on:
            sentence = _("Il requisito «%(rule)s» guarda al %(on)s, il bando al %(day)s: fate coincidere i due giorni.")
            yield Defect(
                "capital_on_another_day", sentence % {**words, "on": day(on), "day": day(sheet.call.difficulty_on)}, Part.RULES
            )


def _smallest(sheet: Sheet) -> Decimal:
    """The smallest grant of the call: the share of the smallest spend."""
    return min((measure.rate * measure.minimum_spend for measure in sheet.measures), default=Decimal(0))


def _of_names(sheet: Sheet, rule: EligibilityRule, asks: Asks) -> Iterator[Defect]:
    """Codes of declarations, calls and activities."""
    match asks:
        case Declaration(declaration=declaration) if declaration != rule.code:
            sentence = _("Il requisito «%(rule)s» legge una dichiarazione con un altro codice, «%(code)s»: usate lo stesso.")
            yield Defect("declaration_of_another_code", sentence % {"rule": rule, "code": declaration}, Part.RULES)
        case EarlierCalls() | YearlyCeiling():
            yield from _of_calls(sheet, rule, asks)
        case Ateco() if asks.version in sheet.ateco_versions:
            unknown = [code for code in asks.include + asks.exclude if (asks.version, code) not in sheet.activities]
            if unknown:
                sentence = _("Il requisito «%(rule)s» nomina codici che ATECO %(version)s non ha: %(codes)s. Correggeteli.")
                words = {"rule": rule, "version": asks.version, "codes": ", ".join(unknown)}
                yield Defect("activity_unknown", sentence % words, Part.RULES)


def _of_calls(sheet: Sheet, rule: EligibilityRule, asks: EarlierCalls | YearlyCeiling) -> Iterator[Defect]:
    """Calls that the portal does not hold may only be named where the firm declares them itself."""
    unknown = [code for code in asks.calls if code not in sheet.calls]
    if unknown and not asks.declares:
        sentence = _(
            "Il requisito «%(rule)s» nomina bandi che il portale non ha: %(calls)s. Correggete "
            "i codici, o fatelo dichiarare all’impresa."
        )
        yield Defect("call_unknown", sentence % {"rule": rule, "calls": ", ".join(unknown)}, Part.RULES)
    if isinstance(asks, EarlierCalls) and sheet.call.code in asks.calls:
        sentence = _("Il requisito «%(rule)s» esclude i beneficiari di questo stesso bando: togliete il suo codice.")
        yield Defect("call_excludes_itself", sentence % {"rule": rule}, Part.RULES)


def _of_conflicts(sheet: Sheet) -> Iterator[Defect]:
    for (one, asked), (other, asked_too) in combinations(sheet.asked, 2):
        words = {"one": one, "other": other}
        if not set(one.phases) & set(other.phases):
            continue
        if one.kind == other.kind and one.kind in ONE_ANSWER and asked != asked_too:
            yield Defect(
                "rules_in_conflict",
                _("«%(one)s» e «%(other)s» chiedono cose diverse nella stessa fase: tenetene uno, o divideteli fra le fasi.")
                % words,
                Part.RULES,
            )
        if asked.declares and asked.declares == asked_too.declares:
            yield Defect(
                "declaration_asked_twice",
                _("«%(one)s» e «%(other)s» chiedono la stessa dichiarazione nella stessa fase: tenetene uno.") % words,
                Part.RULES,
            )
