"""The look at the connection before a request: free while the line is quiet, and not to be deceived by a server that has gone."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections
from django.db.backends.postgresql import base

from core.queries.prepared import Statement

pytestmark = pytest.mark.django_db(transaction=True)


class Asked(Exception):
    """Raised where the real question would have been sent."""


@pytest.fixture
def at_the_start() -> Iterator[None]:
    """The connection as a request finds it: used before, to be looked at."""
    connection.ensure_connection()
    connection.health_check_enabled, connection.health_check_done = True, False
    yield
    connection.health_check_enabled = False
    connection.close()


def one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end_the_session(pid: int) -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            assert cursor.fetchone()[0]
    finally:
        other.close()


def test_a_quiet_line_is_not_asked(at_the_start, monkeypatch):
    def ask(_self: object) -> bool:
        raise Asked

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", ask)
    assert one() == one()
    assert connection.health_check_done


def test_after_the_server_has_ended_the_session_a_request_is_answered_by_a_new_one(at_the_start):
    before = connection.connection.info.backend_pid
    end_the_session(before)
    assert one() != before


def test_the_new_session_learns_what_was_prepared_in_the_old_one(at_the_start):
    asked = Statement("SELECT pg_backend_pid() + $1", 1)
    ((before,),) = asked.ask(0)
    connection.health_check_done = False
    end_the_session(before)
    assert asked.ask(0) != [(before,)]


def test_control_without_the_look_the_request_would_fail(at_the_start):
    end_the_session(connection.connection.info.backend_pid)
    connection.health_check_done = True
    with pytest.raises(OperationalError):
        one()


def test_a_line_that_this_side_has_closed_is_opened_again(at_the_start):
    connection.connection.close()
    assert one()
