"""What was committed and is no longer due at the grant goes back to its lines; the accounts leave an economia of their own."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client

from applications.admin import panels
from applications.enums import State
from applications.queries.granting import committed_by_line, due_at_the_grant, kept_of_each, shares_of
from bando.enums import FundKind, MovementKind, RuleKind
from bando.models import Call, Movement
from bando.queries.balance import differences
from core.models import AuditEvent
from core.refusals import Refused
from disbursement.models import Settlement
from reports.queries.ledger import costs, settled_costs
from tests import factories
from tests import factories_disbursement as later
from tests.factories import GRANTED, NOON, a_call, a_firm, application_at, fresh, publish

pytestmark = pytest.mark.django_db
# What every application of these tests is due: 70 % of 12,000.00.
DUE = Decimal("8400.00")


def a_call_up_to(ceiling: str) -> Call:
    """A call whose aids may come to so much in all."""
    call = a_call(published=False, aid_ceiling=Decimal(ceiling))
    call.eligibilityrules.filter(kind=RuleKind.AID_CEILING).update(parameters={"amount": ceiling})
    publish(call)
    return call


def financed_with(ceiling: str, others: int = 1):
    """A firm financed under a call with so low a ceiling, which is granted 8,400.00 under each of `others` meanwhile."""
    firm = a_firm()
    financed = application_at(State.FINANCED, call=a_call_up_to(ceiling), firm=firm)
    assert sum(committed_by_line(financed).values()) == DUE
    for _other in range(others):
        assert application_at(State.GRANTED, firm=firm).grant.amount == DUE
    return financed


def economies(application):
    rows = Movement.objects.filter(kind=MovementKind.ECONOMY, reference=f"grant:{application.pk}").order_by("line")
    return dict(rows.values_list("line", "amount"))


def test_what_the_aids_of_meanwhile_have_taken_goes_back_in_proportion_to_the_cent():
    financed = financed_with("15000.01")
    committed = committed_by_line(financed)
    granted = factories.grant(financed)
    grant = granted.grant
    assert grant.amount == Decimal("6600.01") == grant.regional_share + grant.chamber_share
    back = economies(financed)
    assert sum(back.values()) == DUE - grant.amount
    kept = {line: amount - back[line] for line, amount in committed.items()}
    assert kept == kept_of_each(grant.amount, committed) == committed_by_line(granted)
    assert grant.regional_share == Decimal("3771.43")  # 4/7 of it
    assert set(Movement.objects.filter(reference=f"grant:{financed.pk}").values_list("act", flat=True)) == {grant.act_id}
    assert AuditEvent.objects.get(action="granting.grant", subject_id=financed.pk).data["economy"] == "1799.99"
    assert list(differences()) == []


def test_who_grants_sees_before_what_is_granted_and_what_goes_back():
    financed = financed_with("15000.01")
    panel = panels.granted(financed, GRANTED)
    shown = " ".join(render_to_string(panel.template, {"panel": panel.context}).split())
    seen = [amount in shown for amount in ("8.400,00", "6.600,01", "3.771,43", "2.828,58", "1.799,99", "Torna disponibile")]
    assert all(seen), shown
    client = Client()
    client.force_login(factories.staff("director")[0])
    whole = client.get(f"/admin/applications/application/{application_at(State.FINANCED).pk}/azione/concedi/").text
    assert "Che cosa si concede" in whole
    assert "Torna disponibile" not in whole


def test_the_accounts_leave_an_economia_of_their_own_on_the_same_lines():
    granted = factories.accept(factories.grant(financed_with("15000.01")))
    settled = later.settle(later.check(later.send(granted, spend="12000.00"), admitted="8000.00"))
    settlement = Settlement.objects.get(account__application=settled)
    assert (settlement.final_grant, settlement.economia) == (Decimal("5600.00"), Decimal("1000.01"))
    own = Movement.objects.filter(kind=MovementKind.ECONOMY, reference=f"application:{granted.pk}")
    assert sum(own.values_list("amount", flat=True)) == settlement.economia
    assert sum(economies(granted).values()) == DUE - granted.grant.amount
    assert sum(committed_by_line(settled).values()) == settlement.final_grant
    cost = costs(granted.call, later.PAID)[f"application:{granted.pk}"]
    assert (cost.both, cost.regional) == (settlement.final_grant, settlement.regional_share)
    by_fund = settled_costs(granted.call, later.PAID, [f"application:{granted.pk}"])
    assert sum(by_fund.values()) == settlement.final_grant
    paid = later.pay(later.make_public(settled))
    assert committed_by_line(paid) == {}
    assert list(differences()) == []


def test_a_renunciation_after_a_smaller_grant_frees_what_was_left_and_no_more():
    granted = factories.grant(financed_with("15000.01"))
    factories.renounce(granted)
    freed = Movement.objects.filter(kind=MovementKind.RENOUNCE, reference=f"application:{granted.pk}")
    assert sum(freed.values_list("amount", flat=True)) == granted.grant.amount
    assert committed_by_line(granted) == {}
    assert list(differences()) == []


def test_without_room_under_the_ceiling_nothing_is_granted_and_nothing_moves():
    financed = financed_with("15000.00", others=2)
    before = Movement.objects.count()
    with pytest.raises(Refused, match="esauriscono il massimale del regime: non resta contributo"):
        factories.grant(financed)
    assert Movement.objects.count() == before
    assert fresh(financed).state == State.FINANCED


def test_control_where_nothing_has_changed_all_is_granted_and_nothing_goes_back():
    financed = application_at(State.FINANCED)
    assert factories.grant(financed).grant.amount == DUE
    assert not Movement.objects.filter(kind=MovementKind.ECONOMY).exists()


def test_an_aid_from_before_the_sending_is_the_one_that_the_firm_declared():
    firm = a_firm()
    application_at(State.GRANTED, firm=firm)
    draft = factories.a_draft(call=a_call_up_to("20000.00"), firm=firm)
    sent = factories.send(factories.confirm(factories.fill(draft, aid_received=Decimal("9000.00"))))
    assert due_at_the_grant(sent, at=NOON) == DUE  # nothing granted yet on that day
    assert due_at_the_grant(sent, at=GRANTED) == Decimal("2600.00")  # 20,000 - 9,000 declared - 8,400 since


def test_shares_follow_the_funds_of_the_lines():
    granted = factories.grant(financed_with("15000.01"))
    shares = shares_of(committed_by_line(granted))
    assert shares == {FundKind.REGIONAL: granted.grant.regional_share, FundKind.CHAMBER: granted.grant.chamber_share}
