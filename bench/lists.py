"""What a page of the desk's lists costs with 1,000, 100,000 and 1,000,000 applications: as many queries, and about as long.

Each size has a database of its own, made from one with the calls and the people, and filled by one statement a table. In every
round each page is asked of one size right after the other, the order reversed in every other round. A page is compared with the
same one of the smallest size; where that one is shorter (a filter finds less there), with the smallest size's plain list.

Two figures are judged, and the greater one decides: the time on the processor, of the page and of the server process that
answers it (median of the ratios of each round), and the time on the clock when it was asked the fastest. Neighbours on the
machine lengthen a time and never shorten it; what a page waits for, they cannot hide from the second.
"""

import gc
import math
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from applications.enums import State
from applications.models import Application
from bando.models import Call
from bench.crowd import RARE, crowd
from bench.measure import Clock, Figure
from bench.scenery import a_call_open_now
from config.warm import warm
from demo.calls import Window, make_call
from demo.cast import Cast

SIZES = (1_000, 100_000, 1_000_000)
# How much longer than the small list a long one may take.
AT_MOST = 1.3
# So many questions more are asked of a list that says about how long it is.
ESTIMATE = 1
# A page is asked so often in a round.
TIMES = 3
FILES, ARRIVALS, EVENTS = "/admin/applications/application/", "/admin/applications/arrival/", "/admin/core/auditevent/"
PEOPLE, MESSAGES = "/admin/accounts/user/", "/admin/core/outgoingmessage/"
PLAIN = "first"


@dataclass
class Asked:
    """One page of one size: who asks what, and what it has cost so far."""

    who: str
    path: str
    query: dict[str, str]
    client: Client | None = None
    rows: int = 0
    queries: int = 0
    fastest: float = math.inf
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)


def run(rounds: int, sizes: Sequence[int] = SIZES, only: str = "") -> list[Figure]:
    """The figures of every page (of those whose name `only` finds) at every size; what is too slow is told by `too_slow`."""
    warm()
    call, cast = a_call_open_now()
    window = Window(opens=-2, closes=5, spend_until=100, accounts_due=120)
    other = make_call(code="BENCH-2", title="Altro bando", what="misura", window=window, cast=cast, now=timezone.now())
    with _databases(sorted(sizes)) as use:
        pages: dict[int, dict[str, Asked]] = {}
        for size in sorted(sizes):
            began = time.perf_counter()
            use(size)
            crowd(call, other, cast, many=size)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
            pages[size] = _prepared(dict(_pages(call, cast)), only)
            print(f"{size:,} applications made in {time.perf_counter() - began:.0f} s", flush=True)
        for number in range(rounds):
            for name in pages[min(pages)]:
                for size in sorted(pages, reverse=number % 2 == 1):
                    use(size)
                    _ask(pages[size][name])
    return list(_figures(pages))


def _prepared(pages: dict[str, Asked], only: str) -> dict[str, Asked]:
    """The pages that are measured, each asked once: what it asks of the database, and how many rows it has.

    The plain lists are always among them: shorter pages are compared with those.
    """
    clients = {who: _enter(who) for who in {asked.who for asked in pages.values()}}
    kept = {name: asked for name, asked in pages.items() if re.search(only, name) or name.endswith(f": {PLAIN}")}
    for asked in kept.values():
        asked.client = clients[asked.who]
        asked.query = _found(asked.client, asked)
        with CaptureQueriesContext(connection) as captured:
            listed = asked.client.get(asked.path, asked.query)
        assert listed.status_code == HTTPStatus.OK, (asked, listed.status_code)
        asked.rows = len(listed.context["cl"].result_list)
        # Of a page without rows neither their keys nor they themselves are asked for.
        asked.queries = len(captured) + (0 if asked.rows else 2)
    return kept


