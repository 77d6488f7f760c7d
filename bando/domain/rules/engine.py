"""Asks the rules of a call: pure, repeatable to the byte; one engine from the public pre-check to the payment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bando.domain.rules.facts import Canonical, Fact, Facts, canonical_json
from bando.domain.rules.kinds import JUDGES
from bando.domain.rules.parameters import Asks, parse
from bando.domain.wording import Sentence
from bando.enums import Outcome, RuleKind

# Goes up with every change that could alter an outcome or a sentence: stored evaluations name the version they were made by.
ENGINE_VERSION = "2"


@dataclass(frozen=True)
class Rule:
    """One condition of a call, as the engine and the pages need it."""

    id: int
    code: str
    version: int
    kind: str
    parameters: Mapping[str, Any] = field(hash=False)
    label: str = ""
    message: str = ""
    remedy: str = ""
    legal_basis: str = ""
    blocking: bool = True

    @cached_property
    def asked(self) -> Asks:
        """The parameters as their dataclass. Raises BadParameters."""
        return parse(self.kind, self.parameters)

    @property
    def declares(self) -> str:
        """The code of the declaration that the firm makes for it (fact `declaration(code)`); "" for none."""
        return self.asked.declares

    @property
    def confirms(self) -> str:
        """The code of what an officer confirms for it (fact `confirmation(code)`); "" for nothing."""
        return self.asked.confirms


@dataclass(frozen=True)
class RuleFinding:
    """What one rule answered, why, and the facts it looked at (None: not known)."""

    rule: Rule
    outcome: Outcome
    sentence: Sentence
    comparison_sentence: Sentence | None
    used: Mapping[str, Fact | None] = field(hash=False)

    @cached_property
    def explanation(self) -> str:
        """Why, as it is kept: in Italian."""
        return self.sentence.italian()

    @cached_property
    def comparison(self) -> str:
        """What decided it, as it is kept («occupati 260 > 249»); "" where nothing is compared."""
        return self.comparison_sentence.italian() if self.comparison_sentence else ""

    @property
    def rule_id(self) -> int:
        return self.rule.id

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def version(self) -> int:
        return self.rule.version

    @property
    def blocks(self) -> bool:
        """Whether it keeps the application from going on."""
        return self.rule.blocking and self.outcome == Outcome.NOT_MET

    @cached_property
    def used_as_kept(self) -> dict[str, Canonical | None]:
        """The facts that it looked at, as they are kept."""
        return {name: fact.canonical() if fact is not None else None for name, fact in self.used.items()}

    def canonical(self) -> dict[str, str | int | dict[str, Canonical | None]]:
        """The finding as it is kept and compared."""
        return {
            "code": self.code,
            "comparison": self.comparison,
            "explanation": self.explanation,
            "outcome": self.outcome.value,
            "used": self.used_as_kept,
            "version": self.version,
        }


def evaluate(rules: Iterable[Rule], facts: Facts) -> list[RuleFinding]:
    """One finding a rule, in their order. Raises BadParameters for a rule whose JSON does not fit its kind."""
    return [_ask(rule, facts) for rule in rules]


def _ask(rule: Rule, facts: Facts) -> RuleFinding:
    reading = facts.afresh()
    found = JUDGES[RuleKind(rule.kind)](reading, rule.asked)
    return RuleFinding(rule, found.outcome, found.sentence, found.comparison, reading.used)


def blockers(findings: Iterable[RuleFinding]) -> list[RuleFinding]:
    """The findings that keep the application from going on."""
    return [finding for finding in findings if finding.blocks]


def canonical(findings: Iterable[RuleFinding]) -> str:
    """The findings with the engine's version as canonical JSON: the same questions and facts give the same bytes."""
    return canonical_json({"engine": ENGINE_VERSION, "findings": [finding.canonical() for finding in findings]})
