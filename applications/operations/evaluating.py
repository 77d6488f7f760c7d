"""Asks the rules of a phase and keeps what they answered, with the facts, so that anybody can ask again."""

from datetime import datetime
from hashlib import sha256

from accounts.models import User
from applications.models import Application, Evaluation, Finding
from applications.queries.facts import facts_of
from bando.domain.rules import engine
from bando.enums import Phase
from bando.queries.terms import rules_for
from core.locks import Rung, lock, operation
from core.operations.recording import record


@operation
def evaluate(*, application: Application, phase: Phase, by: User | None, at: datetime) -> Evaluation:
    """One evaluation with a finding a rule."""
    (fresh,) = lock(Application.objects.filter(pk=application.pk), Rung.APPLICATION)
    facts = facts_of(fresh, at=at)
    findings = engine.evaluate(rules_for(fresh.call, phase), facts)
    evaluation = Evaluation.objects.create(
        application=fresh, phase=phase, at=at, by=by, engine_version=engine.ENGINE_VERSION, facts=facts.to_json(),
        digest=sha256(engine.canonical(findings).encode()).hexdigest(),
    )  # fmt: skip
    Finding.objects.bulk_create(
        Finding(evaluation=evaluation, rule_id=found.rule_id, outcome=found.outcome, explanation=found.explanation)
        for found in findings
    )
    record(by=by, at=at, action="evaluating.evaluate", subject=fresh, data={"phase": phase, "digest": evaluation.digest})
    return evaluation
