"""Asks the rules of a call: pure, repeatable to the byte; one engine from the public pre-check to the payment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bando.domain.rules.facts import Canonical, Fact, Facts, canonical_json
from bando.domain.rules.kinds import JUDGES
from bando.domain.rules.parameters import parse
from bando.enums import Outcome, RuleKind

# Goes up with every change that could alter an outcome or a sentence: stored evaluations name the version they were made by.
ENGINE_VERSION = "1"


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


@dataclass(frozen=True)
class RuleFinding:
    """What one rule answered, why, and the facts it looked at (None: not known)."""

    rule: Rule
    outcome: Outcome
    explanation: str
    used: Mapping[str, Fact | None] = field(hash=False)

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

    def canonical(self) -> dict[str, str | int | dict[str, Canonical | None]]:
        """The finding as it is kept and compared."""
        used = {name: fact.canonical() if fact is not None else None for name, fact in self.used.items()}
        return {
            "code": self.code,
            "explanation": self.explanation,
            "outcome": self.outcome.value,
            "used": used,
            "version": self.version,
        }


def evaluate(rules: Iterable[Rule], facts: Facts) -> list[RuleFinding]:
    """One finding a rule, in their order. Raises BadParameters for a rule whose JSON does not fit its kind."""
    return [_ask(rule, facts) for rule in rules]


def _ask(rule: Rule, facts: Facts) -> RuleFinding:
    reading = facts.afresh()
    found = JUDGES[RuleKind(rule.kind)](reading, parse(rule.kind, rule.parameters))
    return RuleFinding(rule, found.outcome, found.explanation, reading.used)


def blockers(findings: Iterable[RuleFinding]) -> list[RuleFinding]:
    """The findings that keep the application from going on."""
    return [finding for finding in findings if finding.blocks]


def canonical(findings: Iterable[RuleFinding]) -> str:
    """The findings with the engine's version as canonical JSON: the same questions and facts give the same bytes."""
    return canonical_json({"engine": ENGINE_VERSION, "findings": [finding.canonical() for finding in findings]})
