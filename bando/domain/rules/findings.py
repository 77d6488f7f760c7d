"""What a rule answers: an outcome, the sentence that explains it to the firm, and the comparison that decided it."""

from dataclasses import dataclass

from bando.domain.rules.facts import Facts, confirmation, declaration
from bando.domain.wording import Sentence
from bando.enums import Outcome
from core.domain.wording import gettext_noop as _


@dataclass(frozen=True)
class Finding:
    """An outcome in words; `comparison` is «occupati 260 > 249», None where nothing is compared."""

    outcome: Outcome
    sentence: Sentence
    comparison: Sentence | None = None

    @property
    def explanation(self) -> str:
        """The sentence as it is kept: in Italian."""
        return self.sentence.italian()


def met(sentence: Sentence, comparison: Sentence | None = None) -> Finding:
    return Finding(Outcome.MET, sentence, comparison)


def not_met(sentence: Sentence, comparison: Sentence | None = None) -> Finding:
    return Finding(Outcome.NOT_MET, sentence, comparison)


def to_verify(sentence: Sentence, comparison: Sentence | None = None) -> Finding:
    return Finding(Outcome.TO_VERIFY, sentence, comparison)


@dataclass(frozen=True)
class Voices:
    """What is said of a declaration: not made, found untrue by the Chamber, waiting for it, true."""

    missing: str = _("La dichiarazione non è stata resa: leggetela e, se è vera, confermatela.")
    untrue: str = _("La Camera ha verificato che quanto dichiarato non risulta.")
    waiting: str = _("Dichiarazione resa; la Camera la verifica.")
    confirmed: str = _("Dichiarazione resa e verificata dalla Camera.")
    made: str = _("Dichiarazione resa.")


def declared(facts: Facts, declares: str, confirms: str, voices: Voices) -> Finding:
    """A declaration of the firm; where `confirms` names something, the word of an officer decides."""
    made = facts.flag(declaration(declares))
    confirmed = facts.flag(confirmation(confirms)) if confirms else None
    if not made:
        return not_met(Sentence(voices.missing))
    if not confirms:
        return met(Sentence(voices.made))
    if confirmed is None:
        return to_verify(Sentence(voices.waiting))
    return met(Sentence(voices.confirmed)) if confirmed else not_met(Sentence(voices.untrue))
