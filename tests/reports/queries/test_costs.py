"""What a firm gives back after its payment is a cost no more, in every place where reports tell costs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from applications.enums import State
from applications.models import Grant
from disbursement.operations import recovering
from reports.queries.ledger import costs, costs_of, settled_costs
from reports.queries.transparency import NAMES, grants_of, rows_of
from tests.factories import fresh
from tests.factories_disbursement import PAID, a_director, application_at, take_back

pytestmark = pytest.mark.django_db
LATER = PAID + timedelta(days=400)


def cost_everywhere(application, at):
    """By call, by application, by fund, in the public list: one figure."""
    reference = f"application:{application.pk}"
    grant = Grant.objects.get(application=application)
    figures = {
        costs(application.call, at)[reference].both,
        costs_of([application.pk], at)[reference].both,
        sum(settled_costs(application.call, at, [reference]).values()),
        rows_of(grants_of([grant.pk]), at)[0][NAMES.index("kept")],
    }
    assert len(figures) == 1, figures
    return figures.pop()


def test_what_is_given_back_is_no_cost_until_it_is_undone():
    paid, other = application_at(State.PAID), application_at(State.PAID)
    before, of_other = cost_everywhere(paid, LATER), cost_everywhere(other, LATER)
    assert before == paid.account.settlement.payout.gross
    recovery = take_back(paid.account.settlement.payout, amount="1000.00")
    receipt = recovering.receive(
        recovery=recovery, amount=Decimal("600.00"), received_on=LATER.date(), reference="CRO 1", by=a_director(paid), at=LATER
    )
    assert 0 < receipt.capital < receipt.amount
    paid, moment = fresh(paid), timedelta(microseconds=1)
    assert cost_everywhere(paid, LATER) == before - receipt.capital
    assert cost_everywhere(paid, LATER - moment) == before
    recovering.reverse_receipt(receipt=receipt, reason="Era di un’altra.", by=a_director(paid), at=LATER + moment)
    assert cost_everywhere(paid, LATER + moment) == before
    assert cost_everywhere(other, LATER + moment) == of_other
