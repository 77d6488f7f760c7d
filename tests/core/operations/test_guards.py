"""What was recorded is never changed: every append-only table of the project refuses, and only by its trigger."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import InternalError, connection, transaction
from django.db.models import Model

from core.models import AuditEvent, Transition
from tests.core.bare import bare_row, run

pytestmark = pytest.mark.django_db
Guarded = tuple[type[Model], pgtrigger.Trigger]


def guarded(kind: type[pgtrigger.Trigger], statement: str = "") -> list[Guarded]:
    """Models with a trigger of this kind that stands against `statement` (UPDATE or DELETE)."""
    return [
        (model, trigger)
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", [])
        if type(trigger) is kind and statement in str(trigger.operation) and trigger.condition is None
    ]


def named(case: object) -> str:
    return case.__name__ if isinstance(case, type) else getattr(case, "name", str(case))


APPEND_ONLY = guarded(pgtrigger.Protect, "UPDATE")
KEPT = guarded(pgtrigger.Protect, "DELETE")
LIVES = guarded(pgtrigger.FSM)


def drop(model: type[Model], trigger: pgtrigger.Trigger) -> None:
    run(f'DROP TRIGGER "{trigger.get_pgid(model)}" ON {model._meta.db_table}')


def refused(sql: str, *values: object) -> bool:
    """Whether the database answers the statement with a trigger's refusal; nothing of it stays."""
    try:
        with transaction.atomic():
            assert run(sql, *values) == 1
            transaction.set_rollback(True)
    except InternalError as error:
        if "pgtrigger" not in str(error):
            raise
        return True
    return False


def test_the_tables_that_keep_the_past_are_among_them():
    names = {model.__name__ for model, _ in APPEND_ONLY}
    assert {"AuditEvent", "Transition", "Movement", "Act", "Arrival", "Finding", "Verdict", "Grant", "Payout"} <= names
    lives = {
        "Application", "Account", "Tranche", "ReportRun", "ChangeRequest", "SignableForm", "Sitting", "GrantLetter",
        "PaymentOrder", "OrderLine", "ControlSample",
    }  # fmt: skip
    assert lives == {model.__name__ for model, _ in LIVES}


@pytest.mark.parametrize(("model", "trigger"), APPEND_ONLY, ids=named)
def test_a_recorded_row_is_never_changed(model, trigger):
    table, key, pk = model._meta.db_table, model._meta.pk.column, bare_row(model)
    column = next(f.column for f in model._meta.concrete_fields if not f.primary_key)
    change = f"UPDATE {table} SET {column} = {column} WHERE {key} = %s"
    assert refused(change, pk)
    drop(model, trigger)  # the negative control: nothing but the trigger stood in the way
    assert not refused(change, pk)


@pytest.mark.parametrize(("model", "trigger"), KEPT, ids=named)
def test_a_kept_row_is_never_deleted(model, trigger):
    table, key, pk = model._meta.db_table, model._meta.pk.column, bare_row(model)
    assert refused(f"DELETE FROM {table} WHERE {key} = %s", pk)
    drop(model, trigger)
    assert not refused(f"DELETE FROM {table} WHERE {key} = %s", pk)


@pytest.mark.parametrize(("model", "trigger"), LIVES, ids=named)
def test_a_state_moves_by_its_table_only_whoever_writes_it(model, trigger):
    table, states = model._meta.db_table, [value for value, _ in model._meta.get_field("state").flatchoices]
    steps = set(trigger.transitions)
    for other in set(model._meta.triggers) - {trigger}:
        drop(model, other)  # what else a step asks for is other tests' matter
    for source in states:
        pk = bare_row(model, state=source)
        for target in set(states) - {source}:
            assert refused(f"UPDATE {table} SET state = %s WHERE id = %s", target, pk) is ((source, target) not in steps)
    drop(model, trigger)
    assert not refused(f"UPDATE {table} SET state = %s WHERE id = %s", states[0], pk)


@pytest.mark.parametrize("model", [AuditEvent, Transition], ids=named)
def test_the_past_hangs_on_nothing_that_could_go(model):
    with connection.cursor() as cursor:
        found = connection.introspection.get_relations(cursor, model._meta.db_table)
    assert found == {}
