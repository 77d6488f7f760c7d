"""A call opens: 64 clients, 2,000 firms, nine pots, every tenth firm presses twice. First come, first served, to the cent."""

import pytest
from django.db.models import Sum

from applications.models import Arrival
from bando.models import Pot
from tests.concurrency.opening import CLIENTS, a_counter, assert_all, let_in, ready, refusals, with_double_clicks

pytestmark = pytest.mark.django_db(transaction=True)
FIRMS = 2_000


def test_two_thousand_firms_at_the_opening():
    call = a_counter()
    presses = with_double_clicks(ready(call, FIRMS))
    assert len(presses) == FIRMS * 11 // 10
    answers = let_in(presses, CLIENTS)
    assert_all(call, answers)
    # The dice have made both kinds of pot: those with a queue behind the money, and one with money left for whoever comes.
    arrived = [answer for _send, answer in answers if isinstance(answer, Arrival)]
    waits = {arrival.pot_id for arrival in arrived if arrival.reserved < arrival.asked}
    assert 3 <= len(waits) < 9
    # The poorest have filled their waiting lists too: whoever came later was told so, and has no number.
    assert 0 < len(refusals(answers)) < len(presses) / 2
    left = Pot.objects.filter(call=call).exclude(pk__in=waits).annotate(money=Sum("lines__available"))
    assert all(pot.money > 0 for pot in left)
