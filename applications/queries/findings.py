"""What the rules of the call answer about an application now."""

from collections.abc import Mapping
from datetime import datetime

from applications.models import Application, Evaluation, Finding
from applications.queries.facts import facts_of, latest_words
from bando.domain.rules.engine import Rule, RuleFinding, evaluate
from bando.domain.rules.facts import Value, canonical_json
from bando.enums import Phase
from bando.models import EligibilityRule
from bando.queries.terms import in_force, rule_of, rules_for, rules_of


def findings_of(
    application: Application,
    phase: Phase,
    *,
    at: datetime,
    more: Mapping[str, Value] | None = None,
    found_since: datetime | None = None,
) -> list[RuleFinding]:
    """One finding for each rule that the call asks in this phase; nothing is stored. `more`, `found_since`: see `facts_of`."""
    rules = rules_asked(application, phase)
    return evaluate(rules, facts_of(application, at=at, rules=rules, more=more, found_since=found_since)) if rules else []


def rules_asked(application: Application, phase: Phase) -> list[Rule]:
    """The rules of a phase, at the version of the call that the application is made under."""
    return rules_for(application.call, phase, application.call_version)


def declarations_asked(application: Application) -> list[Rule]:
    """The rules that rest on a declaration of the firm: one for each declaration, in the order of the call."""
    asked = in_force(application.call.eligibilityrules, application.call_version)
    rules = [rule_of(row) for row in asked.filter(phases__overlap=[Phase.DRAFT, Phase.SUBMISSION])]
    return list({rule.declares: rule for rule in reversed(rules) if rule.declares}.values())[::-1]


def rules_to_verify(application: Application) -> list[Rule]:
    """The rules on which an officer may say what she found: those that ask it first."""
    rules = rules_of(application.call, application.call_version)
    return sorted(rules, key=lambda rule: not rule.confirms)


def confirmed_by(row: EligibilityRule) -> str:
    """The code under which officers say what they found about a rule."""
    rule = rule_of(row)
    return rule.confirms or rule.code


def confirmed_in(application: Application) -> dict[str, bool | None]:
    """What officers found, the latest word on each thing; None: asked, not answered yet."""
    return latest_words(application.confirmations.order_by("pk"))


def as_row(evaluation: Evaluation, found: RuleFinding) -> Finding:
    """The finding as it is kept, not written yet."""
    return Finding(
        evaluation=evaluation,
        rule_id=found.rule_id,
        outcome=found.outcome,
        explanation=found.explanation,
        comparison=found.comparison,
        used=used_by(found),
    )


def used_by(found: RuleFinding) -> str:
    """The facts that the rule looked at, as canonical JSON."""
    return canonical_json(found.used_as_kept)
