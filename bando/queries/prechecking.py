"""The pre-check: the same rules and the same grant as for an application, on answers that are kept nowhere.

A visitor who continues takes the answers along in the session, under SESSION_KEY:

    {"call": slug, "answers": {name of the fact: text}, "measure": code, "at": ISO instant}

`answers_to_session` writes that, `answers_from_session` reads it. Declarations are not carried: who makes one under
DPR 445/2000 makes it in the application, after log-in.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bando.domain.caps import Admitted, Cap, Line, admit
from bando.domain.contribution import Estimate, Terms, estimate
from bando.domain.rules.engine import Rule, RuleFinding, blockers, evaluate
from bando.domain.rules.facts import Facts, Name, Value
from bando.domain.size import Figures, Relative, added_up
from bando.enums import Outcome, SizeClass
from bando.models import Call, Measure, Pot
from bando.queries.limits import facts_of
from bando.queries.pots import pot_for
from bando.queries.terms import terms_of
from core.figures import ROME
from core.money import ZERO, cents

SOURCE, PORTAL = "verifica preliminare", "portale"
SESSION_KEY = "precheck"


@dataclass(frozen=True)
class Answers:
    """What a visitor says: facts by name, what is to be spent line by line, bonuses it holds, the measure it would choose."""

    facts: Mapping[str, Value]
    lines: tuple[Line, ...] = ()
    held: frozenset[str] = frozenset()
    measure: str = ""

    @property
    def size(self) -> SizeClass | None:
        """The size class that the figures prove."""
        relatives = self.facts.get(Name.RELATIVES) or ()
        own = Figures(*(self.facts.get(name) for name in (Name.STAFF, Name.TURNOVER, Name.BALANCE_SHEET)))  # type: ignore[arg-type]
        return added_up(own, [one for one in relatives if isinstance(one, Relative)]).size  # type: ignore[union-attr]


@dataclass(frozen=True)
class Choice:
    """A measure that the firm may choose, with what it would give."""

    measure: Measure
    terms: Terms
    estimate: Estimate


@dataclass(frozen=True)
class Precheck:
    """What the rules answered, the Chamber that would be competent, the measures open to the firm and what they give."""

    findings: list[RuleFinding]
    pot: Pot | None
    size: SizeClass | None
    admitted: Admitted
    choices: list[Choice]
    chosen: Choice
    # The measure asked for, where the firm is not of its size.
    barred: Measure | None

    @property
    def obstacles(self) -> list[RuleFinding]:
        """Why the firm cannot apply: the rules that say so."""
        return blockers(self.findings)

    @property
    def below_minimum(self) -> bool:
        """Whether the spend is below the measure's minimum, and no rule has said so already."""
        said = any(finding.rule.kind == "minimum_spend" for finding in self.obstacles)
        return self.chosen.estimate.below_minimum and not said

    @property
    def no_measure(self) -> bool:
        """Whether no measure is for a firm of this size, and no rule has said so already."""
        return not self.choices and not any(finding.rule.kind == "size" for finding in self.obstacles)

    @property
    def can_apply(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.obstacles or self.below_minimum or self.no_measure or self.barred)

    @property
    def open_questions(self) -> list[RuleFinding]:
        """What the Chamber will look at."""
        return [finding for finding in self.findings if finding.outcome == Outcome.TO_VERIFY]

    @property
    def advice(self) -> list[RuleFinding]:
        """What is not in order but stops nobody."""
        return [each for each in self.findings if each.outcome == Outcome.NOT_MET and not each.blocks]

    @property
    def fulfilled(self) -> list[RuleFinding]:
        """What is in order."""
        return [finding for finding in self.findings if finding.outcome == Outcome.MET]


