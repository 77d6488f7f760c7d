"""Checks of how applications compete: one procedure, a grid that reaches its minimum, ties that end."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from bando.enums import Procedure
from bando.models import ScoringCriterion
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet
from core.figures import points

ARRIVAL, LOTS, SMALLER_GRANT, CRITERION = "arrival", "lots", "smaller_grant", "criterion:"
LEAST_EVALUATORS = 2


def defects_of_scoring(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with procedure, grid and ties."""
    if Procedure(sheet.call.procedure).is_scored:
        yield from _of_grid(sheet)
    else:
        yield from _of_two_procedures(sheet)
    for criterion in sheet.criteria:
        yield from _of_criterion(criterion)
    yield from _of_ties(sheet)
    yield from _of_seed(sheet)


def _of_two_procedures(sheet: Sheet) -> Iterator[Defect]:
    words = {"procedure": sheet.call.get_procedure_display()}
    if sheet.criteria:
        yield Defect(
            "criteria_without_score",
            _(
                "La procedura è «%(procedure)s», che non dà punteggi, ma ci sono criteri di "
                "valutazione: togliete i criteri o cambiate procedura."
            )
            % words,
            Part.CRITERIA,
        )
    if sheet.call.minimum_score:
        yield Defect(
            "minimum_score_without_score",
            _("La procedura è «%(procedure)s», che non dà punteggi, ma c’è un punteggio minimo: azzeratelo o cambiate procedura.")
            % words,
            Part.CALL,
        )


def _of_grid(sheet: Sheet) -> Iterator[Defect]:
    call, most = sheet.call, sum((one.maximum for one in sheet.criteria), Decimal(0))
    least = sum((one.minimum for one in sheet.criteria), Decimal(0))
    if not sheet.criteria:
        yield Defect("no_criteria", _("Mancano i criteri di valutazione: la procedura scelta dà punteggi."), Part.CRITERIA)
    elif most < call.minimum_score:
        yield Defect(
            "minimum_score_out_of_reach",
            _("Il punteggio minimo è più alto di quello che i criteri permettono di raggiungere, %(most)s: abbassatelo.")
            % {"most": points(most)},
            Part.CRITERIA,
        )
    elif 0 < call.minimum_score < least:
        yield Defect(
            "minimum_score_below_criteria",
            _(
                "I minimi dei criteri fanno insieme %(least)s, più del punteggio minimo di "
                "%(minimum)s, che non conterebbe: correggete uno dei due."
            )
            % {"least": points(least), "minimum": points(call.minimum_score)},
            Part.CRITERIA,
        )
    if call.procedure == Procedure.FIRST_COME_MINIMUM and not call.minimum_score:
        yield Defect(
            "no_minimum_score",
            _("Uno sportello valutativo ha bisogno di un punteggio minimo: scrivetelo, o scegliete lo sportello semplice."),
            Part.CALL,
        )
    if call.evaluators_required < LEAST_EVALUATORS:
        yield Defect(
            "too_few_evaluators", _("I valutatori per progetto sono almeno due: il punteggio è la media dei loro."), Part.CALL
        )


def _of_criterion(criterion: ScoringCriterion) -> Iterator[Defect]:
    words = {"criterion": criterion}
    if criterion.minimum > criterion.maximum:
        yield Defect(
            "criterion_minimum_above_maximum",
            _("Nel criterio «%(criterion)s» il minimo è più alto del massimo: correggeteli.") % words,
            Part.CRITERIA,
        )
    if not criterion.maximum:
        yield Defect(
            "criterion_without_points", _("Il criterio «%(criterion)s» non dà punti: scrivete il massimo.") % words, Part.CRITERIA
        )
        return
    for anchor in criterion.anchors:
        value = _anchored(anchor)
        if value is None:
            yield Defect(
                "anchor_unreadable",
                _("Un riferimento del criterio «%(criterion)s» non ha punti e testo: completatelo o toglietelo.") % words,
                Part.CRITERIA,
            )
        elif not 0 <= value <= criterion.maximum:
            yield Defect(
                "anchor_out_of_range",
                _("Il riferimento a %(value)s punti del criterio «%(criterion)s» è fuori dal massimo di %(most)s: correggetelo.")
                % {**words, "value": points(value), "most": points(criterion.maximum)},
                Part.CRITERIA,
            )


def _anchored(anchor: Any) -> Decimal | None:
    """The points of an anchor that has both points and words."""
    try:
        value, text = anchor
        number = Decimal(value)
        return number if number.is_finite() and str(text).strip() else None
    except (InvalidOperation, TypeError, ValueError):
        return None


def _of_ties(sheet: Sheet) -> Iterator[Defect]:
    call, ties = sheet.call, list(sheet.call.tie_breaks)
    criteria = {f"{CRITERION}{one.code}" for one in sheet.criteria}
    unknown = [one for one in ties if one not in {ARRIVAL, LOTS, SMALLER_GRANT, *criteria}]
    if unknown:
        yield Defect(
            "tie_break_unknown",
            _("A parità di punteggio si guarda a «%(unknown)s», che il bando non ha: scegliete un criterio esistente.")
            % {"unknown": ", ".join(unknown)},
            Part.CRITERIA,
        )
    if len(set(ties)) < len(ties):
        yield Defect(
            "tie_break_twice", _("A parità di punteggio lo stesso criterio è indicato due volte: toglietene uno."), Part.CRITERIA
        )
    if Procedure(call.procedure).is_scored and not unknown and (not ties or ties[-1] not in {ARRIVAL, LOTS}):
        yield Defect(
            "ties_stay_open",
            _("A parità di punteggio due domande possono restare pari: mettete per ultimo l’ordine di arrivo o il sorteggio."),
            Part.CRITERIA,
        )
    if Procedure(call.procedure).is_by_arrival and LOTS in ties:
        yield Defect(
            "lots_in_a_queue",
            _(
                "Allo sportello conta l’ordine di arrivo, ma a parità si sorteggia: sono due "
                "procedure insieme. Togliete il sorteggio."
            ),
            Part.CRITERIA,
        )


def _of_seed(sheet: Sheet) -> Iterator[Defect]:
    call = sheet.call
    draws = call.procedure == Procedure.LOTS or (LOTS in call.tie_breaks and not Procedure(call.procedure).is_by_arrival)
    if draws and not call.lots_seed_source.strip():
        yield Defect(
            "no_seed",
            _(
                "C’è un sorteggio, ma non si dice da dove viene il seme: scrivete una fonte "
                "pubblica, per esempio un’estrazione del lotto."
            ),
            Part.CALL,
        )
    if not draws and call.lots_seed_source.strip():
        yield Defect(
            "seed_without_lots",
            _("C’è il seme di un sorteggio che il bando non fa: toglietelo, o scegliete il sorteggio."),
            Part.CALL,
        )
