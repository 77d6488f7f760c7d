"""What every test may lean on: no network but this machine, a real browser, a real worker."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as trials
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from applications.queries.waiting_lists import miscounted
from bando.queries.balance import differences
from tests import migrated
from tests.emptying import empty
from tests.worker import a_worker, empty_the_broker, end_of

# How long a trial takes is the machine's affair; what is true is ours.
trials.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
trials.load_profile("portal")
PATIENCE_MS = 60_000
# What is expected of a page is waited for as long as what is done on it: five seconds are not enough everywhere.
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: once Playwright's event loop runs, Django takes every later test of the process for async code."""
    for item in items:
        if uses_browser(item):
            item.add_marker(pytest.mark.browser)
    items.sort(key=uses_browser)


def uses_browser(item: pytest.Item) -> bool:
    return bool({"page", "context", "browser"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, quiet: it resolves no name and calls nobody but this machine."""
    # Set for the rest of the process: the loop stays, and so does the tearing down of the test database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    switches = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    switches += ["--disable-component-update", "--disable-dev-shm-usage"]
    switches += ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    # Chromium refuses its sandbox to root, and containers refuse it to Chromium; the pages are our own.
    switches += ["--no-sandbox"]
    chromium = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "headless": True, "args": switches}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "it-IT", "timezone_id": "Europe/Rome"}


@pytest.fixture(autouse=True)
def _patient_page(request: pytest.FixtureRequest) -> None:
    """Wait for conditions up to a minute (the first PDF of a worker takes seconds) and never for a time."""
    if "page" in request.fixturenames:
        request.getfixturevalue("page").set_default_timeout(PATIENCE_MS)


@pytest.fixture
def own_storage(settings: Any, tmp_path: Path) -> Path:
    """The files of a test lie in a directory of its own: what others have kept is not there."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def _in_italian() -> None:
    """Each test begins in the portal's own language: a page that was read in English leaves its own to the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _the_ledger_agrees(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that had the database the books agree, unless it says that it breaks them."""
    uses_database = request.node.get_closest_marker("django_db") is not None
    if not uses_database or request.node.get_closest_marker("breaks_the_ledger"):
        yield
        return
    # Asked for here, so that the database is there until this fixture has ended.
    request.getfixturevalue("_django_db_helper")
    yield
    if not connection.needs_rollback:
        assert not [*differences(), *miscounted()]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """A database that an earlier run has migrated is copied."""
    if name := migrated.offered():
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """In each test database too the role that serves may do its work, and no more."""
    with django_db_blocker.unblock():
        if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
            migrated.keep(connection.settings_dict["NAME"])
        call_command("grant_privileges", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _emptied_and_not_made_anew() -> Iterator[None]:
    """How a test that commits ends."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: empty())
        yield


@pytest.fixture
def celery_worker(transactional_db: None) -> Iterator[None]:
    """A real worker and schedule in a process of their own, on the test database and the real broker.

    They begin with an empty broker and end before the database is emptied.
    """
    empty_the_broker()
    with a_worker() as worker:
        yield
        assert not end_of(worker), f"the worker ended by itself: {end_of(worker)}"
