"""What a page of the desk's lists costs with 1,000, 100,000 and 1,000,000 applications: as many queries, and about as long.

Each size has a database of its own, made from one with the calls and the people, and filled by one statement a table. In every
round each page is asked of each of them, the order of the sizes reversed in every other round. A page is compared with the same
one of the smallest size; where that one is shorter (a filter finds less there), with the smallest size's plain list.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from applications.enums import State
from applications.models import Application
from bando.models import Call
from bench.crowd import RARE, crowd
from bench.measure import Figure, cpu_seconds
from bench.scenery import a_call_open_now
from demo.calls import Window, make_call
from demo.cast import Cast

SIZES = (1_000, 100_000, 1_000_000)
# How much longer than the small list a long one may take.
AT_MOST = 1.3
# A page is asked so often in a round: the processor's clock ticks a hundred times a second.
TIMES = 3
FILES, ARRIVALS, EVENTS = "/admin/applications/application/", "/admin/applications/arrival/", "/admin/core/auditevent/"
PLAIN = "first"


@dataclass
class Asked:
    """One page of one size: who asks what, and what it has cost so far."""

    who: str
    path: str
    query: dict[str, str]
    rows: int = 0
    queries: int = 0
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)


def run(rounds: int, sizes: Sequence[int] = SIZES) -> list[Figure]:
    """The figures of every page at every size; what is too slow is told by `too_slow`."""
    call, cast = a_call_open_now()
    window = Window(opens=-2, closes=5, spend_until=100, accounts_due=120)
    other = make_call(code="BENCH-2", title="Altro bando", what="misura", window=window, cast=cast, now=timezone.now())
    names = {size: f"{connection.settings_dict['NAME']}_{size}" for size in sorted(sizes)}
    with _databases(list(names.values())):
        pages: dict[int, dict[str, Asked]] = {}
        for size, name in names.items():
            began = time.perf_counter()
            _use(name)
            crowd(call, other, cast, many=size)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
            pages[size] = dict(_pages(call, cast))
            print(f"{size:,} applications made in {time.perf_counter() - began:.0f} s", flush=True)
        for number in range(rounds):
            for size in list(names) if number % 2 == 0 else list(reversed(names)):
                _use(names[size])
                _ask(pages[size], first=number == 0)
    return list(_figures(pages))


def too_slow(figures: list[Figure]) -> list[str]:
    """The pages of long lists that take more than `AT_MOST` times as long as the small one's, or ask more often."""
    small = {_page(figure): figure for figure in reversed(figures)}
    return [
        f"{one.name}: {one.wall_ratio} of the time, {one.queries} queries instead of {small[_page(one)].queries}"
        for one in figures
        if one.wall_ratio > AT_MOST or one.queries > small[_page(one)].queries
    ]


def _page(figure: Figure) -> str:
    return figure.name.rpartition(" @ ")[0]


@contextmanager
def _databases(names: list[str]) -> Iterator[None]:
    """Copies of the database in use; they are gone afterwards, and the connection is where it was."""
    own = connection.settings_dict["NAME"]
    try:
        for name in names:
            _elsewhere(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')
        yield
    finally:
        _use(own)
        for name in names:
            _elsewhere(f'DROP DATABASE IF EXISTS "{name}"')


def _elsewhere(statement: str) -> None:
    """Run it from a database that it does not concern."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


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
    asked = [
        ("files", cast.operator, FILES, DEPTHS | filters | by_chamber | searches),
        ("files, an officer", officer, FILES, DEPTHS | filters | queues | searches),
        ("files, a director", cast.rup("bs"), FILES, {"first": {}, "to give out": {"assegnate": "da-assegnare"}}),
        ("arrivals", cast.operator, ARRIVALS, DEPTHS | arrivals | searches),
        ("events", cast.staff["auditor", ""], EVENTS, DEPTHS | events),
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


def _ask(pages: dict[str, Asked], *, first: bool) -> None:
    """Every page a few times, after once that does not count: caches, plans and, at the first round, what it asks."""
    clients = {who: _enter(who) for who in {asked.who for asked in pages.values()}}
    for asked in pages.values():
        client = clients[asked.who]
        if first:
            asked.query = _found(client, asked)
        with CaptureQueriesContext(connection) as captured:
            listed = client.get(asked.path, asked.query)
        assert listed.status_code == HTTPStatus.OK, (asked, listed.status_code)
        asked.rows = len(listed.context["cl"].result_list)
        # Of a page without rows neither their keys nor they themselves are asked for.
        asked.queries = len(captured) + (0 if asked.rows else 2)
        cpu, began = cpu_seconds(), time.perf_counter()
        for _time in range(TIMES):
            client.get(asked.path, asked.query)
        asked.walls.append((time.perf_counter() - began) / TIMES)
        asked.cpus.append((cpu_seconds() - cpu) / TIMES)


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
    wall, cpu = statistics.median(asked.walls), statistics.mean(asked.cpus)
    return Figure(
        name=name,
        operations=len(asked.walls) * TIMES,
        wall_ms=round(wall * 1000, 1),
        p50_ms=round(wall * 1000, 1),
        p99_ms=round(max(asked.walls) * 1000, 1),
        per_second=round(1 / wall, 1),
        cpu_ms=round(cpu * 1000, 1),
        wall_ratio=round(statistics.median(one / other for one, other in zip(asked.walls, yard.walls, strict=True)), 2),
        cpu_ratio=round(cpu / statistics.mean(yard.cpus), 2) if any(yard.cpus) else 0.0,
        queries=asked.queries,
    )
