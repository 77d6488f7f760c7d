"""Asks the rules of a phase and keeps what they answered, with the facts, so that anybody can ask again."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from accounts.models import User
from applications.models import Application, Evaluation, Finding
from applications.queries.facts import facts_of
from applications.queries.findings import as_row, rules_asked
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts, Value
from bando.enums import Phase
from core.locks import Rung, lock, operation
from core.operations.inserting import Inserting
from core.operations.recording import record


@operation
def evaluate(*, application: Application, phase: Phase, by: User | None, at: datetime) -> Evaluation:
    """One evaluation with a finding a rule."""
    return ask(application=application, phase=phase, by=by, at=at)[0]


@operation
def ask(
    *,
    application: Application,
    phase: Phase,
    more: Mapping[str, Value] | None = None,
    found_since: datetime | None = None,
    by: User | None,
    at: datetime,
) -> tuple[Evaluation, list[engine.RuleFinding]]:
    """The same, with the findings for whoever has to decide on them; `more`, `found_since`: see `facts_of`."""
    (fresh,) = lock(Application.objects.filter(pk=application.pk), Rung.APPLICATION)
    rules = rules_asked(fresh, phase)
    facts = facts_of(fresh, at=at, rules=rules, more=more, found_since=found_since)
    findings = engine.evaluate(rules, facts)
    return keep(application=fresh, phase=phase, facts=facts, findings=findings, by=by, at=at), findings


def keep(
    *, application: Application, phase: Phase, facts: Facts, findings: list[engine.RuleFinding], by: User | None, at: datetime
) -> Evaluation:
    """What was asked and answered, of an application that the caller holds."""
    evaluation = _evaluations.one(
        application=application, phase=phase, at=at, by=by, engine_version=engine.ENGINE_VERSION, facts=facts.to_json(),
        digest=sha256(engine.canonical(findings).encode()).hexdigest(),
    )  # fmt: skip
    _findings.all([as_row(evaluation, found) for found in findings])
    record(by=by, at=at, action="evaluating.evaluate", subject=application, data={"phase": phase, "digest": evaluation.digest})
    return evaluation


_evaluations, _findings = Inserting(Evaluation), Inserting(Finding)
