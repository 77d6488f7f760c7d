"""One private PostgreSQL and one private Valkey, on unix sockets in a directory nobody else can enter."""

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg2
import redis

from embedded import CannotStart, account, binaries, lifeline
from embedded.sockets import run_directory

_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8", "--encoding=UTF8")
_FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgreSQL:
    """Trusts whoever can enter its `run` directory; keeps its data under `var`, unless `durable` is off (tests)."""

    name = "postgresql"
    # Fast shutdown: open transactions are rolled back and the data files closed properly.
    end_signal = signal.SIGINT

    def __init__(self, var: Path, *, durable: bool, held: Iterable[int] = ()) -> None:
        self.durable, self.held = durable, held
        self.log = var / "postgresql.log"
        self.account = account.for_postgresql(self.end_signal)
        home, self.programs = account.home_within_reach(self.account, var, binaries.postgresql())
        self.data, self.run = home / "pgdata", run_directory(home)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> dict[str, str]:
        where = f"@/portal?host={self.run}"
        return {"DATABASE_URL": f"postgresql://portal{where}", "PORTAL_SERVING_DATABASE_URL": f"postgresql://portal_app{where}"}

    def start(self) -> None:
        """Start on the data of last time, or on new ones; returns when the database `portal` accepts connections."""
        self.account.own(self.run)
        if not (self.data / "PG_VERSION").exists():
            self._make_cluster()
        # The caller holds the lock on every process of this directory: whoever wrote this file is gone, though another
        # process may by now have the same number, at which PostgreSQL would refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        command = [*self.account.prefix, str(self.programs / "postgres"), "-D", str(self.data), *self._options()]
        self.process = lifeline.start(command, death_signal=self.end_signal, log=self.log, directory=Path("/"), held=self.held)
        _await(self, self._greet, psycopg2.OperationalError)
        self._make_database()

    def _make_cluster(self) -> None:
        """initdb, beside the place and then moved there: one that was interrupted is never taken for a cluster."""
        half_made = self.data.with_name("pgdata.new")
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(mode=0o700)
        self.account.own(half_made)
        command = [*self.account.prefix, str(self.programs / "initdb"), "-D", str(half_made), "-U", "portal", "-A", "trust"]
        command += [*_LOCALE, "--no-instructions", *([] if self.durable else ["--no-sync"])]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotStart(f"PostgreSQL cannot make its files in {half_made}: {done.stderr.strip().splitlines()[-1]}")
        half_made.rename(self.data)

    def _options(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.run),
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "timezone": "UTC",
        }
        options |= {} if self.durable else _FAST_AND_FORGETFUL
        return [part for name, value in options.items() for part in ("-c", f"{name}={value}")]

    def _connect(self) -> "psycopg2.extensions.connection":
        return psycopg2.connect(f"host={self.run} user=portal dbname=postgres")

    def _greet(self) -> None:
        self._connect().close()

    def _make_database(self) -> None:
        connection = self._connect()
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = 'portal'")
            if not cursor.fetchone():
                cursor.execute("create database portal")
        connection.close()


class Valkey:
    """Broker and cache; what it was told is on disk within a second, unless `durable` is off (tests)."""

    name = "valkey"
    end_signal = signal.SIGTERM

    def __init__(self, var: Path, *, durable: bool, held: Iterable[int] = ()) -> None:
        self.socket, self.data, self.log = run_directory(var) / "redis.sock", var / "valkey", var / "valkey.log"
        self.durable, self.held = durable, held
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> dict[str, str]:
        return {"REDIS_URL": f"unix://{self.socket}"}

    def start(self) -> None:
        """Start on the data of last time; returns when it answers."""
        self.data.mkdir(exist_ok=True)
        # 64 databases: one for each worker of a parallel test run.
        command = [str(binaries.valkey()), "--port", "0", "--databases", "64", "--dir", str(self.data)]
        command += ["--unixsocket", str(self.socket), "--unixsocketperm", "700", "--save", ""]
        command += ["--appendonly", "yes" if self.durable else "no"]
        self.process = lifeline.start(command, death_signal=self.end_signal, log=self.log, held=self.held)
        client = redis.Redis(unix_socket_path=str(self.socket))
        _await(self, client.ping, redis.ConnectionError)
        client.close()


def _await(server: PostgreSQL | Valkey, answers: Callable[[], object], refused: type[Exception], limit: float = 60) -> None:
    """Return when `answers` no longer raises `refused`; CannotStart if the server ends, or never answers."""
    end = time.monotonic() + limit
    while True:
        if server.process is None or server.process.poll() is not None:
            raise CannotStart(f"{server.name} ended at once: {lifeline.reason_in(server.log)} (see {server.log})")
        try:
            answers()
            return
        except refused as error:
            if time.monotonic() > end:
                raise CannotStart(f"{server.name} does not answer after {limit} s (see {server.log})") from error
            time.sleep(0.03)