def precheck(
    call: Call, rules: Iterable[Rule], measures: Sequence[Measure], caps: Sequence[Cap], answers: Answers, *, at: datetime
) -> Precheck:
    """Judge the answers; Chamber, admitted spend and grant are computed. Asks one query. The call has a measure at least."""
    province, size = answers.facts.get(Name.SEAT_PROVINCE), answers.size
    pot = pot_for(call, str(province)) if province else None
    admitted = admit(answers.lines, caps)
    choices = [choice_of(measure, admitted.total, answers.held) for measure in measures if is_for(measure, size)]
    wanted = next((measure for measure in measures if measure.code == answers.measure), None)
    chosen = next((each for each in choices if wanted is None or each.measure == wanted), None)
    barred = wanted if wanted is not None and chosen is None else None
    chosen = chosen or choice_of(barred or measures[0], admitted.total, answers.held)
    computed: dict[str, Value] = {
        **facts_of(admitted, caps),
        Name.TODAY: at.astimezone(ROME).date(),
        Name.COMPETENT_CHAMBER: str(pot) if pot else "",
        Name.GRANT: chosen.estimate.grant,
    }
    facts = Facts.of(answers.facts, source=SOURCE, at=at).plus(computed, source=PORTAL, at=at)
    return Precheck(evaluate(rules, facts), pot, size, admitted, choices, chosen, barred)


def choice_of(measure: Measure, spend: Decimal, held: frozenset[str]) -> Choice:
    """What a measure gives for an admitted spend."""
    terms = terms_of(measure)
    return Choice(measure, terms, estimate(spend, terms, held))


def is_for(measure: Measure, size: SizeClass | None) -> bool:
    """Whether a firm of the size may choose the measure; a size that is not known is held against nobody."""
    return not measure.sizes or size is None or size in measure.sizes


# What is taken along, and how each is written as a text and read again: what cannot be read is dropped.
def _money(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite() or found < ZERO or found >= Decimal("1000000000000") or found != cents(found):
        raise ValueError("not an amount")
    return cents(found)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError("not a number")
    return int(text)


def _flag(text: str) -> bool:
    return {"true": True, "false": False}[text]


def _text(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError("not such a text")
        return text

    return read


CARRIED: dict[Name, Callable[[str], Any]] = {
    Name.SEAT_PROVINCE: _text(r"[A-Z]{2}"),
    Name.SEAT_TO_BE_OPENED: _flag,
    Name.STAFF: _count,
    Name.TURNOVER: _money,
    Name.BALANCE_SHEET: _money,
    Name.SUBSCRIBED_CAPITAL: _money,
    Name.ACCUMULATED_LOSSES: _money,
    Name.AID_RECEIVED: _money,
    Name.FOUNDED_ON: date.fromisoformat,
    Name.ATECO_CODE: _text(r"[0-9.]{2,8}"),
    Name.ATECO_VERSION: _text(r"2007|2025"),
    Name.DURC_EXPIRES_ON: date.fromisoformat,
}


@dataclass(frozen=True)
class Carried:
    """Answers on their way into a draft: facts by name, typed; the code of the measure ("" for none); since when."""

    answers: Mapping[str, Value]
    measure: str
    at: datetime


def answers_to_session(slug: str, answers: Answers, measure: str, at: datetime) -> dict[str, Any]:
    """What the session keeps, as plain JSON; facts that no draft takes are left out."""
    kept = {name: answers.facts.get(name) for name in CARRIED}
    written = {name.value: _written(value) for name, value in kept.items() if value not in (None, "")}
    return {"call": slug, "answers": written, "measure": measure, "at": at.isoformat()}


def answers_from_session(kept: object, slug: str) -> Carried | None:
    """The answers for the call `slug` that `answers_to_session` wrote; None for anything else. Unknown names are dropped."""
    if not isinstance(kept, dict) or kept.get("call") != slug or not isinstance(kept.get("answers"), dict):
        return None
    try:
        at = datetime.fromisoformat(kept["at"])
    except (KeyError, TypeError, ValueError):
        return None
    read = {name.value: _read(name, kept["answers"].get(name.value)) for name in CARRIED}
    known = {name: value for name, value in read.items() if value is not None}
    measure = kept.get("measure")
    return Carried(known, measure if isinstance(measure, str) else "", at)


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(name: Name, text: object) -> Value:
    if not isinstance(text, str):
        return None
    try:
        found: Value = CARRIED[name](text)
    except (KeyError, ValueError, InvalidOperation):
        return None
    return found
