"""Judges where the project is carried out."""

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts, Name, confirmation
from bando.domain.rules.findings import Finding, met, not_met, to_verify
from bando.domain.wording import Sentence, Text, Word, say
from core.domain.wording import gettext_noop as _


def seat(facts: Facts, asked: p.Seat) -> Finding:
    """The province of the project's seat is served by a Chamber of the call; the seat exists, or may still be opened."""
    province, chamber = facts.text(Name.SEAT_PROVINCE), facts.text(Name.COMPETENT_CHAMBER)
    if not province:
        return not_met(Sentence(_("Indicate la provincia della sede in cui realizzate il progetto.")))
    if not chamber:
        text = _(
            "La provincia %(province)s non è servita da alcuna Camera di questo bando: "
            "serve una sede operativa in una delle province ammesse."
        )
        return not_met(say(text, province=Text(province)))
    found = _registered(facts, asked, province)
    return found or _declared(facts, asked, province, chamber)


def _registered(facts: Facts, asked: p.Seat, province: str) -> Finding | None:
    """What an officer saw in the company register goes before what the firm says."""
    seen = facts.flag(confirmation(asked.confirms)) if asked.confirms else None
    if seen is None:
        return None
    if seen:
        return met(say(_("La Camera ha verificato la sede in provincia di %(province)s."), province=Text(province)))
    text = _("La Camera ha verificato che la sede in provincia di %(province)s non risulta attiva al registro delle imprese.")
    return not_met(say(text, province=Text(province)))


def _declared(facts: Facts, asked: p.Seat, province: str, chamber: str) -> Finding:
    words: dict[str, Word] = {"province": Text(province), "chamber": Text(chamber)}
    if facts.flag(Name.SEAT_TO_BE_OPENED):
        if not asked.may_be_opened_later:
            text = _("La sede in provincia di %(province)s non risulta ancora attiva al registro delle imprese.")
            return not_met(say(text, province=Text(province)))
        text = _(
            "Sede da aprire in provincia di %(province)s (%(chamber)s): "
            "deve risultare attiva al registro delle imprese prima del pagamento."
        )
        return to_verify(say(text, **words))
    if asked.confirms:
        text = _("Sede in provincia di %(province)s (%(chamber)s): la Camera la verifica al registro delle imprese.")
        return to_verify(say(text, **words))
    return met(say(_("Sede in provincia di %(province)s; Camera competente: %(chamber)s."), **words))
