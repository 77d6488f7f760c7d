"""The till of a Chamber: what was passed on to it less what it has paid, and calls that do not let it pay before."""

from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from applications.enums import State
from bando.models import BudgetLine, Pot
from core.refusals import Refused
from disbursement.domain.cash import Cash, Drawn
from disbursement.models import Payout
from disbursement.operations import paying
from disbursement.queries import held_back
from disbursement.queries.cash import cash_by_fund, cash_of, drawn_on
from disbursement.queries.commitments import commitments_of
from tests.factories import a_call, amend
from tests.factories_disbursement import (
    PAID,
    a_tranche,
    application_at,
    make_public,
    pay_out,
    tranche_rules,
    verify,
)

pytestmark = pytest.mark.django_db
FIRST = Decimal("30000.00")


def ready_to_be_paid(**fields):
    """Settled, public, looked up: the Region's part of 8,400.00 is 4,800.00."""
    application = verify(make_public(application_at(State.SETTLED, call=a_call(**fields))))
    return application, application.account.settlement


def test_what_came_less_what_was_paid():
    application, settlement = ready_to_be_paid()
    pot = application.pot
    assert cash_of(pot) == Cash(Decimal("0.00"), Decimal("0.00"))
    a_tranche(tranche_rules(application.call)[0])
    assert cash_of(pot).left == FIRST
    pay_out(settlement)
    assert cash_of(pot) == Cash(FIRST, Decimal("4800.00"))
    assert cash_of(pot).left == Decimal("25200.00")
    [(fund, cash)] = cash_by_fund(pot)
    assert (fund.kind, cash) == ("regional", cash_of(pot))


def test_a_chamber_that_anticipates_is_below_zero():
    application, settlement = ready_to_be_paid()
    pay_out(settlement)
    assert cash_of(application.pot).left == Decimal("-4800.00")


def test_what_a_payment_draws_is_the_regions_money_alone():
    application, _settlement = ready_to_be_paid()
    [drawn] = drawn_on(commitments_of(application))
    assert (drawn.pot, drawn.amount, drawn.missing) == (str(application.pot), Decimal("4800.00"), Decimal("4800.00"))


def test_where_the_call_says_so_nobody_pays_before_the_money_comes():
    application, settlement = ready_to_be_paid(pays_beyond_cash=False)
    with pytest.raises(Refused, match=r"non resta abbastanza: mancano 4\.800,00.*non consente di anticiparle"):
        pay_out(settlement)
    a_tranche(tranche_rules(application.call)[0])
    assert pay_out(settlement)


def test_an_amendment_may_forbid_what_was_allowed():
    application, settlement = ready_to_be_paid()
    amend(application.call, lambda number: None, changes={"pays_beyond_cash": False}, at=PAID)
    settlement.refresh_from_db()
    with pytest.raises(Refused, match="non resta abbastanza"):
        pay_out(settlement)


def test_who_asked_before_another_paid_is_refused_once_the_lines_are_held(monkeypatch):
    _application, settlement = ready_to_be_paid(pays_beyond_cash=False)
    enough = Cash(received=FIRST)
    before = lambda due, paid=False: drawn_on(due, paid=paid) if paid else [Drawn("–", FIRST, enough)]  # noqa: E731
    monkeypatch.setattr(held_back, "drawn_on", before)
    with pytest.raises(Refused, match="non resta abbastanza"):
        pay_out(settlement)
    assert not Payout.objects.exists()
    assert not BudgetLine.objects.filter(paid__gt=0).exists()


def test_without_the_policies_the_database_still_refuses(monkeypatch):
    _application, settlement = ready_to_be_paid(pays_beyond_cash=False)
    for asked in (held_back, paying):
        monkeypatch.setattr(asked, "why_not_beyond_cash", lambda call, drawn: None)
    with pytest.raises(Error, match="nothing_is_paid_beyond_the_cash_that_came"):
        committed(settlement)


@transaction.atomic
def committed(settlement):
    """Paid, and judged as the commit does."""
    pay_out(settlement)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_pot_without_regional_money_has_nothing():
    pot = Pot.objects.filter(call=a_call()).first()
    assert cash_of(pot) == Cash()
