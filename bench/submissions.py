"""What taking a place in a call costs, against a plain INSERT and commit of a row of the same size, eight clients."""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from applications.models import Application, Arrival
from applications.operations.submitting import submit
from bench.measure import Figure, Variant, compare
from bench.scenery import a_call_open_now, confirmed_drafts

CLIENTS = 8
HANDLER = ClientHandler(enforce_csrf_checks=False)
EACH = 16
SCRATCH = (
    "CREATE TABLE bench_plain (id bigserial PRIMARY KEY, at timestamptz, digest text, previous text, hash text, key uuid UNIQUE)"
)
INSERT = "INSERT INTO bench_plain (at, digest, previous, hash, key) VALUES (clock_timestamp(), %s, %s, %s, %s)"


def run(rounds: int) -> list[Figure]:
    """Plain INSERT, the operation `submit`, the same by HTTP with session, CSRF-free test client and all middleware."""
    call, cast = a_call_open_now()
    wanted = CLIENTS * EACH * rounds
    drafts = confirmed_drafts(call, cast, count=2 * wanted)
    with connection.cursor() as cursor:
        cursor.execute(SCRATCH)
    # Logged in beforehand: who sends at the last minute has been in for hours.
    HANDLER.load_middleware()
    browsers = [(_logged_in(draft), draft) for draft in drafts[wanted:]]
    variants: dict[str, Variant] = {
        "plain INSERT + commit": lambda number: _together(_insert, range(CLIENTS * EACH)),
        "submit()": lambda number: _together(_submit, _slice(drafts[:wanted], number)),
        "submit by HTTP": lambda number: _together(_post, _slice(browsers, number)),
    }
    figures = compare(variants, rounds=rounds)
    sent = Arrival.objects.filter(call=call).order_by("number")
    numbers, instants = zip(*sent.values_list("number", "at"), strict=True)
    assert numbers == tuple(range(1, 2 * wanted + 1)), "a gap in the numbers"
    assert list(instants) == sorted(instants), "numbers and instants disagree"
    return figures


def _slice(items: Sequence[Any], number: int) -> Sequence[Any]:
    return items[number * CLIENTS * EACH : (number + 1) * CLIENTS * EACH]


def _together(work: Callable[[Any], None], items: Sequence[Any]) -> list[float]:
    """Each of the clients does its part of `items`, one after the other; how long each took."""
    times: list[float] = []

    def client(part: Sequence[Any]) -> None:
        for item in part:
            start = time.perf_counter()
            work(item)
            times.append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=client, args=(items[number::CLIENTS],)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == len(items), "a client failed"
    return times


def _insert(_item: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, ["0" * 64, "0" * 64, "0" * 64, str(uuid.uuid4())])


def _submit(draft: Application) -> None:
    submit(application=draft, key=uuid.uuid4(), by=draft.started_by, at=timezone.now())


def _logged_in(draft: Application) -> Client:
    client = Client()
    # One chain of middleware for all, as in one web process: to build it is not a part of a request.
    client.handler = HANDLER
    client.force_login(draft.started_by)
    return client


def _post(logged_in: tuple[Client, Application]) -> None:
    client, draft = logged_in
    answer = client.post(f"/domande/{draft.pk}/invio/", {"key": str(uuid.uuid4())})
    assert answer.status_code == 302, answer.status_code
