"""Gives each test run a private, new PostgreSQL and Valkey, unless DATABASE_URL and REDIS_URL name real ones.

A parallel run (xdist) shares the two servers; each of its processes has a test database of its own (pytest-django's
doing), a Valkey database of its own and a directory for files of its own (ours).
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from embedded import CannotStart
from embedded.services import Services

_FOLDER = "portal-test-"
_started: list[Services] = []


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before any settings are read: the services, then the share of this process in them."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        _start_services()
    else:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = with_database(os.environ["REDIS_URL"], number)
        os.environ["PORTAL_VAR"] = str(Path(os.environ["PORTAL_VAR"]) / worker)
    Path(os.environ["PORTAL_VAR"]).mkdir(exist_ok=True)
    return (yield)


def pytest_unconfigure() -> None:
    for services in _started:
        services.stop()
        shutil.rmtree(services.var, ignore_errors=True)
    _started.clear()


def with_database(address: str, number: int) -> str:
    """The address of database `number` on the same Redis server, whatever database the address named."""
    if address.startswith("unix:"):
        return f"{address.partition('?')[0]}?db={number}"
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/{number}"


def _start_services() -> None:
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
    services = Services(folder, durable=False)
    _started.append(services)
    try:
        services.own("the tests")
        os.environ.update(services.start())
    except CannotStart as sentence:
        pytest_unconfigure()
        raise pytest.UsageError(str(sentence)) from sentence
    os.environ["PORTAL_VAR"] = str(folder / "files")


def _is_ours(folder: Path) -> bool:
    try:
        return folder.stat().st_uid == os.getuid() and (folder / "lock").exists()
    except FileNotFoundError:
        return False  # another run has just cleaned up after itself


def _sweep() -> None:
    """Remove what runs that were killed left behind; a folder whose owner lives is not ours to take."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*"):
        if _is_ours(folder):
            leftover = Services(folder, durable=False)
            try:
                leftover.own("sweeping")
                shutil.rmtree(folder, ignore_errors=True)
            except CannotStart:
                pass
            leftover.occupancy.leave()