def too_slow(figures: list[Figure]) -> list[str]:
    """The pages of long lists that take more than `AT_MOST` times as long as the small one's, or ask more often.

    One question more is the estimate, asked of lists that are too long to be counted: how long they are does not matter to it.
    """
    small = {_page(figure): figure for figure in reversed(figures)}
    return [
        f"{one.name}: {one.judged_by} times the small one's, {one.queries} queries instead of {small[_page(one)].queries}"
        for one in figures
        if max(one.fastest_ratio, one.cpu_ratio) > AT_MOST or one.queries > small[_page(one)].queries + ESTIMATE
    ]


def _page(figure: Figure) -> str:
    return figure.name.rpartition(" @ ")[0]


@contextmanager
def _databases(sizes: Sequence[int]) -> Iterator[Callable[[int], None]]:
    """Copies of the database in use, each with a connection that stays open, and how to go from one to the other."""
    own, home = connection.settings_dict["NAME"], connections["default"]
    names = {size: f"{own}_{size}" for size in sizes}
    lines: dict[int, Any] = {}

    def use(size: int) -> None:
        connections["default"] = lines[size]

    try:
        for size, name in names.items():
            _elsewhere(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')
            lines[size] = connections.create_connection("default")
            # Helpers of the server's would work on another's clock.
            options = {"options": "-c max_parallel_workers_per_gather=0"}
            lines[size].settings_dict = home.settings_dict | {"NAME": name}
            lines[size].settings_dict["OPTIONS"] = home.settings_dict["OPTIONS"] | options
        yield use
    finally:
        for line in lines.values():
            line.close()
        connections["default"] = home
        for name in names.values():
            _elsewhere(f'DROP DATABASE IF EXISTS "{name}"')


def _elsewhere(statement: str) -> None:
    """Run it from a database that it does not concern."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


Queries = dict[str, dict[str, str]]
DEPTHS: Queries = {
    "first": {}, "half way": {"p": "quota:50"}, "after half way": {"p": "after"}, "before half way": {"p": "before"},
    "last": {"p": "ultima"},
}  # fmt: skip


def _pages(call: Call, cast: Cast) -> Iterator[tuple[str, Asked]]:
    """What is asked, by name: the people of the desk on their lists, at every depth, with every filter and kind of search."""
    officer = cast.officer("bs")
    chamber = str(officer.current_memberships[0].chamber_id)
    searches, in_call = _searches(int(chamber)), {"call__id__exact": str(call.pk)}
    filters: Queries = {
        "many in a state": {"state__exact": State.SUBMITTED}, "some in a state": {"state__exact": State.INTEGRATION},
        "few in a state": {"state__exact": State.REVOKED}, "nobody in a state": {"state__exact": State.DRAFT},
        "a call": in_call, "a call, half way": in_call | {"p": "quota:50"},
        "a call, a state": in_call | {"state__exact": State.SCORED},
    }  # fmt: skip
    by_chamber: Queries = {
        "a Chamber": {"pot__chamber__id__exact": chamber},
        "a Chamber, few in a state": {"pot__chamber__id__exact": chamber, "state__exact": State.REVOKED},
    }
    queues: Queries = {"mine": {"assegnate": "me"}, "to answer": {"attende": "risposta"}, "to decide": {"attende": "modifica"}}
    arrivals: Queries = {"a call": in_call, "a Chamber": {"application__pot__chamber__id__exact": chamber}}
    events: Queries = {"a thing": {"q": "10077"}, "a kind": {"subject_type": "applications.application"}}
    words: Queries = {
        "an address": {"q": "chi500@folla.example"}, "a rare word": {"q": RARE.lower()}, "a word of many": {"q": "officina"},
        "nobody's word": {"q": "xilofono"},
    }  # fmt: skip
    people: Queries = {"who is active": {"is_active__exact": "1"}, "of a role": {"memberships__role__exact": "rup"}}
    asked = [
        ("files", cast.operator, FILES, DEPTHS | filters | by_chamber | searches),
        ("files, an officer", officer, FILES, DEPTHS | filters | queues | searches),
        ("files, a director", cast.rup("bs"), FILES, {"first": {}, "to give out": {"assegnate": "da-assegnare"}}),
        ("arrivals", cast.operator, ARRIVALS, DEPTHS | arrivals | searches),
        ("events", cast.staff["auditor", ""], EVENTS, DEPTHS | events),
        ("people", cast.staff["administrator", ""], PEOPLE, DEPTHS | words | people),
        ("messages", cast.staff["auditor", ""], MESSAGES, DEPTHS | words | {"that wait": {"sent_at__isempty": "1"}}),
    ]
    for what, who, path, queries in asked:
        for name, query in queries.items():
            yield f"{what}: {name}", Asked(who.email, path, dict(query))


def _searches(chamber: int) -> Queries:
    """A search of each kind, for firms in the middle of the crowd."""
    files = Application.objects.filter(pot__chamber=chamber, firm_version__isnull=False).select_related("firm", "arrival")
    half = files.order_by("pk")[files.count() // 2]
    sole = files.filter(firm__tax_code__startswith="BNC").order_by("pk")[0]
    return {
        "a VAT number": {"q": half.firm.vat_number}, "a tax code": {"q": sole.firm.tax_code},
        "a number": {"q": str(half.arrival.number)}, "a whole name": {"q": half.firm.name}, "a rare word": {"q": RARE.lower()},
        "a word of many": {"q": "officina"}, "a word of most": {"q": "srl"}, "two letters": {"q": "ZA"},
        "nobody's word": {"q": "xilofono"},
    }  # fmt: skip


def _ask(asked: Asked) -> None:
    """The page a few times, after once that does not count: caches, and plans. What others left behind is tidied before."""
    assert asked.client is not None
    asked.client.get(asked.path, asked.query)
    gc.collect()
    clock = Clock(connection.connection.info.backend_pid)
    cpu, walls = clock.seconds(), []
    for _time in range(TIMES):
        began = time.perf_counter()
        asked.client.get(asked.path, asked.query)
        walls.append(time.perf_counter() - began)
    asked.walls.append(statistics.mean(walls))
    asked.cpus.append((clock.seconds() - cpu) / TIMES)
    asked.fastest = min(asked.fastest, *walls)


def _enter(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def _found(client: Client, asked: Asked) -> dict[str, str]:
    """The query itself; for the neighbours of the page half way, the address that the page half way gives."""
    side = asked.query.get("p")
    if side not in {"after", "before"}:
        return asked.query
    page = client.get(asked.path, asked.query | {"p": "quota:50"}).context["cl"].page
    return asked.query | {"p": getattr(page, side)}


def _figures(pages: dict[int, dict[str, Asked]]) -> Iterator[Figure]:
    small = pages[min(pages)]
    for name in small:
        for size, asked in pages.items():
            yard = small[name] if small[name].rows >= asked[name].rows else small[f"{name.partition(':')[0]}: {PLAIN}"]
            yield _figure(f"{name} @ {size:,}", asked[name], yard)


def _figure(name: str, asked: Asked, yard: Asked) -> Figure:
    wall, cpu = statistics.median(asked.walls), statistics.median(asked.cpus)
    fastest, worked = round(asked.fastest / yard.fastest, 2), _paired(asked.cpus, yard.cpus)
    return Figure(
        name=name,
        operations=len(asked.walls) * TIMES,
        wall_ms=round(wall * 1000, 1),
        p50_ms=round(wall * 1000, 1),
        p99_ms=round(max(asked.walls) * 1000, 1),
        per_second=round(1 / wall, 1),
        cpu_ms=round(cpu * 1000, 1),
        wall_ratio=_paired(asked.walls, yard.walls),
        cpu_ratio=worked,
        queries=asked.queries,
        fastest_ratio=fastest,
        judged_by=f"CPU {worked}" if worked >= fastest else f"fastest {fastest}",
    )


def _paired(ones: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of each round."""
    return round(statistics.median(one / other for one, other in zip(ones, others, strict=True)), 2)
