"""What sending an application costs on the real server, under crowds of 8, 32, 64 and 1,000, beside two yardsticks.

pgbench calls the same function of the database with 8 clients; an empty page answers behind the same middleware. CPU is that of
the web processes and of the database, without the clients. After every run the queue and the books are checked.
"""

import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from applications.models import Application, Arrival
from applications.queries.arrivals import broken_chain
from bando.models import Call
from bando.queries.balance import differences
from bench.measure import Figure, cpu_seconds
from bench.scenery import a_call_open_now, arrivals_before, complete_drafts, confirmed_drafts
from bench.server import serving
from demo.cast import Cast
from embedded import binaries

CROWDS = {8: 320, 32: 480, 64: 480, 1000: 1000}
PGBENCH = 960
BEFORE = (1_000, 100_000)
WHOLE = 48
WARM = 3
CSRF = "b" * 32
QUEUE = "CREATE TABLE bench_queue (id bigserial PRIMARY KEY, application bigint, sender bigint)"
SCRIPT = """SELECT t.outcome FROM bench_queue q, LATERAL applications_take_place(
    q.application, gen_random_uuid(), 1, q.sender, 'chi invia', clock_timestamp(), NULL) t
WHERE q.id = (SELECT nextval('bench_turn'));
"""


@dataclass
class Run:
    """One run of one variant: how long each took, how long all, and the processor's time of the servers."""

    times: Sequence[float]
    wall: float
    cpu: float


class Drafts:
    """Ready drafts with somebody logged in for each; every one is sent once."""

    def __init__(self, call: Call, rows: list[Application]) -> None:
        self.call, self.rows = call, iter(rows)

    def take(self, count: int) -> list[Application]:
        return [next(self.rows) for _each in range(count)]


def run(rounds: int) -> list[Figure]:
    """All variants once a round, in turn, the order reversed in every other one."""
    call, cast = a_call_open_now()
    ready = confirmed_drafts(call, cast, count=rounds * (sum(CROWDS.values()) + PGBENCH) + sum(CROWDS.values()))
    drafts, whole = Drafts(call, ready), _complete(rounds + WARM)
    crowded = {f"pgbench after {count:,} arrivals": _crowded(count, cast, rounds) for count in BEFORE}
    _make_the_queue()
    with serving("bench.settings") as place:
        # The first requests of a process import what it needs, and the first five of each connection plan what they ask.
        _crowd(place, 8, _posts(drafts.take(CROWDS[8])))
        for _each in range(WARM):
            _crowd(place, 16, _whole(whole))
        variants: dict[str, Callable[[], Run]] = {
            **{_empty(n): _empty_page(place, n, ready[0]) for n in CROWDS},
            "pgbench, 8 clients": _pgbench_of(drafts),
            **{f"send, {n} lines": _sender(place, n, drafts) for n in CROWDS},
            **{name: _pgbench_of(rows) for name, rows in crowded.items()},
            "check + send, 4 lines": lambda: _crowd(place, 4, _whole(whole)),
        }
        runs = _in_turn(variants, rounds)
    _check(call)
    yardstick = {f"send, {n} lines": _empty(n) for n in CROWDS} | {_empty(n): _empty(n) for n in CROWDS}
    return [_figure(name, runs[name], runs[yardstick.get(name, _empty(8))]) for name in variants]


def _empty(lines: int) -> str:
    """The yardstick of so many lines: to hold a thousand costs something, whatever is asked on them."""
    return f"empty page, {lines} lines"


