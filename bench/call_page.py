"""What the public page of a call costs, against a page that asks nothing and against its own queries alone."""

import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.measure import Figure, Variant, compare
from bench.scenery import a_call_open_now

TIMES = 40


def run(rounds: int) -> list[Figure]:
    """A static page with all middleware (the yardstick), the call's page, the SQL of the call's page by itself."""
    call, _cast = a_call_open_now()
    client, address = Client(), f"/bandi/{call.slug}/"
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    statements = [query["sql"] for query in queries.captured_queries if query["sql"].startswith("SELECT")]
    print(f"call page: {len(statements)} queries, {len(answer.content):,} bytes")
    variants: dict[str, Variant] = {
        "page without queries": lambda number: _repeat(lambda: client.get("/note-legali/")),
        "call page": lambda number: _repeat(lambda: client.get(address)),
        "its SQL alone": lambda number: _repeat(lambda: _ask(statements)),
    }
    return compare(variants, rounds=rounds)


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
