"""A call that is edited and published in the same moment: what is published is what stood there, and a row is added once."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from bando.models import Call
from bando.operations import editing
from core.refusals import Refused
from tests.bando.rows import a_person, a_prepared_call, publish
from tests.concurrency.crowd import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2020, 6, 8, 8, 0, tzinfo=UTC)
THREADS = 8
# Of this database: other tests share the server.
WAITING = """
    SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
"""


def add(call: Call) -> str:
    """Add a measure in a connection of one's own; how it ended."""
    amounts = {"rate": Decimal("0.1"), "minimum_spend": Decimal(0), "maximum_grant": Decimal(1)}
    try:
        editing.put(
            call=Call.objects.get(pk=call.pk), kind="measures", values={"code": "b", "label": "B"} | amounts, by=None, at=AT
        )
    except Refused as refused:
        return refused.reason
    else:
        return "done"
    finally:
        connections.close_all()


def publish_slowly(call: Call, person: object, published: threading.Event, go: threading.Event) -> None:
    """Publish, and commit only when told."""
    try:
        with transaction.atomic():
            publish(Call.objects.get(pk=call.pk), by=person)  # type: ignore[arg-type]
            published.set()
            go.wait(PATIENCE)
    finally:
        connections.close_all()


def waits(future: "Future[str]") -> bool:
    """Whether somebody waits for an advisory lock before `future` has ended."""
    with connection.cursor() as cursor:
        while not future.done():
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return True
    return False


def raced(call: Call) -> tuple[bool, str]:
    """Add a measure while the publication is under way: whether it had to wait, and how it ended."""
    published, go = threading.Event(), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(publish_slowly, call, a_person("director"), published, go)
        assert published.wait(PATIENCE) or first.result()
        second = pool.submit(add, call)
        waited = waits(second)
        go.set()
        first.result()
        return waited, second.result()


def test_who_edits_while_the_call_is_published_waits_and_is_refused() -> None:
    call = a_prepared_call()
    waited, ended = raced(call)
    assert waited
    assert "cambia solo con un atto" in ended
    assert call.measures.count() == 1


def test_without_the_queue_a_row_slips_into_a_published_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: no trigger sees what another transaction has not committed yet."""
    call = a_prepared_call()
    monkeypatch.setattr(editing, "queue_lock", lambda key: None)
    assert raced(call) == (False, "done")
    assert call.measures.count() == 2


def test_the_same_row_from_eight_hands_is_added_once() -> None:
    call = a_prepared_call()
    with ThreadPoolExecutor(THREADS) as pool:
        ended = list(pool.map(lambda _number: add(call), range(THREADS)))
    assert ended.count("done") == 1
    assert sum("già usato" in how for how in ended) == THREADS - 1
    assert call.measures.filter(code="b").count() == 1
