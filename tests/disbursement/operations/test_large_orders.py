"""An order of many payments is proposed, adopted and paid in as many statements as one of few, and all its rows are written."""

import pytest
from django.utils import timezone

from applications.models import Evaluation, Finding
from bando.enums import Phase
from bando.queries.balance import differences
from bench.payments import a_settled_grant, batch, multiply
from core.models import AuditEvent
from disbursement.models import Payout

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 50


def test_an_order_of_fifty_takes_the_statements_of_one_of_five():
    now = timezone.now()
    walk, model = a_settled_grant(now)
    asked = []
    for many, first in ((FEW, 1), (MANY, MANY)):
        multiply(model, many, first=first)
        before = {row: row.objects.count() for row in (Evaluation, Finding)}
        asked.append({figure.name: figure.queries for figure in batch(walk, model, many, now).figures})
        rules = Finding.objects.filter(evaluation__phase=Phase.PAYMENT).values("rule").distinct().count()
        assert rules, "the call asks something before it pays"
        assert Evaluation.objects.count() - before[Evaluation] == many
        assert Finding.objects.count() - before[Finding] == many * rules
    few, more = asked
    assert few == more
    assert few["adopted, rules asked"] < 60
    kept = Evaluation.objects.filter(phase=Phase.PAYMENT).values_list("application", "digest")
    told = AuditEvent.objects.filter(action="evaluating.evaluate", data__phase="payment").values_list(
        "subject_id", "data__digest"
    )
    assert sorted(kept) == sorted(told)
    assert Payout.objects.count() == FEW + MANY
    assert not list(differences())
