"""Thirty-two threads on one line, with real commits: never over; and what happens when a belt is taken off.

The belts: the lock (order, and a sentence), `F()` (no update lost), the CHECK (no overdraft even by hand). Each negative
control takes belts away inside the test, on the test's own database, and sees the damage that the remaining ones prevent.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from bando.enums import MovementKind
from bando.models import BudgetLine, Movement
from bando.operations.ledger import Posting, post
from bando.queries.balance import differences
from core.refusals import Refused
from tests.bando.rows import OPENS, a_published_call, lines_of
from tests.concurrency.crowd import PATIENCE, at_once

pytestmark = pytest.mark.django_db(transaction=True)
M = Decimal
THREADS = 32
CHECK = "a_budget_line_never_has_available_below_zero"


@pytest.fixture
def line() -> BudgetLine:
    """Sondrio's own 12,000.00: enough for four grants of 2,800.00."""
    return lines_of(a_published_call(), "so")[1]


def in_threads(act: Callable[[int], object]) -> list[str]:
    """Run `act(number)` in all threads at once; what they ended with: «done» or the name of an exception."""
    results, errors = at_once([partial(act, number) for number in range(THREADS)])
    return ["done"] * len(results) + [type(error).__name__ for error in errors]


def commit(line: BudgetLine, reference: str, amount: str = "2800.00") -> list[Movement]:
    postings = [Posting(line.pk, MovementKind.COMMIT, M(amount))]
    return post(postings=postings, reference=reference, act=None, by=None, at=OPENS)


def careless(line: BudgetLine, reference: str, gate: threading.Barrier, *, with_f: bool) -> None:
    """The same without the lock: read, all wait until all have read, then write what was computed (or by `F()`)."""
    with transaction.atomic():
        seen = BudgetLine.objects.get(pk=line.pk)
        gate.wait(PATIENCE)
        if seen.available < M("2800.00"):
            raise Refused("insufficient")
        available = F("available") - M("2800.00") if with_f else seen.available - M("2800.00")
        committed = F("committed") + M("2800.00") if with_f else seen.committed + M("2800.00")
        BudgetLine.objects.filter(pk=line.pk).update(available=available, committed=committed)
        Movement.objects.create(
            line=line, kind="commit", source="available", target="committed", amount=M("2800.00"), reference=reference, at=OPENS
        )


@contextmanager
def without_check() -> Iterator[None]:
    """The table without the CHECK; it comes back, and holds, once the damage is mended."""
    constraint = next(c for c in BudgetLine._meta.constraints if c.name == CHECK)
    with connection.schema_editor() as editor:
        editor.remove_constraint(BudgetLine, constraint)
    try:
        yield
    finally:
        BudgetLine.objects.filter(available__lt=0).update(available=0)
        with connection.schema_editor() as editor:
            editor.add_constraint(BudgetLine, constraint)


def test_thirty_two_grants_on_one_line_never_overdraw_it(line: BudgetLine) -> None:
    ended = in_threads(lambda number: commit(line, f"application:{number}"))
    assert (ended.count("done"), ended.count("Refused")) == (4, 28)
    line.refresh_from_db()
    assert (line.available, line.committed) == (M("800.00"), M("11200.00"))
    assert list(differences()) == []


def test_the_same_act_posted_by_thirty_two_threads_is_posted_once(line: BudgetLine) -> None:
    assert in_threads(lambda _number: commit(line, "application:1")) == ["done"] * THREADS
    line.refresh_from_db()
    assert line.committed == M("2800.00")
    assert Movement.objects.filter(line=line, kind=MovementKind.COMMIT).count() == 1


def test_grants_on_many_lines_in_any_order_do_not_dead_lock() -> None:
    lines = list(BudgetLine.objects.filter(pot__call=a_published_call()))

    def grant(number: int) -> None:
        turned = lines[number % len(lines) :] + lines[: number % len(lines)]
        postings = [Posting(one.pk, MovementKind.COMMIT, M("1.00")) for one in turned]
        post(postings=postings, reference=f"application:{number}", act=None, by=None, at=OPENS)

    assert in_threads(grant) == ["done"] * THREADS
    assert {one.committed for one in BudgetLine.objects.all()} == {M("32.00")}
    assert list(differences()) == []


def test_without_the_lock_the_check_still_holds_but_speaks_no_sentence(line: BudgetLine) -> None:
    gate = threading.Barrier(THREADS)
    ended = in_threads(lambda number: careless(line, f"application:{number}", gate, with_f=True))
    assert (ended.count("done"), ended.count("IntegrityError")) == (4, 28)
    assert list(differences()) == []


@pytest.mark.breaks_the_ledger
def test_without_lock_and_check_the_line_is_overdrawn(line: BudgetLine) -> None:
    gate = threading.Barrier(THREADS)
    with without_check():
        ended = in_threads(lambda number: careless(line, f"application:{number}", gate, with_f=True))
        line.refresh_from_db()
        assert ended == ["done"] * THREADS
        assert line.available == M("12000.00") - THREADS * M("2800.00")


@pytest.mark.breaks_the_ledger
def test_without_lock_and_f_updates_are_lost_and_the_check_of_the_books_says_so(line: BudgetLine) -> None:
    gate = threading.Barrier(THREADS)
    ended = in_threads(lambda number: careless(line, f"application:{number}", gate, with_f=False))
    assert ended == ["done"] * THREADS
    line.refresh_from_db()
    assert (line.available, line.committed) == (M("9200.00"), M("2800.00"))
    assert len(list(differences())) == 2


@pytest.mark.breaks_the_ledger
def test_the_check_is_back_after_its_negative_control(line: BudgetLine) -> None:
    with without_check():
        BudgetLine.objects.filter(pk=line.pk).update(available=M("-1.00"))
    with pytest.raises(IntegrityError, match=CHECK):
        BudgetLine.objects.filter(pk=line.pk).update(available=M("-1.00"))
