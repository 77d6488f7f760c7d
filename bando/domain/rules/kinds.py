"""How each kind of rule judges: `(facts, parameters) → finding`, with an Italian sentence that says what and why.

What is not known is either missing (the applicant can still say it: not met) or for the Chamber to find (to be verified).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name, confirmation, declaration
from bando.domain.size import size_class
from bando.domain.wording import count, euro, listing, percent
from bando.enums import Outcome, RuleKind, SizeClass
from core.money import ZERO, cents

SIZES = {
    SizeClass.MICRO: "microimpresa",
    SizeClass.SMALL: "piccola impresa",
    SizeClass.MEDIUM: "media impresa",
    SizeClass.LARGE: "grande impresa",
}


@dataclass(frozen=True)
class Finding:
    """What a rule answers, and the sentence that explains it to the firm."""

    outcome: Outcome
    explanation: str


def met(explanation: str) -> Finding:
    return Finding(Outcome.MET, explanation)


def not_met(explanation: str) -> Finding:
    return Finding(Outcome.NOT_MET, explanation)


def to_verify(explanation: str) -> Finding:
    return Finding(Outcome.TO_VERIFY, explanation)


def size(facts: Facts, asked: p.Size) -> Finding:
    """The class follows from staff, turnover and balance sheet; staff and one of the two others decide."""
    staff, turnover, balance = facts.count(Name.STAFF), facts.money(Name.TURNOVER), facts.money(Name.BALANCE_SHEET)
    found = size_class(staff, turnover, balance)
    if staff is None or found is None:
        names = {"gli occupati": staff, "il fatturato": turnover, "il totale di bilancio": balance}
        missing = listing([name for name, value in names.items() if value is None])
        return not_met(f"Per calcolare la dimensione dell’impresa indicate {missing}, sommando le imprese collegate.")
    figures = {"fatturato": turnover, "totale di bilancio": balance}
    said = listing([f"{count(staff)} occupati", *(f"{name} {euro(v)}" for name, v in figures.items() if v is not None)])
    if found in asked.classes:
        return met(f"Con {said} siete una {SIZES[found]}.")
    admitted = listing([SIZES[SizeClass(one)] for one in asked.classes])
    return not_met(f"Con {said} risultate una {SIZES[found]}; il bando ammette: {admitted}.")


def seat(facts: Facts, asked: p.Seat) -> Finding:
    """The province of the project's seat is served by a Chamber of the call; the seat exists, or may still be opened."""
    province, chamber = facts.text(Name.SEAT_PROVINCE), facts.text(Name.COMPETENT_CHAMBER)
    to_be_opened = facts.flag(Name.SEAT_TO_BE_OPENED)
    if not province:
        return not_met("Indicate la provincia della sede in cui realizzate il progetto.")
    if not chamber:
        return not_met(
            f"La provincia {province} non è servita da alcuna Camera di questo bando: "
            "serve una sede operativa in una delle province ammesse."
        )
    if not to_be_opened:
        return met(f"Sede in provincia di {province}; Camera competente: {chamber}.")
    if asked.may_be_opened_later:
        return to_verify(
            f"Sede da aprire in provincia di {province} ({chamber}): "
            "deve risultare attiva al registro delle imprese prima del pagamento."
        )
    return not_met(f"La sede in provincia di {province} non risulta ancora attiva al registro delle imprese.")


def made(facts: Facts, asked: p.Declaration) -> Finding:
    """Made by the firm, and where the call says so confirmed by an officer."""
    declared, confirmed = facts.flag(declaration(asked.declaration)), None
    if asked.officer_confirms:
        confirmed = facts.flag(confirmation(asked.declaration))
    if not declared:
        return not_met("La dichiarazione non è stata resa: leggetela e, se è vera, confermatela.")
    if not asked.officer_confirms:
        return met("Dichiarazione resa.")
    if confirmed is None:
        return to_verify("Dichiarazione resa; la Camera la verifica.")
    if confirmed:
        return met("Dichiarazione resa e verificata dalla Camera.")
    return not_met("La Camera ha verificato che quanto dichiarato non risulta.")


