"""What stands in Python for people and in SQL for the queue says the same, on generated cases and at every edge."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bando.domain.drawing import draw
from bando.enums import ActKind, DrawOrder, MovementKind, Procedure
from bando.models import BudgetLine, Call, Window
from bando.models.situation import situation_of
from bando.operations import amending
from bando.operations.ledger import Posting, post
from bando.policies.opening import why_not_send
from core.money import split
from tests.factories import BEFORE, CLOSES, NOON, OPENS, a_call, a_user, act_details, an_act, publish

pytestmark = pytest.mark.django_db
ONE = timedelta(microseconds=1)
cents = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
patient = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def asked(statement: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@patient
@given(total=cents, weights=st.lists(cents, min_size=1, max_size=9).filter(any))
def test_the_database_divides_money_as_the_one_divider_does(total, weights):
    assert asked("SELECT bando_split(%s, %s::numeric[])", total, weights) == split(total, weights)


@patient
@given(
    lines=st.lists(st.tuples(cents, st.booleans()), min_size=1, max_size=6).filter(lambda rows: sum(r[0] for r in rows) > 0),
    share=st.integers(1, 1000),
    order=st.sampled_from(DrawOrder),
)
def test_the_database_draws_on_the_lines_as_the_domain_does(lines, share, order):
    available, regional = [row[0] for row in lines], [row[1] for row in lines]
    amount = max(Decimal("0.01"), (sum(available) * share / 1000).quantize(Decimal("0.01")))
    found = asked("SELECT bando_draw(%s, %s::numeric[], %s, %s::boolean[])", amount, available, order.value, regional)
    assert found == draw(amount, available, order, regional)


def takes(call, at) -> bool:
    return bool(asked("SELECT bando_takes_applications(%s, %s)", call.pk, at))


def edges(*instants):
    return [moment + step for moment in instants for step in (-ONE, timedelta(0), ONE)]


def assert_twins(call, instants) -> None:
    call.refresh_from_db()
    said = {at: why_not_send(call, at=at) is None for at in instants}
    assert {at: takes(call, at) for at in instants} == said
    assert set(said.values()) == {True, False}


def test_the_database_takes_applications_when_the_pages_say_so():
    assert_twins(a_call(), edges(BEFORE, OPENS, NOON, CLOSES))
    assert not takes(a_call(published=False), NOON)


def test_the_database_finds_the_money_finished_when_the_pages_do():
    call = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0)
    call.scoringcriterions.all().delete()
    publish(call)
    for share in (0, 1, 2):
        lines = list(BudgetLine.objects.filter(pot__call=call).order_by("pk"))
        for line in lines[: 2 * share]:
            amount = BudgetLine.objects.get(pk=line.pk).available
            back = [Posting(line_id=line.pk, kind=MovementKind.GIVE_BACK, amount=amount)] if amount else []
            post(postings=back, reference=f"{share}", act=an_act(call, ActKind.RETURN, at=NOON), by=None, at=NOON)
        said = situation_of(Call.objects.get(pk=call.pk)).is_exhausted
        assert said is (share == 2)
        assert asked("SELECT bando_is_exhausted(%s)", call.pk) == said


def test_so_it_does_between_two_windows():
    call = a_call(published=False)
    pause = [OPENS + timedelta(days=3), OPENS + timedelta(days=9)]
    Window.objects.create(call=call, code="a", label="Prima", opens_at=OPENS, closes_at=pause[0], order=1)
    Window.objects.create(call=call, code="b", label="Seconda", opens_at=pause[1], closes_at=CLOSES, order=2)
    publish(call)
    assert_twins(call, edges(OPENS, *pause, CLOSES))


def test_so_it_does_through_suspension_and_resumption():
    call, by = a_call(), a_user("director")
    since, again = NOON + timedelta(hours=1), NOON + timedelta(days=2)
    amending.suspend(call=call, from_at=since, by=by, at=NOON, **act_details(NOON))
    instants = edges(OPENS, NOON, since, again, CLOSES)
    assert_twins(call, instants)
    amending.resume(call=call, opens_at=again, closes_at=CLOSES, by=by, at=since + ONE, **act_details(since))
    assert_twins(call, instants)
