"""The Region's money of the call of 2020, to the cent, through the operations that everybody uses."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bando.models import BudgetLine, Call, Fund, TrancheRule
from core.figures import ROME
from disbursement.enums import EvidenceKind, TrancheState
from disbursement.models import Tranche, TrancheShare
from tests.bando.rows import a_prepared_call, publish
from tests.factories_disbursement import a_report, a_tranche

pytestmark = pytest.mark.django_db
AT = datetime(2021, 2, 15, 10, tzinfo=ROME)
FIRST, SECOND = Decimal("905000.00"), Decimal("724000.00")


@pytest.fixture
def call() -> Call:
    made = a_prepared_call()
    publish(made)
    return made


def parts(call: Call, cost: str) -> list[Tranche]:
    """First, second and balance, each with the report that opens it, passed on to the nine Chambers."""
    rules = TrancheRule.objects.filter(fund__call=call).order_by("order")
    reports = [None, a_report(call, EvidenceKind.INTERIM, at=AT), a_report(call, EvidenceKind.FINAL, cost=cost, at=AT)]
    return [
        a_tranche(rule, report=report, at=AT + timedelta(days=number))
        for number, (rule, report) in enumerate(zip(rules, reports, strict=True))
    ]


def had(call: Call) -> dict[int, Decimal]:
    """Pot -> all that was passed on to it."""
    sums: dict[int, Decimal] = {}
    for share in TrancheShare.objects.filter(pot__call=call):
        sums[share.pot_id] = sums.get(share.pot_id, Decimal(0)) + share.amount
    return sums


@pytest.mark.parametrize(
    ("cost", "balance"),
    [("1810000.00", "181000.00"), ("1700000.01", "71000.01"), ("1600000.00", "-29000.00"), ("1629000.00", "0")],
)
def test_the_tranches_of_2020(call: Call, cost: str, balance: str) -> None:
    tranches = parts(call, cost)
    assert [tranche.amount for tranche in tranches] == [FIRST, SECOND, Decimal(balance)]
    assert {tranche.state for tranche in tranches} == {TrancheState.PASSED_ON}
    for tranche in tranches:
        shares = [share.amount for share in tranche.shares.all()]
        assert (len(shares), sum(shares)) == (9, tranche.amount)
        # A balance to give back is given back by every Chamber.
        assert all(amount >= 0 for amount in shares) or all(amount <= 0 for amount in shares)
    whole = had(call)
    assert sum(whole.values()) == min(Decimal(cost), Fund.objects.get(call=call, kind="regional").amount)
    if cost == "1810000.00":
        lines = BudgetLine.objects.filter(fund__call=call, fund__kind="regional")
        assert whole == {line.pot_id: line.endowment for line in lines}