def _in_turn(variants: dict[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {name: [] for name in variants}
    for number in range(rounds):
        for name in variants if number % 2 == 0 else reversed(variants):
            found[name].append(variants[name]())
    return found


def _complete(times: int) -> Iterator[Application]:
    """Complete drafts for so many runs: the firms of the cast, in a call of its own each time."""
    for number in range(times):
        yield from complete_drafts(*a_call_open_now(f"WHOLE-{number}"), count=WHOLE)


def _crowded(count: int, cast: Cast, rounds: int) -> Drafts:
    """Drafts of a call to which so many have come already."""
    call, _cast = a_call_open_now(f"BENCH-{count}")
    arrivals_before(call, count=count)
    return Drafts(call, confirmed_drafts(call, cast, count=rounds * PGBENCH, first=100_000 + count))


def _pgbench_of(drafts: Drafts) -> Callable[[], Run]:
    return lambda: _pgbench(drafts)


def _empty_page(place: str, lines: int, row: Application) -> Callable[[], Run]:
    return lambda: _crowd(place, lines, _empties(CROWDS[lines], row))


def _sender(place: str, lines: int, drafts: Drafts) -> Callable[[], Run]:
    def go() -> Run:
        done = _crowd(place, lines, _posts(drafts.take(CROWDS[lines])))
        _check(drafts.call)
        return done

    return go


def _check(call: Call) -> None:
    """One queue without a gap, one chain, books that agree."""
    assert broken_chain(call) is None
    rows = Arrival.objects.filter(call=call)
    assert rows.count() == rows.order_by("-number").values_list("number", flat=True)[0]
    assert not list(differences())


def _crowd(place: str, lines: int, requests: list[dict[str, str]]) -> Run:
    """Everybody's requests over so many lines, from a process of its own."""
    before = cpu_seconds()
    command = [sys.executable, "-m", "bench.load", place, str(lines)]
    load = subprocess.run(command, input=json.dumps(requests), capture_output=True, text=True, check=True)  # noqa: S603
    said = json.loads(load.stdout)
    wrong = [answer for answer in said["answers"] if answer[1] != 200]
    assert not wrong, wrong[:3]
    # Time of the clients is not in the sum; the little that this process did meanwhile is.
    return Run([answer[0] for answer in said["answers"]], said["wall"], cpu_seconds() - before)


def _posts(rows: list[Application]) -> list[dict[str, str]]:
    cookies = _logged_in(rows)
    return [_post(row, f"/domande/{row.pk}/invio/", cookie) for row, cookie in zip(rows, cookies, strict=True)]


def _post(row: Application, path: str, cookie: str) -> dict[str, str]:
    fields = {"csrfmiddlewaretoken": CSRF, "key": str(uuid.uuid4()), "version": ""}
    return {"path": path, "cookie": cookie, "body": urlencode(fields)}


def _empties(count: int, row: Application) -> list[dict[str, str]]:
    return [{"path": "/bench/vuota/", "cookie": cookie} for cookie in _logged_in([row])] * count


def _whole(rows: Iterator[Application]) -> list[dict[str, str]]:
    """Check and send of complete drafts; each counts as one operation, sent by the request that checks it too."""
    return _posts([next(rows) for _each in range(WHOLE)])


def _logged_in(rows: list[Application]) -> list[str]:
    """Who sends at the last minute has been in for hours."""
    engine = import_module(settings.SESSION_ENGINE)
    cookies = []
    for row in rows:
        session = engine.SessionStore()
        session[SESSION_KEY] = str(row.started_by_id)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = row.started_by.get_session_auth_hash()
        session.save()
        cookies.append(f"sessionid={session.session_key}; csrftoken={CSRF}")
    return cookies


def _make_the_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute(QUEUE)
        cursor.execute("CREATE SEQUENCE bench_turn")


def _pgbench(drafts: Drafts) -> Run:
    """The function alone, as fast as the database goes."""
    rows = drafts.take(PGBENCH)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_queue RESTART IDENTITY")
        cursor.execute("ALTER SEQUENCE bench_turn RESTART")
        cursor.executemany(
            "INSERT INTO bench_queue (application, sender) VALUES (%s, %s)", [(r.pk, r.started_by_id) for r in rows]
        )
    script = Path(settings.VAR) / "bench" / "take_place.sql"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(SCRIPT)
    database = connection.settings_dict
    command = [str(binaries.postgresql() / "pgbench"), "-n", "-M", "prepared", "-c", "8", "-j", "2", "-f", str(script), "-h"]
    command += [database["HOST"], "-U", database["USER"] or "portal", "-t", str(PGBENCH // 8), "--log", "--log-prefix"]
    log = script.with_name("pgbench")
    before, began = cpu_seconds(), time.perf_counter()
    subprocess.run([*command, str(log), database["NAME"]], check=True, capture_output=True)  # noqa: S603 - words of our own
    wall, cpu = time.perf_counter() - began, cpu_seconds() - before
    times = [int(line.split()[2]) / 1_000_000 for file in log.parent.glob("pgbench.*") for line in file.read_text().splitlines()]
    for file in log.parent.glob("pgbench.*"):
        file.unlink()
    assert Arrival.objects.filter(application__in=[row.pk for row in rows]).count() == PGBENCH
    return Run(times, wall, cpu)


def _figure(name: str, runs: list[Run], base: list[Run]) -> Figure:
    """Medians of the rounds; ratios against the empty page on as many lines (8 for what has none), of rate and CPU."""
    times = sorted(each for one in runs for each in one.times)
    wall, cpu = _each(runs)
    base_wall, base_cpu = _each(base)
    return Figure(
        name=name, operations=len(times), wall_ms=round(wall * 1000, 3), p50_ms=round(statistics.median(times) * 1000, 2),
        p99_ms=round(times[int(len(times) * 0.99)] * 1000, 2), per_second=round(1 / wall, 1), cpu_ms=round(cpu * 1000, 3),
        wall_ratio=round(wall / base_wall, 2), cpu_ratio=round(cpu / base_cpu, 2),
    )  # fmt: skip


def _each(runs: list[Run]) -> tuple[float, float]:
    return statistics.median(r.wall / len(r.times) for r in runs), statistics.median(r.cpu / len(r.times) for r in runs)
