"""Judges whether the project is described; how well, the score says."""

from bando.domain.rules import parameters as p
from bando.domain.rules.facts import Facts
from bando.domain.rules.findings import Finding, met, not_met, to_verify
from bando.domain.wording import Sentence, phrases, say
from core.domain.wording import gettext_noop as _


def readiness(facts: Facts, asked: p.Readiness) -> Finding:
    """Presence only. A part left empty is missing; one that nobody has asked for yet is still to be seen."""
    answers = {part: facts.text(part) for part in asked.parts}
    missing = [p.PARTS[part] for part, answer in answers.items() if answer == ""]
    unasked = [p.PARTS[part] for part, answer in answers.items() if answer is None]
    if missing:
        return not_met(say(_("Nel progetto mancano: %(parts)s."), parts=phrases(missing)))
    if unasked:
        return to_verify(say(_("Nella domanda il progetto deve descrivere: %(parts)s."), parts=phrases(unasked)))
    return met(Sentence(_("Il progetto descrive tutto ciò che il bando chiede.")))
