"""What the tests lean on holds: no network but this machine, a real worker on the test database, one share each."""

import os
import socket
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from playwright.sync_api import Error, Page
from pytest_socket import SocketConnectBlockedError

from config.celery import app
from core.models import AuditEvent
from disbursement.models import InterestRate
from embedded.pytest_plugin import with_database
from tests import migrated
from tests.emptying import empty
from tests.factories import a_call
from tests.platform.conftest import until


def test_the_network_beyond_this_machine_is_closed() -> None:
    with socket.socket() as probe, pytest.warns(UserWarning, match="192.0.2.1"), pytest.raises(SocketConnectBlockedError):
        probe.connect(("192.0.2.1", 80))


def test_this_machine_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_browser_reaches_this_machine_and_nobody_else(live_server, page: Page) -> None:
    assert page.goto(f"{live_server.url}/healthz").ok
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://portale.example/")


@pytest.mark.usefixtures("celery_worker")
def test_a_real_worker_answers_through_the_real_broker() -> None:
    until(lambda: app.control.ping(timeout=1), "the worker answers")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("unix:///run/redis.sock", "unix:///run/redis.sock?db=3"),
        ("unix:///run/redis.sock?db=1", "unix:///run/redis.sock?db=3"),
        ("redis://host:6379", "redis://host:6379/3"),
        ("redis://:secret@host:6379/0", "redis://:secret@host:6379/3"),
    ],
)
def test_each_test_process_has_a_database_of_the_broker(address: str, expected: str) -> None:
    assert with_database(address, 3) == expected


@pytest.mark.django_db
def test_the_kept_database_is_as_the_migrated_one(tmp_path: Path) -> None:
    """Tables, constraints, functions and triggers, word by word; the control is a database without them.

    PostgreSQL writes a condition otherwise once it was dumped and read, so both have gone that way.
    """
    kept, mine, file = migrated.offered(), "again_" + os.environ.get("PYTEST_XDIST_WORKER", ""), tmp_path / "dumped.sql"
    assert kept is not None, "the first process of a run keeps what it has migrated"
    migrated.dump(connection.settings_dict["NAME"], file)
    migrated.fill(mine, file)
    assert migrated.schema(kept) == migrated.schema(mine)
    assert migrated.schema(kept) != migrated.schema("postgres")


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_commits_there_is_what_migrating_leaves_and_no_more() -> None:
    """Records that nobody may delete go too; what is made after migrating is there again."""

    def held() -> dict[str, int]:
        return {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}

    before, permissions = held(), set(Permission.objects.values_list("pk", flat=True))
    a_call()
    rates = set(InterestRate.objects.values_list("pk", flat=True))
    assert rates
    assert AuditEvent.objects.exists()
    empty()
    assert held() == before
    assert set(Permission.objects.values_list("pk", flat=True)) == permissions
    assert not rates & set(InterestRate.objects.values_list("pk", flat=True))
