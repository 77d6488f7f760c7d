"""One pot under a crowd: 32 grants at once, money for ten; never over, and each belt shown by taking it away."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection

from applications.models import Application, Grant
from applications.operations import granting
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Call
from bando.operations import ledger
from bando.operations.ledger import Posting, post
from core.money import split
from core.refusals import Refused
from tests.concurrency.crowd import at_once, together
from tests.factories import (
    GRANTED,
    RANKED,
    a_call,
    a_draft,
    a_firm,
    admit,
    an_act,
    confirm,
    fill,
    fresh,
    rank,
    score,
    send,
    staff,
)

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, SERVED = 32, 10
GRANT = Decimal("2800.00")


@pytest.fixture
def call() -> Call:
    """A ranking that financed 32 of one Chamber, whose purse has since shrunk to what ten of them are due."""
    call = a_call()
    for _each in range(CROWD):
        score(admit(send(confirm(fill(a_draft(call=call, firm=a_firm()), spend="4000.00")))))
    rank(Application.objects.filter(call=call).first())
    lines = list(purse(call))
    excess = sum(line.available for line in lines) - GRANT * SERVED
    parts = split(excess, [line.available for line in lines])
    postings = [
        Posting(line_id=line.pk, kind=MovementKind.GIVE_BACK, amount=part) for line, part in zip(lines, parts, strict=True)
    ]
    post(postings=postings, reference="shrunk", act=an_act(call, ActKind.RETURN, at=RANKED), by=None, at=RANKED)
    return call


def purse(call: Call):
    return BudgetLine.objects.filter(pot__call=call, pot__chamber__code="bg").order_by("pk")


def givers(call: Call) -> list[partial]:
    act, by = an_act(call), staff("director")[0]
    return [
        partial(
            granting.grant, application=fresh(it), act=act, cor=f"{1_000_000 + it.pk}", cup=f"E41B{it.pk:011d}", by=by, at=GRANTED
        )
        for it in Application.objects.filter(call=call)
    ]


def careless(monkeypatch) -> None:
    """No lock: all have read the full purse before anybody draws on it. And nobody looks again before taking."""
    monkeypatch.setattr(granting, "lock", lambda rows, rung: list(rows))
    monkeypatch.setattr(granting, "queue_lock", lambda key: None)
    monkeypatch.setattr(granting, "draw", together(CROWD, granting.draw))
    monkeypatch.setattr(ledger, "why_not_take", lambda *arguments: None)


def test_a_crowd_never_takes_more_than_the_purse_holds(call):
    grants, errors = at_once(givers(call))
    assert len(grants) == SERVED
    assert all(isinstance(error, Refused) and "non bastano" in error.reason for error in errors), errors
    assert [line.available for line in purse(call)] == [0, 0]
    assert sum(line.committed for line in purse(call)) == GRANT * SERVED
    assert sum(grant.amount for grant in Grant.objects.all()) == GRANT * SERVED


@pytest.mark.breaks_the_ledger
def test_control_without_lock_and_check_the_crowd_takes_too_much(call, monkeypatch):
    acts = givers(call)
    careless(monkeypatch)
    with without_check():
        _grants, errors = at_once(acts)
        assert errors == []
        assert min(line.available for line in purse(call)) < 0


def test_control_without_the_lock_the_check_still_holds(call, monkeypatch):
    acts = givers(call)
    careless(monkeypatch)
    grants, errors = at_once(acts)
    assert len(grants) <= SERVED
    assert len(errors) >= CROWD - SERVED
    assert all(isinstance(error, IntegrityError) for error in errors), errors
    assert all(line.available >= 0 for line in purse(call))


@contextmanager
def without_check() -> Iterator[None]:
    """Take the constraint away, and put it back on an empty table."""
    name = "a_budget_line_never_has_available_below_zero"
    check = next(c for c in BudgetLine._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(BudgetLine, check)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE bando_budgetline CASCADE")
        with connection.schema_editor() as editor:
            editor.add_constraint(BudgetLine, check)
