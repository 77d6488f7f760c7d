"""The lock ladder: inside an operation only, upwards only, and whoever comes second waits."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from core.locks import LadderError, Rung, lock, locked_in_the_database, one_statement, operation, queue_lock
from registry.domain.territory import CHAMBERS
from registry.models import Chamber
from tests.concurrency.crowd import PATIENCE


@pytest.mark.django_db
def test_a_lock_outside_an_operation_is_refused():
    with pytest.raises(LadderError, match="inside an operation"):
        lock(Chamber.objects.all(), Rung.APPLICATION)
    with pytest.raises(LadderError, match="inside an operation"):
        queue_lock("call:1")


@pytest.mark.django_db
def test_the_ladder_is_climbed_and_a_rung_may_be_taken_twice():
    @operation
    def climb() -> int:
        lock(Chamber.objects.filter(code="bg"), Rung.APPLICATION)
        lock(Chamber.objects.filter(code="bs"), Rung.APPLICATION)
        queue_lock("call:1")
        return len(lock(Chamber.objects.all(), Rung.BUDGET_LINE))

    assert climb() == len(CHAMBERS)


@pytest.mark.django_db
@pytest.mark.parametrize("down", [Rung.APPLICATION, Rung.QUEUE])
def test_a_step_down_the_ladder_is_refused(down):
    @operation
    def stumble() -> None:
        lock(Chamber.objects.all(), Rung.BUDGET_LINE)
        queue_lock("call:1") if down == Rung.QUEUE else lock(Chamber.objects.all(), down)

    with pytest.raises(LadderError, match="BUDGET_LINE is held"):
        stumble()


@pytest.mark.django_db
def test_an_operation_inside_another_stands_on_its_ladder():
    @operation
    def inner() -> None:
        lock(Chamber.objects.all(), Rung.APPLICATION)

    @operation
    def outer() -> None:
        lock(Chamber.objects.all(), Rung.BUDGET_LINE)
        inner()

    with pytest.raises(LadderError):
        outer()
    inner()


@pytest.mark.django_db
def test_an_operation_that_fails_leaves_nothing_and_lets_the_next_one_climb():
    @operation
    def fail() -> None:
        Chamber.objects.create(code="xx", name="X")
        lock(Chamber.objects.all(), Rung.BUDGET_LINE)
        raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        fail()
    assert not Chamber.objects.filter(code="xx").exists()
    operation(lambda: lock(Chamber.objects.all(), Rung.APPLICATION))()


@pytest.mark.django_db
def test_rows_are_locked_by_primary_key_of_their_own_table_without_blocking_foreign_keys(django_assert_num_queries):
    with django_assert_num_queries(3) as captured:  # savepoint, lock, release
        operation(lambda: lock(Chamber.objects.order_by("-name"), Rung.APPLICATION))()
    query = captured[1]["sql"]
    assert 'ORDER BY "registry_chamber"."id" ASC FOR NO KEY UPDATE OF "registry_chamber"' in query


def _in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def _waits_for_a_lock() -> bool:
    """Whether another session of this database waits for a lock, asked until it does."""
    for _ in range(6_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return True
            cursor.execute("SELECT pg_sleep(0.01)")
    return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["rows", "queue"])
def test_whoever_comes_second_waits_until_the_first_has_finished(kind):
    order: list[str] = []

    def take() -> None:
        queue_lock("call:1") if kind == "queue" else lock(Chamber.objects.all(), Rung.APPLICATION)

    @operation
    def second() -> None:
        take()
        order.append("second")

    @operation
    def first() -> threading.Thread:
        take()
        thread = _in_thread(second)
        assert _waits_for_a_lock()
        order.append("first")
        return thread

    first().join(PATIENCE)
    assert order == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_second_does_not_wait():
    """The negative control: the order above is the lock's doing."""
    order: list[str] = []
    with transaction.atomic():
        list(Chamber.objects.all())
        _in_thread(lambda: order.append(f"second of {Chamber.objects.count()}")).join(PATIENCE)
        order.append("first")
    assert order == [f"second of {len(CHAMBERS)}", "first"]


@pytest.mark.django_db(transaction=True)
def test_two_queues_do_not_wait_for_each_other():
    order: list[str] = []

    @operation
    def second() -> None:
        queue_lock("call:2")
        order.append("second")

    @operation
    def first() -> None:
        queue_lock("call:1")
        _in_thread(second).join(PATIENCE)
        order.append("first")

    first()
    assert order == ["second", "first"]


@pytest.mark.django_db(transaction=True)
def test_a_single_statement_is_a_transaction_by_itself_and_joins_one_that_there_is(django_assert_num_queries):
    @one_statement
    def take() -> int:
        locked_in_the_database(Rung.QUEUE)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(2, 1), txid_current()")
            return cursor.fetchone()[1]

    @operation
    def outer() -> list[int]:
        return [take(), take()]

    with django_assert_num_queries(1):
        alone = take()
    assert alone != take()
    first, second = outer()
    assert first == second
    with transaction.atomic():
        assert take() == take()


@pytest.mark.django_db
def test_a_single_statement_climbs_the_ladder_of_the_operation_that_it_is_in():
    @one_statement
    def down() -> None:
        locked_in_the_database(Rung.APPLICATION)

    @operation
    def outer() -> None:
        lock(Chamber.objects.all(), Rung.BUDGET_LINE)
        down()

    down()
    with pytest.raises(LadderError):
        outer()
