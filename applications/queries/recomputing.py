"""Stored evaluations computed anew from what they keep: the facts, and the rules in the versions that were asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Prefetch, QuerySet

from applications.models import Evaluation, Finding
from applications.queries.findings import used_by
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts
from bando.queries.terms import rule_of

CHUNK = 500


@dataclass(frozen=True)
class Reevaluation:
    """One evaluation asked again; `differences` are sentences, none where the same bytes come out.

    `is_older`: an earlier version of the engine made it, and only that is different.
    """

    evaluation: Evaluation
    differences: tuple[str, ...]
    is_older: bool


def evaluations(call_code: str = "") -> QuerySet[Evaluation]:
    """All of them, or those of one call, in the order in which they were made."""
    rows = Evaluation.objects.order_by("pk")
    return rows.filter(application__call__code=call_code) if call_code else rows


def reevaluated(rows: QuerySet[Evaluation]) -> Iterator[Reevaluation]:
    """Each of `rows` asked again: two queries for every five hundred."""
    findings = Finding.objects.select_related("rule").order_by("pk")
    known = rows.select_related("application__call").prefetch_related(Prefetch("findings", queryset=findings))
    for evaluation in known.iterator(chunk_size=CHUNK):
        yield reevaluate(evaluation)


def reevaluate(evaluation: Evaluation) -> Reevaluation:
    """The same rules on the same facts with the engine of today, against what was stored then."""
    stored = list(evaluation.findings.all())
    found = engine.evaluate([rule_of(row.rule) for row in stored], Facts.from_json(evaluation.facts))
    differences = [text for row, new in zip(stored, found, strict=True) for text in _between(row, new)]
    older = evaluation.engine_version != engine.ENGINE_VERSION
    same = sha256(engine.canonical(found).encode()).hexdigest() == evaluation.digest
    if not differences and not same and not older:
        differences = ["the findings are the same, their digest is not: the stored digest was changed"]
    return Reevaluation(evaluation, tuple(differences), is_older=older and not differences)


def _between(stored: Finding, new: engine.RuleFinding) -> Iterator[str]:
    """What differs in the answer of one rule: which part, before and after, and which facts it looked at."""
    name = f"rule {stored.rule.code} (version {stored.rule.version})"
    parts = {
        "outcome": (stored.outcome, new.outcome.value),
        "explanation": (stored.explanation, new.explanation),
        "comparison": (stored.comparison, new.comparison),
    }
    for part, (before, after) in parts.items():
        if before != after:
            yield f"{name}: {part} was «{before}», is «{after}»"
    yield from (f"{name}: {text}" for text in _facts_between(stored.used, used_by(new)))


def _facts_between(before: str, after: str) -> Iterator[str]:
    if before == after:
        return
    old, new = json.loads(before or "{}"), json.loads(after)
    for name in sorted(set(old) | set(new)):
        if old.get(name) != new.get(name):
            yield f"fact {name} was {_shown(old.get(name))}, is {_shown(new.get(name))}"


def _shown(fact: dict[str, object] | None) -> str:
    return "not looked at" if fact is None else f"«{fact['value']}» ({fact['source']}, {fact['at']})"
