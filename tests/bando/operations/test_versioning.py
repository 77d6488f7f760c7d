"""Versions: what publishing keeps, and the freeze, tried by ORM and by raw SQL on every table that hangs on a call.

The negative control: with its trigger dropped, each statement passes on the published call.
"""

import json
from hashlib import sha256

import pytest
from django.db import DatabaseError, InternalError, connection, transaction

from bando.enums import ActKind
from bando.models import Act, Attachment, Call, Fund, Measure, Pot, Term, Version
from bando.operations import versioning
from bando.queries.snapshot import digest, snapshot
from core.locks import operation
from core.models import AuditEvent
from tests.bando.rows import PUBLISHED, a_full_call, a_person, publish

pytestmark = pytest.mark.django_db


def a_published_full_call() -> Call:
    call = a_full_call()
    Attachment.objects.create(
        call=call, label="Testo", name="bando.pdf", file="x", media_type="application/pdf", size=1, sha256="0", added_at=PUBLISHED
    )
    publish(call)
    call.refresh_from_db()
    return call


def test_publishing_keeps_version_1_with_its_act_its_content_and_the_digest_of_it() -> None:
    call = a_full_call()
    act = publish(call, by=a_person("director"))
    version = Version.objects.get(call=call)
    assert (version.number, version.act, version.in_force_at, version.amendment) == (1, act, PUBLISHED, None)
    assert version.content == snapshot(call) == snapshot(call, 1)
    canonical = json.dumps(version.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert version.sha256 == sha256(canonical.encode()).hexdigest() == digest(version.content)
    assert AuditEvent.objects.get(action="versioning.seal", subject_id=call.pk).data["sha256"] == version.sha256


# What a hand may try on each table, and the sentence that refuses it. «{again}» is a copy of a row under another code.

TERMS = {
    "bando_window": ("a_published_window_changes_by_act_only", "label = 'x'"),
    "bando_measure": ("a_published_measure_changes_by_act_only", "rate = 0.8"),
    "bando_component": ("a_published_component_changes_by_act_only", "value = 0.1"),
    "bando_expenseitem": ("a_published_item_changes_by_act_only", "label = 'x'"),
    "bando_cap": ("a_published_cap_changes_by_act_only", "value = 0.6"),
    "bando_eligibilityrule": ("a_published_rule_changes_by_act_only", "blocking = NOT blocking"),
    "bando_requireddocument": ("a_published_document_changes_by_act_only", "signed = NOT signed"),
    "bando_scoringcriterion": ("a_published_criterion_changes_by_act_only", "maximum = 41"),
}
OF_THE_FUNDS = "fund_id IN (SELECT id FROM bando_fund WHERE call_id = %s)"
FROZEN = {
    "bando_call": ("a_published_call_changes_by_act_only", [
        "UPDATE bando_call SET closes_at = closes_at + interval '1 day' WHERE id = %s",
        "UPDATE bando_call SET published_at = NULL WHERE id = %s AND title <> ''",
        "UPDATE bando_call SET version = version + 1 WHERE id = %s",
    ]),
    "bando_attachment": ("an_attachment_of_a_published_call_stays", [
        "UPDATE bando_attachment SET sha256 = '1' WHERE call_id = %s",
        "DELETE FROM bando_attachment WHERE call_id = %s",
    ]),
    "bando_pot": ("a_pot_of_a_published_call_is_frozen", [
        "UPDATE bando_pot SET overbooking = 0.25 WHERE call_id = %s",
        "INSERT INTO bando_pot (call_id, overbooking) VALUES (%s, 0)",
    ]),
    "bando_potprovince": ("a_province_of_a_published_call_is_frozen", [
        "UPDATE bando_potprovince SET province_id = 'TO' WHERE province_id = 'SO' AND call_id = %s",
        "INSERT INTO bando_potprovince (call_id, pot_id, province_id)"
        " SELECT call_id, min(id), 'TO' FROM bando_pot WHERE call_id = %s GROUP BY call_id",
        "DELETE FROM bando_potprovince WHERE call_id = %s",
    ]),
    "bando_fund": ("a_fund_of_a_published_call_comes_by_act", [
        "UPDATE bando_fund SET amount = amount + 1 WHERE call_id = %s",
        "INSERT INTO bando_fund (call_id, kind, label, legal_act, amount) VALUES (%s, 'regional', 'x', 'x', 1)",
    ]),
    "bando_budgetline": ("an_endowment_is_fixed_with_the_money|a_published_budget_line_is_never_deleted", [
        f"UPDATE bando_budgetline SET endowment = endowment + 1 WHERE {OF_THE_FUNDS}",
        f"DELETE FROM bando_budgetline WHERE {OF_THE_FUNDS}",
    ]),
    "bando_trancherule": ("tranches_are_fixed_with_the_money", [
        f"UPDATE bando_trancherule SET share = 0.3 WHERE {OF_THE_FUNDS}",
        'INSERT INTO bando_trancherule (fund_id, kind, "order", share, gate, due_on, progress)'
        " SELECT id, 'first', 1, 1, 'none', '2020-01-01', 0 FROM bando_fund WHERE kind = 'chamber' AND call_id = %s",
        f"DELETE FROM bando_trancherule WHERE {OF_THE_FUNDS}",
    ]),
}  # fmt: skip


def again(table: str) -> str:
    """A row of the table once more, under another code."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    copied = [f'"{name}"' for name in columns if name not in ("id", "code")]
    names = ", ".join(copied)
    return f"INSERT INTO {table} (code, {names}) SELECT 'again', {names} FROM {table} WHERE call_id = %s LIMIT 1"


CASES = [(table, name, statement) for table, (name, statements) in FROZEN.items() for statement in statements] + [
    (table, name, statement)
    for table, (name, change) in TERMS.items()
    for statement in (
        f"UPDATE {table} SET {change} WHERE call_id = %s",
        f"UPDATE {table} SET until = since WHERE call_id = %s",
        f"DELETE FROM {table} WHERE call_id = %s",
        "again",
    )
]


def run(table: str, statement: str, call: Call) -> int:
    """Rows touched; what it did is taken back."""
    if statement == "again":
        statement = again(table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement, [call.pk])
        touched = cursor.rowcount
        transaction.set_rollback(True)
    return touched


@pytest.mark.parametrize(("table", "name", "statement"), CASES)
def test_a_hand_may_change_a_call_in_preparation_and_not_a_published_one(table: str, name: str, statement: str) -> None:
    call = a_full_call()
    Attachment.objects.create(
        call=call, label="Testo", name="a.pdf", file="x", media_type="application/pdf", size=1, sha256="0", added_at=PUBLISHED
    )
    if "version + 1" not in statement:
        assert run(table, statement, call) > 0
    publish(call)
    with pytest.raises(InternalError, match=name):
        run(table, statement, call)


@pytest.mark.parametrize(("table", "name", "statement"), CASES)
def test_without_its_trigger_the_same_hand_would_pass(table: str, name: str, statement: str) -> None:
    call = a_published_full_call()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert run(table, statement, call) > 0
        transaction.set_rollback(True)


def test_every_table_that_hangs_on_a_call_is_tried_above() -> None:
    hanging = {
        relation.related_model._meta.db_table
        for model in (Call, Fund, Pot, Measure)
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "bando"
    }
    assert hanging - set(FROZEN) - set(TERMS) == {"bando_act", "bando_version", "bando_question", "bando_waitinglist"}
    assert set(TERMS) == {model._meta.db_table for model in Term.__subclasses__()}


def test_the_orm_is_refused_like_the_shell() -> None:
    call = a_published_full_call()
    call.title = "Altro titolo"
    rule = call.eligibilityrules.first()
    rule.message = "Altro"
    for attempt in (call.save, rule.save, rule.delete, lambda: call.measures.update(rate=1), call.caps.all().delete):
        with pytest.raises(DatabaseError, match="changes_by_act_only"), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE bando_version SET content = NULL", "UPDATE bando_version SET sha256 = ''", "DELETE FROM bando_version"],
)
def test_a_version_is_written_once(statement: str) -> None:
    call = a_published_full_call()
    with pytest.raises(InternalError, match="Cannot"):
        run("bando_version", f"{statement} WHERE call_id = %s", call)


def test_another_call_stays_free_while_one_is_frozen() -> None:
    a_published_full_call()
    assert run("bando_measure", "UPDATE bando_measure SET rate = 0.8 WHERE call_id = %s", a_full_call()) == 1


def test_the_ledger_still_moves_money_of_a_frozen_call() -> None:
    call = a_published_full_call()
    statement = f"UPDATE bando_budgetline SET available = available - 1, committed = 1 WHERE {OF_THE_FUNDS}"
    assert run("bando_budgetline", statement, call) == 18


# Between begin and seal rows end and come; nothing else, and not in another version than the next.


@operation
def attempt(call: Call, statement: str) -> int:
    """Run the statement on the measure while version 2 is being made; then seal it."""
    act = Act.objects.create(
        call=call, kind=ActKind.AMENDMENT, number="2", issued_on=PUBLISHED, issuer="U", signer="D", subject="x",
        recorded_at=PUBLISHED, recorded_by=a_person(),
    )  # fmt: skip
    version = versioning.begin(call=call, act=act, by=None, at=PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])
        touched = cursor.rowcount
    versioning.seal(version=version, by=None, at=PUBLISHED)
    return touched


def test_while_a_version_is_made_rows_end_and_others_come_under_the_same_code() -> None:
    call = a_published_full_call()
    old = call.measures.get()
    assert attempt(call, "UPDATE bando_component SET until = 1 WHERE call_id = %s") == 1
    call.refresh_from_db()
    assert (call.version, snapshot(call)["measures"][0]["components"], call.measures.get()) == (2, [], old)
    assert len(snapshot(call, 1)["measures"][0]["components"]) == 1
    with pytest.raises(Version.DoesNotExist):
        snapshot(call, 3)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bando_measure SET rate = 0.8 WHERE call_id = %s",
        "UPDATE bando_measure SET until = 1, rate = 0.8 WHERE call_id = %s",
        "UPDATE bando_measure SET until = 2 WHERE call_id = %s",
        "DELETE FROM bando_component WHERE call_id = %s",
        "again",
    ],
)
def test_while_a_version_is_made_no_row_changes_goes_or_comes_into_the_past(statement: str) -> None:
    call = a_published_full_call()
    statement = again("bando_component") if statement == "again" else statement
    with pytest.raises(InternalError, match="changes_by_act_only"):
        attempt(call, statement)


# No version is left open at the commit: that would leave the call open too.

OPEN_VERSION = """INSERT INTO bando_version (call_id, number, act_id, in_force_at, content, sha256)
    SELECT call_id, 2, id, now(), {content}, '' FROM bando_act WHERE kind = '{kind}' AND call_id = %s"""


@pytest.mark.parametrize(("kind", "content"), [(ActKind.AMENDMENT, "NULL"), (ActKind.GRANT, "'{}'")])
def test_a_version_left_open_or_of_an_act_that_changes_nothing_is_refused_at_the_commit(kind: ActKind, content: str) -> None:
    call = a_published_full_call()
    Act.objects.create(
        call=call, kind=kind, number="2", issued_on=PUBLISHED, issuer="U", signer="D", subject="x",
        recorded_at=PUBLISHED, recorded_by=a_person(),
    )  # fmt: skip
    statement = OPEN_VERSION.format(kind=kind, content=content)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])
        with pytest.raises(DatabaseError, match="a_version_is_sealed_with_its_act"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
