"""Asks the rules of a phase and keeps what they answered, with the facts, so that anybody can ask again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from accounts.models import User
from applications.models import Application, Evaluation, Finding
from applications.queries.facts import facts_of, latest_words, words_since
from applications.queries.findings import as_row, rules_asked
from applications.queries.readings import WITH, readings_of
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts, Value
from bando.enums import Phase, RuleKind
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


@dataclass(frozen=True)
class Question:
    """What is asked of one application among many; `more`, `found_since`: see `facts_of`."""

    application: Application
    more: Mapping[str, Value]
    found_since: datetime | None


@dataclass(frozen=True)
class Answer:
    """What the rules found, and what officers did (`latest_words`)."""

    findings: list[engine.RuleFinding]
    confirmed: Mapping[str, bool | None]


@operation
def ask_all(*, questions: Sequence[Question], phase: Phase, by: User | None, at: datetime) -> dict[int, Answer]:
    """What `ask` finds and keeps, of many in as many statements as of one; by primary key of the application."""
    asked = {one.application.pk: one for one in questions}
    held = lock(Application.objects.filter(pk__in=list(asked)).select_related(*WITH), Rung.APPLICATION)
    rules = _rules_of(held, phase)
    answers, kept = dict[int, Answer](), list[Kept]()
    for reading in readings_of(held, at=at, kinds={RuleKind(rule.kind) for own in rules.values() for rule in own}):
        fresh, question = reading.application, asked[reading.application.pk]
        own, since = rules[fresh.call_id, fresh.call_version], question.found_since
        facts = facts_of(fresh, at=at, rules=own, more=question.more, found_since=since, reading=reading)
        found = engine.evaluate(own, facts)
        answers[fresh.pk] = Answer(found, latest_words(words_since(reading.words, since)))
        kept.append((_about(application=fresh, phase=phase, facts=facts, findings=found, by=by, at=at), found))
    _keep_all(kept, by=by, at=at)
    return answers


def _rules_of(applications: Sequence[Application], phase: Phase) -> dict[tuple[int, int], list[engine.Rule]]:
    """Call and its version → the rules of the phase."""
    found: dict[tuple[int, int], list[engine.Rule]] = {}
    for one in applications:
        terms = (one.call_id, one.call_version)
        if terms not in found:
            found[terms] = rules_asked(one, phase)
    return found


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
