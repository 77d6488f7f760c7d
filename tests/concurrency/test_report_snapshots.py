"""A report as of an instant is the ledger at that instant, while others write; and what it takes for that to hold."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from bando.enums import MovementKind
from bando.models import BudgetLine, Call, Movement
from bando.operations.ledger import Posting, post
from reports.queries import catalogue, interim
from reports.queries.snapshot import BEGUN, is_settled, one_snapshot
from tests.factories import a_call

pytestmark = pytest.mark.django_db(transaction=True)
SNAPSHOTS, WRITERS, PATIENCE = 50, 3, 120
numbers = count(1)


def commit(line: BudgetLine, at: datetime) -> None:
    """One movement as an operation writes it: in the name of the instant at which its request came in."""
    number = next(numbers)
    postings = [Posting(line.pk, MovementKind.COMMIT, Decimal(number % 7 + 1))]
    post(postings=postings, reference=f"application:{number}", act=None, by=None, at=at)


def reported(call: Call, as_of: datetime) -> Decimal:
    """What the report says was committed, under the funds and under the Chambers alike."""
    report = catalogue.compute(call=call, kind="interim", as_of=as_of)
    by_fund, by_pot = (report.table(name).total("committed") for name in ("fondi", "camere"))
    assert by_fund == by_pot
    return Decimal(by_fund)


def in_the_ledger(call: Call, as_of: datetime) -> Decimal:
    rows = Movement.objects.filter(line__pot__call=call, at__lte=as_of, kind=MovementKind.COMMIT)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def pause(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


@contextmanager
def writers(call: Call) -> Iterator[None]:
    """Several people who commit money without a rest, each movement seen a moment after the instant that it bears."""
    ended, lines = Event(), list(BudgetLine.objects.filter(pot__call=call).order_by("pk"))

    def write(first: int) -> None:
        try:
            for turn in count(first):
                if ended.is_set():
                    return
                at = timezone.now()
                with transaction.atomic():
                    commit(lines[turn % len(lines)], at)
                    pause(0.01 * (turn % 4))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as crowd:
        writing = [crowd.submit(write, first) for first in range(WRITERS)]
        try:
            yield
        finally:
            ended.set()
    for one in writing:
        one.result()


def test_fifty_reports_while_others_write_are_the_ledger_at_their_instants() -> None:
    call = a_call()
    told: dict[datetime, Decimal] = {}
    with writers(call):
        instants = []
        for _each in range(SNAPSHOTS):
            instants.append(timezone.now())
            pause(0.03)
        for instant in instants:
            while not is_settled(instant):
                pause(0.01)
            told[instant] = reported(call, instant)
    assert told == {instant: in_the_ledger(call, instant) for instant in instants}
    # They are fifty states of affairs, not one: money has moved between most of them.
    assert len(set(told.values())) > SNAPSHOTS // 4
    # Without the instant each would have told more than was there.
    assert all(in_the_ledger(call, timezone.now()) > sum_then for sum_then in list(told.values())[:-1])


@contextmanager
def somebody_who_has_not_ended(call: Call, at: datetime) -> Iterator[Event]:
    """Has written in the name of `at`, and commits when told so."""
    line = BudgetLine.objects.filter(pot__call=call).order_by("pk").first()
    has_written, may_end = Event(), Event()

    def write() -> None:
        try:
            with transaction.atomic():
                commit(line, at)
                has_written.set()
                assert may_end.wait(PATIENCE)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as crowd:
        writing = crowd.submit(write)
        assert has_written.wait(PATIENCE)
        try:
            yield may_end
        finally:
            may_end.set()
    writing.result()


def test_a_report_waits_for_who_was_writing_at_its_instant() -> None:
    call, instant = a_call(), timezone.now()
    assert not is_settled(instant), "somebody may still be about to write"
    pause(BEGUN.total_seconds())
    assert is_settled(instant)
    with somebody_who_has_not_ended(call, timezone.now()):
        pause(BEGUN.total_seconds())
        assert not is_settled(timezone.now() - BEGUN)
        # Who began after it has nothing to say of it.
        assert is_settled(instant - timedelta(seconds=5))
    assert is_settled(instant)


def test_control_without_the_wait_a_report_leaves_out_what_was_being_written() -> None:
    call, instant = a_call(), timezone.now()
    with somebody_who_has_not_ended(call, instant):
        told = reported(call, instant)
    assert told < in_the_ledger(call, instant)


def with_a_commit_in_the_middle(call: Call, as_of: datetime, monkeypatch: pytest.MonkeyPatch) -> Decimal:
    """What a report tells when money is committed, in the name of its instant, after it has begun to read."""
    line = BudgetLine.objects.filter(pot__call=call).order_by("pk").first()

    def write() -> None:
        try:
            commit(line, as_of)
        finally:
            connection.close()

    def read(*args: Any) -> Any:
        found = interim_dossiers(*args)
        with ThreadPoolExecutor(1) as other:
            other.submit(write).result(PATIENCE)
        return found

    interim_dossiers = interim.dossiers
    monkeypatch.setattr(interim, "dossiers", read)
    return reported(call, as_of)


def test_all_of_a_report_is_read_in_one_state_of_the_database(monkeypatch) -> None:
    call, instant = a_call(), timezone.now()
    assert with_a_commit_in_the_middle(call, instant, monkeypatch) == 0 < in_the_ledger(call, instant)


def test_control_without_the_snapshot_its_parts_are_of_two_states(monkeypatch) -> None:
    call, instant = a_call(), timezone.now()
    monkeypatch.setattr(catalogue, "one_snapshot", nullcontext)
    assert with_a_commit_in_the_middle(call, instant, monkeypatch) == in_the_ledger(call, instant) > 0


def test_nothing_can_be_written_while_a_report_is_read() -> None:
    call = a_call()
    with pytest.raises(Exception, match="read-only transaction"), one_snapshot():
        Call.objects.filter(pk=call.pk).update(title="Altro")
