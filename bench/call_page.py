"""What the public page of a call costs under load, against a page that asks nothing and against its own queries alone."""

import time
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measure import Figure, Variant, compare
from bench.scenery import a_call_open_now
from bench.server import crowd, serving

TIMES = 40
STILL = "/note-legali/"


def run(rounds: int) -> list[Figure]:
    """By HTTP, eight clients: a static page with all middleware (the yardstick), the call’s page; then its SQL by itself."""
    call, _cast = a_call_open_now()
    address = f"/bandi/{call.slug}/"
    cache.clear()
    cold, size = statements(address)
    warm, _size = statements(address)
    print(f"call page: {len(cold)} queries, {len(warm)} while its parts are known, {size:,} bytes")
    with serving() as place:
        variants: dict[str, Variant] = {
            "page without queries": crowd(place, (STILL, None)),
            "call page": crowd(place, (address, None)),
            "its SQL alone, one client": lambda number: _repeat(lambda: _ask(warm)),
        }
        return compare(variants, rounds=rounds, queries={"call page": len(warm), "its SQL alone, one client": len(warm)})


def statements(address: str, fields: dict[str, str] | None = None) -> tuple[list[str], int]:
    """What a page asks of the database, and how long it is."""
    client = Client()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address) if fields is None else client.post(address, fields)
    assert answer.status_code == 200, answer.status_code
    return [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")], len(answer.content)


def _repeat(work: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def _ask(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
