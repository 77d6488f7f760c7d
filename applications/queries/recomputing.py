"""Stored evaluations computed anew from what they keep: the facts, and the rules in the versions that were asked."""

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import Prefetch

from applications.models import Evaluation, Finding
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts
from bando.queries.terms import rule_of


def recomputed(evaluation: Evaluation) -> str:
    """The digest that the same rules give on the same facts with the engine of today."""
    rules = [rule_of(finding.rule) for finding in evaluation.findings.all()]
    findings = engine.evaluate(rules, Facts.from_json(evaluation.facts))
    return sha256(engine.canonical(findings).encode()).hexdigest()


def differing() -> Iterator[Evaluation]:
    """The stored evaluations whose digest does not come out again."""
    findings = Finding.objects.select_related("rule").order_by("pk")
    rows = Evaluation.objects.select_related("application").prefetch_related(Prefetch("findings", queryset=findings))
    for evaluation in rows.order_by("pk").iterator(chunk_size=500):
        if recomputed(evaluation) != evaluation.digest:
            yield evaluation
