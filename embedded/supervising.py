"""Runs the demo: services, migrations, example data, web, worker and schedule; all of it or none of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from embedded import CannotStart, lifeline
from embedded.keeper import kept
from embedded.services import Services

BASE_DIR = Path(__file__).resolve().parent.parent
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_READY_WITHIN = 180.0
SERVING = "PORTAL_SERVING_DATABASE_URL"


class Asked(Exception):
    """Somebody asked the demo to end."""


class Supervisor:
    """One demo on `var`, serving at `bind` (HOST:PORT); `run()` returns the exit code when it has ended."""

    def __init__(self, var: Path, bind: str, *, with_examples: bool) -> None:
        self.var, self.bind, self.with_examples = var, bind, with_examples
        self.host, self.port = address_of(bind)
        self.services = Services(var)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.environment: dict[str, str] = {}
        self.asked = False

    def run(self) -> int:
        """Start all, serve until asked to end or until a part ends by itself, stop all."""
        began = time.monotonic()
        for number in _ENDING:
            signal.signal(number, self._ask)
        try:
            self._claim()
            self._start_services()
            self._prepare_data()
            self._start_children()
            self._await_ready()
            say(f"ready at {self.url} after {time.monotonic() - began:.1f} s; logs in {self.var}/*.log; Ctrl-C stops it")
            self._watch()
        except Asked:
            say("stopping")
            return 0
        finally:
            self._stop()
        return 1

    @property
    def url(self) -> str:
        shown = "127.0.0.1" if self.host in {"", "0.0.0.0"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{shown}:{self.port}/"

    def _ask(self, _number: int, _frame: object) -> None:
        self.asked = True

    def _claim(self) -> None:
        """The directory first, then the port: a second demo in one clone is told so, not that its port is taken."""
        self.services.own(f"./portal demo on {self.url}")
        require_free(self.host, self.port)

    def _start_services(self) -> None:
        addresses = self.services.start()
        hosts = "*" if self.host in {"", "0.0.0.0"} else f"127.0.0.1,localhost,{self.host}"  # noqa: S104 - compared
        self.environment = {
            "DJANGO_ALLOWED_HOSTS": hosts,
            "PORTAL_SITE_ADDRESS": self.url.rstrip("/"),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            **os.environ,
            **addresses,
        }

    def _prepare_data(self) -> None:
        self._finish("migrate", "--verbosity=0")
        self._finish("load_reference_data", "--verbosity=0")
        if self.environment.get(SERVING):
            self._finish("grant_privileges", "--verbosity=0")
        if self.with_examples:
            say("writing the example data (the first start takes a minute or two, later ones a moment)")
            self._finish("seed_demo")

    def _finish(self, *command: str) -> None:
        """Run a management command to its end in this terminal, unless we are asked to stop meanwhile."""
        child = subprocess.Popen(
            [sys.executable, str(BASE_DIR / "manage.py"), *command],
            env=self.environment,
            cwd=BASE_DIR,
            start_new_session=True,
            pass_fds=self.services.occupancy.held_by_children,
            preexec_fn=lifeline.tied_to_this_process(signal.SIGTERM),
        )
        self.children[command[0]] = child
        while child.poll() is None:
            self._pause()
        del self.children[command[0]]
        if child.returncode:
            raise CannotStart(f"the demo cannot start: “manage.py {command[0]}” failed, for the reason above.")

    def _start_children(self) -> None:
        programs = Path(sys.executable).parent
        web = [str(programs / "gunicorn"), "config.wsgi", "--bind", self.bind, "--workers", "2", "--threads", "4"]
        web += ["--preload", "--no-control-socket", "--graceful-timeout", "5", "--access-logfile", "-"]
        worker = [str(programs / "celery"), "-A", "config", "worker", "-B", "-s", str(self.var / "beat"), "-l", "INFO"]
        worker += ["-Q", "default,pdf,mail", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        self._start_child("web", web)
        self._start_child("worker", worker)

    def _start_child(self, name: str, command: list[str]) -> None:
        self.children[name] = lifeline.start(
            kept(command),
            death_signal=signal.SIGTERM,
            log=self.var / f"{name}.log",
            environment=self.environment | as_the_lesser_role(self.environment),
            directory=BASE_DIR,
            held=self.services.occupancy.held_by_children,
        )

    def _await_ready(self) -> None:
        end = time.monotonic() + _READY_WITHIN
        while not answers(self.url + "healthz"):
            self._pause()
            self._require_all_alive()
            if time.monotonic() > end:
                raise CannotStart(f"{self.url}healthz does not answer after {_READY_WITHIN:.0f} s (see {self.var}/web.log)")

    def _watch(self) -> None:
        while True:
            self._pause()
            self._require_all_alive()

    def _require_all_alive(self) -> None:
        ended = [name for name, child in self.children.items() if child.poll() is not None] + self.services.ended()
        if ended:
            log = self.var / f"{ended[0]}.log"
            raise CannotStart(f"{ended[0]} ended by itself, so all was stopped: {lifeline.reason_in(log)} (see {log})")

    def _pause(self) -> None:
        if self.asked:
            raise Asked
        time.sleep(0.1)

    def _stop(self) -> None:
        """Those who use the services first: all are asked, then each is waited for; then the services."""
        for child in self.children.values():
            lifeline.ask(child, signal.SIGTERM)
        for child in self.children.values():
            lifeline.see_off(child)
        self.services.stop()


def as_the_lesser_role(environment: Mapping[str, str]) -> dict[str, str]:
    """Who serves connects as the role that may change nothing that was recorded, where there is one."""
    return {"DATABASE_URL": environment[SERVING]} if environment.get(SERVING) else {}


def say(sentence: str) -> None:
    """One line to the person at the terminal."""
    print(f"portal: {sentence}", flush=True)


def address_of(bind: str) -> tuple[str, int]:
    """HOST:PORT taken apart; CannotStart if it is not one."""
    host, _, port = bind.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise CannotStart(f"“{bind}” is no address; write it as ./portal demo --bind 127.0.0.1:8001")
    return host.strip("[]"), int(port)


def require_free(host: str, port: int) -> None:
    """CannotStart if nobody could listen at this address now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"{host}:{port} cannot be used ({error.strerror}); choose another: ./portal demo --bind 127.0.0.1:8001"
            ) from error


def answers(url: str) -> bool:
    """Whether a GET of `url` is answered with success."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - our own address, http
            return response.status == 200
    except OSError:
        return False
