"""Asks the rules of a phase and keeps what they answered, with the facts, so that anybody can ask again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from accounts.models import User
from applications.models import Application, Evaluation, Finding
from applications.queries.asked_together import Answer, Question, answers_to
from applications.queries.facts import facts_of
from applications.queries.findings import as_row, rules_asked
from applications.queries.readings import WITH
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts, Value
from bando.enums import Phase
from core.locks import Rung, lock, operation
from core.operations.inserting import Inserting
from core.operations.recording import record, record_all

KEPT = "evaluating.evaluate"
# Rows of one statement.
BATCH = 2_000
Kept = tuple[dict[str, Any], list[engine.RuleFinding]]


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


@operation
def ask_all(*, questions: Sequence[Question], phase: Phase, by: User | None, at: datetime) -> dict[int, Answer]:
    """What `ask` finds and keeps, of many in as many statements as of one; by primary key of the application."""
    asked = [one.application.pk for one in questions]
    held = lock(Application.objects.filter(pk__in=asked).select_related(*WITH), Rung.APPLICATION)
    answers, kept = answers_to(questions, held, phase, at=at), list[Kept]()
    for fresh in held:
        found = answers[fresh.pk]
        about = _about(application=fresh, phase=phase, facts=found.facts, findings=found.findings, by=by, at=at)
        kept.append((about, found.findings))
    _keep_all(kept, by=by, at=at)
    return answers


def keep(
    *, application: Application, phase: Phase, facts: Facts, findings: list[engine.RuleFinding], by: User | None, at: datetime
) -> Evaluation:
    """What was asked and answered, of an application that the caller holds."""
    evaluation = _evaluations.one(**_about(application=application, phase=phase, facts=facts, findings=findings, by=by, at=at))
    _findings.all([as_row(evaluation, found) for found in findings])
    record(by=by, at=at, action=KEPT, subject=application, data=_told(evaluation))
    return evaluation


def _about(
    *, application: Application, phase: Phase, facts: Facts, findings: list[engine.RuleFinding], by: User | None, at: datetime
) -> dict[str, Any]:
    digest = sha256(engine.canonical(findings).encode()).hexdigest()
    about = {"application": application, "phase": phase, "at": at, "by": by, "engine_version": engine.ENGINE_VERSION}
    return about | {"facts": facts.to_json(), "digest": digest}


def _keep_all(kept: Sequence[Kept], *, by: User | None, at: datetime) -> None:
    """As `keep` does, a statement a batch."""
    rows = Evaluation.objects.bulk_create([Evaluation(**about) for about, _found in kept], batch_size=BATCH)
    found = [as_row(row, one) for row, (_about, findings) in zip(rows, kept, strict=True) for one in findings]
    Finding.objects.bulk_create(found, batch_size=BATCH)
    record_all(by=by, at=at, action=KEPT, subjects=[(row.application, _told(row)) for row in rows])


def _told(evaluation: Evaluation) -> dict[str, Any]:
    return {"phase": evaluation.phase, "digest": evaluation.digest}


_evaluations, _findings = Inserting(Evaluation), Inserting(Finding)
