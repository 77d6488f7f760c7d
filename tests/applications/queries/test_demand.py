"""Where a what-if starts: the plan of a call, and the applications of an earlier one as a demand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from applications.domain.scenario import COMMON, Money
from applications.enums import State
from applications.queries.demand import calls_with_demand, demand_of, plan_of
from bando.domain.caps import Line
from bando.enums import CapKind, FundKind, Procedure, SizeClass
from bando.models import BudgetLine, Call, Cap, Pot, PotProvince
from registry.operations import editing
from tests.factories import (
    NOON,
    a_call,
    a_chamber,
    a_draft,
    a_firm,
    a_user,
    admit,
    application_at,
    confirm,
    fill,
    reject,
    score,
    send,
)

pytestmark = pytest.mark.django_db


def sent(call, *, province="BG", spend="12000.00", **answers):
    return send(confirm(fill(a_draft(call=call), province=province, spend=spend, **answers)))


def test_a_plan_is_the_configuration_with_all_its_money():
    call = a_call(published=False, partial_last_grant=True)
    Cap.objects.create(call=call, code="meta", label="", kind=CapKind.SHARE_OF_TOTAL, items=["ads"], value=Decimal("0.5"))
    Pot.objects.filter(chamber__code="bs").update(overbooking=Decimal("0.25"))
    plan = plan_of(call)
    assert (plan.procedure, plan.minimum_score, plan.partial_last) == (Procedure.RANKING, Decimal(50), True)
    assert [(pot.code, pot.overbooking) for pot in plan.pots] == [("bg", Decimal(0)), ("bs", Decimal("0.25"))]
    assert [plan.money_of(pot.code) for pot in plan.pots] == [Decimal("105000.00")] * 2
    assert [(option.code, option.terms.maximum_grant) for option in plan.options] == [("unica", Decimal("10000.00"))]
    assert [cap.code for cap in plan.caps] == ["meta"]


def test_money_in_the_common_pool_is_the_pool_s():
    call = a_call(published=False)
    pool = Pot.objects.create(call=call, chamber=None)
    BudgetLine.objects.filter(fund__kind=FundKind.REGIONAL, pot__call=call, pot__chamber__code="bs").update(pot=pool)
    plan = plan_of(call)
    assert plan.money[1] != plan.money[0]
    assert Money(COMMON, FundKind.REGIONAL, Decimal("60000.00")) in plan.money
    assert [pot.code for pot in plan.pots] == ["bg", "bs"]
    PotProvince.objects.filter(call=call, province="BS").delete()
    PotProvince.objects.create(call=call, pot=pool, province_id="BS")
    assert [pot.code for pot in plan_of(call).pots] == ["bg", "bs", COMMON]


def test_the_demand_of_a_call_is_what_its_firms_planned_in_order_of_arrival():
    call = a_call()
    first, second = sent(call, spend="9000.00"), sent(call, province="BS", spend="4000.00", staff=30)
    third = sent(call, spend="8000.00")
    a_draft(call=call)
    score(admit(first), "80")
    reject(third)
    found = demand_of(call, call, a_user("operator"))
    assert [(r.key, r.arrival, r.pot, r.spend, r.score, r.size, r.passes) for r in found] == [
        ("000001", 1, "bg", Decimal("9000.00"), Decimal("80.00"), SizeClass.MICRO, True),
        ("000002", 2, "bs", Decimal("4000.00"), Decimal("0.00"), SizeClass.SMALL, True),
        ("000003", 3, "bg", Decimal("8000.00"), Decimal("0.00"), SizeClass.MICRO, False),
    ]
    assert found[1].lines == (Line("access", Decimal("4000.00")),)
    assert "annual-fee" in found[0].held
    assert second.arrival.number == 2


def test_the_size_counts_linked_firms_as_they_were_when_it_was_sent():
    call, firm = a_call(), a_firm()
    mother = {
        "name": "Madre S.p.A.", "country": "DE", "tie": "linked", "share": Decimal("0.6"), "staff": 60,
        "turnover": Decimal("12000000.00"), "balance_sheet": Decimal("11000000.00"),
    }  # fmt: skip
    kept = editing.relate(firm=firm, relative=mother, by=None, at=NOON)
    send(confirm(fill(a_draft(call=call, firm=firm))))
    sent(call)
    editing.part(relative=kept, by=None, at=NOON)
    assert [r.size for r in demand_of(call, call, a_user("operator"))] == [SizeClass.MEDIUM, SizeClass.MICRO]


@pytest.mark.breaks_the_ledger
def test_it_falls_on_the_pots_of_the_call_that_is_tried():
    """By province first: a Chamber may serve more provinces now, or be out."""
    earlier, call = a_call(), a_call(published=False)
    sent(earlier), sent(earlier, province="BS")
    PotProvince.objects.filter(call=call, province="BS").update(pot=Pot.objects.get(call=call, chamber__code="bg"))
    assert [r.pot for r in demand_of(earlier, call, a_user("operator"))] == ["bg", "bg"]
    PotProvince.objects.filter(call=call, province="BS").delete()
    assert [r.pot for r in demand_of(earlier, call, a_user("operator"))] == ["bg", "bs"]
    BudgetLine.objects.filter(pot__call=call, pot__chamber__code="bs").delete()
    Pot.objects.filter(call=call, chamber__code="bs").delete()
    assert [r.pot for r in demand_of(earlier, call, a_user("operator"))] == ["bg", None]


def test_each_tries_only_applications_that_she_may_see():
    call = a_call()
    sent(call), sent(call, province="BS")
    operator, officer, nobody = a_user("operator"), a_user("officer", chamber=a_chamber("bs")), a_user()
    assert [len(demand_of(call, call, user)) for user in (operator, officer, nobody)] == [2, 1, 0]
    assert [list(calls_with_demand(user)) for user in (operator, officer, nobody)] == [[call], [call], []]


def test_drafts_and_rehearsals_are_no_demand():
    a_draft()
    rehearsed = application_at(State.SUBMITTED, call=a_call(rehearsal=True)).call
    operator = a_user("operator")
    assert list(calls_with_demand(operator)) == []
    assert demand_of(rehearsed, rehearsed, operator) == []


@pytest.mark.parametrize("applications", [1, 3])
def test_plan_and_demand_ask_the_same_number_of_queries(django_assert_num_queries, applications):
    call = a_call()
    for _ in range(applications):
        sent(call)
    user = a_user("operator")
    assert len(user.current_memberships) == 1
    with django_assert_num_queries(5):
        plan = plan_of(call)
    with django_assert_num_queries(5):
        assert len(demand_of(call, call, user)) == applications
    assert replace(plan) == plan_of(Call.objects.get(pk=call.pk))
