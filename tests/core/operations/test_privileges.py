"""The role that serves the portal may do the portal's work, and change nothing that was recorded: not even without triggers."""

from io import StringIO
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.db.models import Model

from applications.enums import State
from core.adapters import privileges
from core.models import AuditEvent
from tests import factories
from tests.core.bare import bare_row, run
from tests.core.operations.test_guards import APPEND_ONLY, KEPT, drop, named
from tests.core.serving import SERVING, serving_as
from tests.worker import on_test_database

pytestmark = pytest.mark.django_db
ROLE = SERVING
TABLES = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]


def denied(sql: str, *values: object) -> bool:
    """Whether the database answers «permission denied» to the role that serves; nothing of it stays."""
    try:
        with transaction.atomic():
            run(f"SET LOCAL ROLE {ROLE}")
            run(sql, *values)
            transaction.set_rollback(True)
    except ProgrammingError as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.mark.parametrize(("model", "trigger"), APPEND_ONLY, ids=named)
def test_a_recorded_row_is_not_the_serving_roles_to_change_even_without_its_trigger(model, trigger):
    table, key, pk = model._meta.db_table, model._meta.pk.column, bare_row(model)
    column = next(f.column for f in model._meta.concrete_fields if not f.primary_key)
    statements = (f"UPDATE {table} SET {column} = {column} WHERE {key} = {pk}", f"DELETE FROM {table} WHERE {key} = {pk}")
    drop(model, trigger)
    assert all(denied(statement) for statement in statements)
    run(f"GRANT UPDATE, DELETE ON {table} TO {ROLE}")  # the negative control: nothing but the privilege stood in the way
    assert not any(denied(statement) for statement in statements)


@pytest.mark.parametrize(("model", "trigger"), KEPT, ids=named)
def test_a_kept_row_is_not_the_serving_roles_to_delete(model, trigger):
    drop(model, trigger)
    assert denied(f"DELETE FROM {model._meta.db_table}")


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.db_table)
def test_no_table_can_be_emptied_altered_or_left_without_its_triggers(model: type[Model]):
    table = model._meta.db_table
    assert denied(f'TRUNCATE "{table}" CASCADE')
    assert denied(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    assert denied(f'DROP TABLE "{table}" CASCADE')


def test_triggers_cannot_be_talked_asleep():
    assert denied("SET LOCAL session_replication_role = replica")


def test_a_real_log_in_as_that_role_is_denied_too():
    address = urlsplit(settings.PORTAL_SERVING_DATABASE_URL)
    assert address.username == ROLE
    with psycopg2.connect(on_test_database(address.geturl())) as session, session.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM bando_movement")
        assert cursor.fetchone() == (ROLE, 0)
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("TRUNCATE bando_movement")
    session.close()


def test_from_the_first_draft_to_the_grant_the_serving_role_can_do_all_the_work():
    with serving_as(ROLE), connection.cursor() as cursor:
        factories.application_at(State.ACCEPTED)
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (ROLE,)


def test_what_it_may_is_read_from_the_triggers_of_the_models():
    assert privileges.allowed(AuditEvent) == ("SELECT", "INSERT")
    assert privileges.allowed(apps.get_model("applications.Application")) == ("SELECT", "INSERT", "UPDATE")
    assert privileges.allowed(apps.get_model("sessions.Session")) == ("SELECT", "INSERT", "UPDATE", "DELETE")


def test_what_was_given_by_hand_is_found_and_taken_back():
    run(f"GRANT UPDATE ON core_auditevent TO {ROLE}")
    run(f"GRANT TRUNCATE ON bando_movement TO {ROLE}")
    assert set(privileges.excess(ROLE)) == {"core_auditevent: UPDATE", "bando_movement: TRUNCATE"}
    call_command("grant_privileges", verbosity=0)
    assert not list(privileges.excess(ROLE))


@pytest.mark.parametrize("address", ["", "postgresql://portal@/portal"])
def test_the_owner_of_the_tables_is_no_serving_role(settings, address):
    settings.PORTAL_SERVING_DATABASE_URL = address
    with pytest.raises(CommandError):
        call_command("grant_privileges", stderr=StringIO())
