"""The call of 2020 after its rankings, with six firms: every tranche, every payment, and nothing left on any line.

The whole is `./portal manage replay_2020`: the 638 take as long as a suite does."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from applications.enums import State
from bando.models import BudgetLine
from bando.queries.balance import differences
from demo.cast import gather
from demo.replay_payments import Aftermath, failures
from demo.replay_plan import Fate
from demo.replaying import RANKED, prepare
from disbursement.models import Tranche
from registry.operations import loading

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_the_ledger]


def test_what_was_endowed_is_paid_or_given_back() -> None:
    now = timezone.now()
    loading.load(by=None, at=now)
    said: list[str] = []
    replay = prepare(gather(now), said.append)
    few = [each for each in replay.plan.applicants if each.fate is Fate.FINANCED][:6]
    replay.plan = replace(replay.plan, applicants=few)
    replay._arrive()
    replay._check()
    replay._score()
    replay._rank(0, RANKED[0])
    # Money on which nobody draws: all that comes in of it goes back.
    replay._refinance(0)
    Aftermath(replay.walk, said.append).run()
    assert set(replay.call.applications.values_list("state", flat=True)) == {State.PAID}
    assert (failures(replay.call), list(differences())) == ([], [])
    amounts = [tranche.amount for tranche in Tranche.objects.order_by("rule__fund", "rule__order")]
    paid = sum(line.paid for line in BudgetLine.objects.filter(fund__call=replay.call, fund__kind="regional"))
    assert amounts[:2] == [Decimal("905000.00"), Decimal("724000.00")]
    assert amounts[2] == paid - Decimal("1629000.00") < 0
    assert amounts[3:] == [Decimal("500000.00"), Decimal("400000.00"), Decimal("-900000.00")]
    assert sum(sentence.count("Camere") for sentence in said) == len(amounts)
    # The control: a line that has more than it was given is seen.
    BudgetLine.objects.filter(fund__call=replay.call).update(available=1)
    assert len(failures(replay.call)) == BudgetLine.objects.filter(fund__call=replay.call).count()