def capital(facts: Facts, asked: p.Capital) -> Finding:
    """Losses above the given share of the subscribed capital make an undertaking in difficulty; a share reached is not above."""
    subscribed, losses = facts.money(Name.SUBSCRIBED_CAPITAL), facts.money(Name.ACCUMULATED_LOSSES)
    if subscribed is None or losses is None:
        return to_verify("Senza capitale sottoscritto e perdite cumulate la prova del capitale è verificata dalla Camera.")
    limit = cents(subscribed * asked.share)
    said = f"perdite cumulate {euro(losses)}, {percent(asked.share)} del capitale sottoscritto {euro(limit)}"
    if losses > subscribed * asked.share:
        return not_met(f"L’impresa risulta in difficoltà: {said}.")
    return met(f"Le perdite non superano il limite: {said}.")


def single(facts: Facts, asked: p.Single) -> Finding:
    """The firm's other applications to this call, as the portal counts them."""
    others = facts.count(Name.OTHER_APPLICATIONS)
    if others is None:
        return to_verify("Il portale lo verifica quando accedete con la vostra impresa.")
    if others > asked.others:
        return not_met("La vostra impresa ha già inviato una domanda per questo bando: vale la prima.")
    return met("Nessun’altra domanda della vostra impresa per questo bando.")


def minimum_spend(facts: Facts, asked: p.MinimumSpend) -> Finding:
    """The spend as it stands in this phase: planned, admitted, or accounted for."""
    spend = facts.money(Name.SPEND)
    if spend is None:
        return not_met(f"Indicate le spese previste: il minimo è {euro(asked.amount)}, al netto dell’IVA.")
    if spend >= asked.amount:
        return met(f"La spesa di {euro(spend)} raggiunge il minimo di {euro(asked.amount)}.")
    missing = euro(asked.amount - spend)
    return not_met(f"La spesa di {euro(spend)} non raggiunge il minimo di {euro(asked.amount)}: mancano {missing}.")


def readiness(facts: Facts, asked: p.Readiness) -> Finding:
    """Presence only; how good it is, the score says."""
    answers = {part: facts.text(part) for part in asked.parts}
    missing = [p.PARTS[part] for part, answer in answers.items() if not answer]
    if missing:
        return not_met(f"Nel progetto mancano: {listing(missing)}.")
    return met("Il progetto descrive tutto ciò che il bando chiede.")


def aid_ceiling(facts: Facts, asked: p.AidCeiling) -> Finding:
    """Aid received and this grant together; where they exceed the ceiling, the grant is cut to the room that is left."""
    received, grant = facts.money(Name.AID_RECEIVED), facts.money(Name.GRANT)
    if received is None:
        return to_verify(f"La Camera verifica sul registro nazionale gli aiuti già ricevuti (massimale {euro(asked.amount)}).")
    room = asked.amount - received
    said = f"aiuti già ricevuti {euro(received)}, massimale {euro(asked.amount)}"
    if room <= ZERO:
        return not_met(f"Il massimale degli aiuti è esaurito: {said}.")
    if grant is not None and grant > room:
        return to_verify(f"Il contributo può essere al più {euro(room)}: {said}.")
    return met(f"C’è spazio per il contributo: {said}.")


JUDGES: dict[RuleKind, Callable[[Facts, Any], Finding]] = {
    RuleKind.SIZE: size,
    RuleKind.SEAT: seat,
    RuleKind.DECLARATION: made,
    RuleKind.CAPITAL: capital,
    RuleKind.SINGLE: single,
    RuleKind.MINIMUM_SPEND: minimum_spend,
    RuleKind.READINESS: readiness,
    RuleKind.AID_CEILING: aid_ceiling,
}
