"""The private services: started for whoever needs them, lent, kept apart, gone with their owner."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.services import Services
from embedded.sockets import LONGEST_RUN_PATH, run_directory
from tests.platform.conftest import PATIENCE, Terminal, a_terminal, until

SET = "import os, redis; redis.Redis.from_url(os.environ['REDIS_URL']).set('kept', '1')"
GET = "import os, redis; print(redis.Redis.from_url(os.environ['REDIS_URL']).get('kept'))"
LOCALE = (
    "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_URL']).cursor();"
    "c.execute('select datlocprovider, datlocale from pg_database where datname = current_database()'); print(c.fetchone())"
)


@pytest.fixture(scope="module")
def _one_desk() -> Iterator[Terminal]:
    with a_terminal() as terminal:
        yield terminal


@pytest.fixture
def desk(_one_desk: Terminal) -> Iterator[Terminal]:
    """One directory of data for all tests of this page, as in life; nothing runs on it between two of them."""
    yield _one_desk
    assert _one_desk.left_running() == []


def with_services(program: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "embedded", sys.executable, "-c", program)


def test_data_survive_and_letters_sort_as_in_production(desk: Terminal) -> None:
    assert desk.run(*with_services(SET)).returncode == 0
    assert desk.left_running() == []
    assert desk.run(*with_services(GET)).stdout.strip() == "b'1'"
    assert desk.run(*with_services(LOCALE)).stdout.strip() == "('b', 'C.UTF-8')"


def test_a_file_of_a_dead_server_that_names_a_living_process_stops_nobody(desk: Terminal) -> None:
    """Process numbers are given again, above all in containers: PostgreSQL alone would refuse to start."""
    desk.run(*with_services(SET))
    stale = f"{os.getpid()}\n{desk.var}/pgdata\n1700000000\n5432\n{desk.var}/run\n\n\nready\n"
    (desk.var / "pgdata" / "postmaster.pid").write_text(stale)
    assert desk.run(*with_services(GET)).stdout.strip() == "b'1'"


def test_an_interrupted_initdb_is_begun_again(terminal: Terminal) -> None:
    half_made = terminal.var / "pgdata.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("17\n")
    assert terminal.run(*with_services(SET)).returncode == 0


def test_the_owner_waits_for_its_guests(desk: Terminal, tmp_path: Path) -> None:
    begun, over = tmp_path / "begun", tmp_path / "over"
    wait = "import sys, time, pathlib\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.05)"
    owner = desk.start(*with_services(wait), str(over))
    until(lambda: f'"pid": {owner.pid}' in (lock := desk.var.joinpath("lock").read_text()) and "environment" in lock, "up")
    guest = desk.start(
        *with_services(f"import pathlib, sys, time; pathlib.Path(sys.argv[2]).touch()\n{wait}\ntime.sleep(1)\n{GET}"),
        str(over),
        str(begun),
    )
    until(begun.exists, "the guest runs")
    over.touch()
    assert guest.wait(PATIENCE) == 0, desk.said.read_text()
    assert owner.wait(PATIENCE) == 0


def test_a_command_that_fails_fails_for_its_caller(desk: Terminal) -> None:
    assert desk.run(*with_services("raise SystemExit(7)")).returncode == 7


def test_services_of_a_killed_owner_end(desk: Terminal) -> None:
    owner = desk.start(*with_services("import time; time.sleep(600)"))
    until(lambda: len(desk.left_running()) >= 3, "owner, command and services run")
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    until(lambda: desk.left_running() == [], "nothing is left")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_as_nobody_they_start_and_end_with_their_owner_too(terminal: Terminal, tmp_path: Path) -> None:
    """Containers that refuse user namespaces to root: PostgreSQL as "nobody", whose wish must be spoken twice."""
    program = (
        "import signal, sys, time, pathlib\n"
        "from embedded import account, services\n"
        "account._user_namespaces_are_allowed = lambda: False\n"
        "s = services.Services(pathlib.Path(sys.argv[1])); s.own('test'); s.start()\n"
        "print('data in', s.running[0].data.parent, 'up', flush=True); time.sleep(600)"
    )
    owner = terminal.start(sys.executable, "-c", program, str(terminal.var))
    until(lambda: owner.poll() is not None or "up" in terminal.said.read_text(), "the services run as nobody")
    assert owner.poll() is None, terminal.said.read_text()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    until(lambda: terminal.left_running() == [], "nothing is left")
    home = terminal.said.read_text().partition("data in ")[2].partition(" up")[0]
    assert home.startswith("/var/lib/portal-embedded/")
    shutil.rmtree(home)


def test_a_long_path_gets_a_short_place_for_its_sockets(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * LONGEST_RUN_PATH)
    deep.mkdir()
    run = run_directory(deep)
    try:
        assert len(str(run)) <= LONGEST_RUN_PATH
        assert run.stat().st_mode & 0o777 == 0o700
    finally:
        run.rmdir()


def test_a_second_owner_is_refused(tmp_path: Path) -> None:
    first, second = Services(tmp_path), Services(tmp_path)
    first.own("the first")
    with pytest.raises(Exception, match="the first"):
        second.own("the second")
    first.occupancy.leave()
    second.own("the second")
    second.occupancy.leave()
