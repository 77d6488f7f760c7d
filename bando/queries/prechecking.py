"""The pre-check: the same rules and the same grant as for an application, on answers that are kept nowhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bando.domain.contribution import Estimate, Terms, estimate
from bando.domain.rules.engine import Rule, RuleFinding, blockers, evaluate
from bando.domain.rules.facts import Facts, Name, Value
from bando.enums import Outcome
from bando.models import Call, Pot
from bando.queries.pots import pot_for
from core.money import ZERO

SOURCE = "verifica preliminare"


@dataclass(frozen=True)
class Precheck:
    """What the rules answered, the Chamber that would be competent, and the grant that the spend would give."""

    findings: list[RuleFinding]
    pot: Pot | None
    terms: Terms
    estimate: Estimate

    @property
    def obstacles(self) -> list[RuleFinding]:
        """Why the firm cannot apply."""
        return blockers(self.findings)

    @property
    def open_questions(self) -> list[RuleFinding]:
        """What the Chamber will look at."""
        return [finding for finding in self.findings if finding.outcome == Outcome.TO_VERIFY]

    @property
    def fulfilled(self) -> list[RuleFinding]:
        """What is in order."""
        return [finding for finding in self.findings if finding.outcome == Outcome.MET]


def precheck(call: Call, rules: Iterable[Rule], terms: Terms, answers: Mapping[str, Value], *, at: datetime) -> Precheck:
    """Judge `answers` (facts by name: what the firm says of itself); Chamber and grant are computed."""
    province, spend = answers.get(Name.SEAT_PROVINCE), answers.get(Name.SPEND)
    pot = pot_for(call, str(province)) if province else None
    found = estimate(spend if isinstance(spend, type(ZERO)) else ZERO, terms)
    computed: dict[str, Value] = {Name.COMPETENT_CHAMBER: str(pot) if pot else "", Name.GRANT: found.grant}
    facts = Facts.of(answers, source=SOURCE, at=at).plus(computed, source="portale", at=at)
    return Precheck(evaluate(rules, facts), pot, terms, found)
