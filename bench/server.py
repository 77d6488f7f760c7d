"""The real web server with the settings of production, on the scratch database, and a crowd that asks it for pages."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 8
EACH = 20
# What the terminator of TLS before the server says; so nothing is redirected.
PROXY = {"X-Forwarded-Proto": "https", "Host": "localhost"}
Request = tuple[str, bytes | None]


@contextmanager
def serving(settings_module: str = "config.settings.production") -> Iterator[str]:
    """`host:port` of gunicorn as deploy/web.sh runs it: two processes of four threads."""
    environment = os.environ | _production() | {"DJANGO_SETTINGS_MODULE": settings_module}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", place, "--workers", "2", "--threads", "4"]
    command += ["--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"]  # noqa: S108 - as in production
    server = subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 - words of our own
    try:
        _wait_for(place)
        yield place
    finally:
        server.terminate()
        server.wait(30)


def _production() -> dict[str, str]:
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit((parts.scheme, parts.netloc or "portal@", "/" + connection.settings_dict["NAME"], parts.query, ""))
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DJANGO_SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database,
        "PORTAL_STATIC_ROOT": str(Path(settings.VAR) / "bench" / "static"),
    }


def _wait_for(place: str) -> None:
    for _attempt in range(200):
        try:
            if _ask(http.client.HTTPConnection(place, timeout=5), ("/healthz", None)) == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server has not answered")


def posted(address: str, fields: dict[str, str]) -> Request:
    """A form that is sent."""
    return address, urlencode(fields).encode()


def _ask(line: http.client.HTTPConnection, request: Request) -> int:
    address, body = request
    headers = PROXY | ({"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {})
    line.request("GET" if body is None else "POST", address, body, headers)
    answer = line.getresponse()
    answer.read()
    return answer.status


def crowd(place: str, request: Request) -> Callable[[int], list[float]]:
    """A variant: each of the clients asks over its own open line, one request after the other; how long each took."""

    def ask(_round: int) -> list[float]:
        times: list[float] = []

        def client() -> None:
            line = http.client.HTTPConnection(place, timeout=30)
            for _ in range(EACH):
                start = time.perf_counter()
                status = _ask(line, request)
                times.append(time.perf_counter() - start)
                assert status == 200, (request[0], status)
            line.close()

        threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(times) == CLIENTS * EACH, "a client failed"
        return times

    return ask
