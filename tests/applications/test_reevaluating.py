"""An eligibility decision can be computed again years later; a changed one is seen, named and explained."""

import random
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from io import StringIO
from time import perf_counter
from typing import Any

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Replace

from applications.enums import State
from applications.models import Application, Evaluation, Finding
from applications.queries.findings import as_row
from applications.queries.recomputing import evaluations, reevaluated
from bando.domain.rules import engine
from bando.domain.rules.facts import Facts, Name, declaration
from bando.enums import Outcome, Phase
from bando.queries.terms import rules_for
from tests import factories

pytestmark = pytest.mark.django_db


def many(application: Application, count: int, seed: int = 2020) -> None:
    """So many evaluations of varied facts through the engine, stored as an operation would."""
    chance, rules = random.Random(seed), rules_for(application.call, Phase.SUBMISSION)
    rows, findings = [], []
    for number in range(count):
        at = factories.NOON + timedelta(seconds=number)
        known = Facts.of(_facts(chance), source="impresa", at=at)
        found = engine.evaluate(rules, known)
        digest = sha256(engine.canonical(found).encode()).hexdigest()
        rows.append(
            Evaluation(
                application=application, phase=Phase.SUBMISSION, at=at, engine_version=engine.ENGINE_VERSION,
                facts=known.to_json(), digest=digest,
            )
        )  # fmt: skip
        findings.append(found)
    kept = Evaluation.objects.bulk_create(rows)
    Finding.objects.bulk_create(as_row(row, one) for row, listed in zip(kept, findings, strict=True) for one in listed)


def _facts(chance: random.Random) -> dict[str, Any]:
    def amount(most: int) -> Decimal | None:
        return None if chance.random() < 0.1 else Decimal(chance.randrange(most * 100)) / 100

    return {
        Name.STAFF: chance.choice([None, *range(0, 400, 7)]),
        Name.TURNOVER: amount(80_000_000),
        Name.BALANCE_SHEET: amount(60_000_000),
        Name.SUBSCRIBED_CAPITAL: amount(100_000),
        Name.ACCUMULATED_LOSSES: amount(100_000),
        Name.AID_RECEIVED: amount(250_000),
        Name.SEAT_PROVINCE: chance.choice(["", "BG", "BS", "MI"]),
        Name.COMPETENT_CHAMBER: chance.choice(["", "Camera di commercio di Bergamo"]),
        Name.SEAT_TO_BE_OPENED: chance.choice([True, False]),
        Name.OTHER_APPLICATIONS: chance.randrange(3),
        Name.SPEND: Decimal(chance.randrange(2_000_000)) / 100,
        Name.GRANT: Decimal(chance.randrange(1_000_000)) / 100,
        Name.PORTFOLIO: chance.choice(["", "formaggi"]),
        Name.MARKETS: chance.choice(["", "Francia"]),
        Name.CHANNELS: chance.choice(["", "un mercato"]),
        declaration("insolvency"): chance.choice([True, False]),
        declaration("annual-fee"): chance.choice([True, False]),
    }


def told(**options: Any) -> str:
    out = StringIO()
    call_command("reevaluate", stdout=out, **options)
    return out.getvalue()


def refused(**options: Any) -> str:
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("reevaluate", stdout=StringIO(), stderr=err, **options)
    return err.getvalue()


def test_a_thousand_stored_evaluations_give_the_same_bytes_again(capsys: pytest.CaptureFixture[str]) -> None:
    application = factories.a_draft()
    many(application, 1000)
    outcomes = set(Finding.objects.values_list("rule__kind", "outcome"))
    assert len(outcomes) > 15, "the facts vary: most kinds answer in more than one way"
    before = perf_counter()
    assert "evaluations asked again: 1000, all the same" in told()
    with capsys.disabled():
        print(f"\n1,000 evaluations ({Finding.objects.count()} findings) asked again in {perf_counter() - before:.2f} s")


@pytest.mark.parametrize(("count", "queries"), [(1, 2), (30, 2)])
def test_evaluations_are_read_in_batches(count: int, queries: int, django_assert_num_queries: Callable[[int], Any]) -> None:
    many(factories.a_draft(), count)
    with django_assert_num_queries(queries):
        assert len(list(reevaluated(evaluations()))) == count


def test_the_evaluations_of_one_call_are_asked_alone() -> None:
    first, second = factories.a_draft(), factories.a_draft()
    many(first, 3)
    many(second, 2)
    assert "asked again: 2, all the same" in told(call=second.call.code)


def test_what_the_portal_stored_by_itself_comes_out_again() -> None:
    application = factories.application_at(State.ADMISSIBLE)
    assert {row.phase for row in application.evaluations.all()} == {Phase.SUBMISSION, Phase.REVIEW}
    assert "asked again: 3, all the same" in told(), "as it was sent, looked up and admitted"


def test_a_finding_altered_behind_the_back_of_the_portal_is_named() -> None:
    application = factories.application_at(State.SUBMITTED)
    evaluation = application.evaluations.get()
    altered = evaluation.findings.get(rule__code="size")
    with pgtrigger.ignore("applications.Finding:a_finding_is_never_changed"), connection.cursor() as cursor:
        cursor.execute("UPDATE applications_finding SET outcome = 'not_met' WHERE id = %s", [altered.pk])
    said = refused(call=application.call.code)
    assert f"evaluation {evaluation.pk}" in said
    assert "rule size (version 1): outcome was «not_met», is «met»" in said


def test_a_fact_changed_behind_the_back_of_the_portal_is_explained() -> None:
    factories.application_at(State.SUBMITTED)
    with pgtrigger.ignore("applications.Evaluation:an_evaluation_is_never_changed"):
        Evaluation.objects.update(facts=Replace("facts", Value("12000.00"), Value("3999.99")))
    said = refused()
    assert "rule min-spend (version 1): outcome was «met», is «not_met»" in said
    assert "fact spend was «12000.00»" in said
    assert "is «3999.99»" in said


def test_a_digest_changed_alone_is_told_apart() -> None:
    factories.application_at(State.SUBMITTED)
    with pgtrigger.ignore("applications.Evaluation:an_evaluation_is_never_changed"):
        Evaluation.objects.update(digest="0" * 64)
    assert "the stored digest was changed" in refused()


def test_an_evaluation_by_an_earlier_engine_is_named_and_no_error_while_it_says_the_same() -> None:
    factories.application_at(State.SUBMITTED)
    with pgtrigger.ignore("applications.Evaluation:an_evaluation_is_never_changed"):
        Evaluation.objects.update(digest="1" * 64, engine_version="1")
    said = told()
    assert "same answers, made by engine 1" in said
    assert "1 by an earlier engine" in said


def test_a_finding_keeps_the_facts_it_used_and_what_it_compared() -> None:
    application = factories.application_at(State.SUBMITTED)
    found = Finding.objects.get(evaluation__application=application, rule__code="min-spend")
    assert found.outcome == Outcome.MET
    assert '"spend"' in found.used
    assert found.comparison == "spesa 12.000,00\u00a0€ ≥ 4.000,00\u00a0€"
