"""Who may not, too late, twice, by another door: every attempt on a call is refused with its reason, and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from bando.models import Act, Call
from bando.operations import editing, publishing
from bando.queries.snapshot import snapshot
from core.refusals import Refused
from registry.models import Chamber
from tests.bando.editor_rows import GOOD, posted_call
from tests.bando.faces.test_admin import a_call_to_come, act_data
from tests.bando.rows import a_person, publish
from tests.bando.shown import text_of

pytestmark = pytest.mark.django_db
NOT_HERS = "Il vostro ruolo non permette di: adottare gli atti del bando. Rivolgetevi a chi gestisce gli incarichi."
NOT_HERS_TO_EDIT = "Il vostro ruolo non permette di: configurare i bandi. Rivolgetevi a chi gestisce gli incarichi."
PUBLISHED = "Il bando è già pubblicato: le modifiche vengono con un nuovo atto."
BY_ACT = (
    "Il bando è pubblicato: la configurazione è bloccata e cambia solo con un atto. "
    "Per correggerla preparate una modifica del bando e adottatela con il suo atto."
)
ONLY_READ = "Da questa pagina non si modifica nulla: usate i pulsanti che trovate in cima."
NOT_THERE = "Pagina non trovata"


@dataclass(frozen=True)
class Door:
    """A way in: who tries it, on a call that is published or not; the answer's status and the reason it gives."""

    what: str
    role: str
    published: bool
    attempt: Callable[[Client, Call], Any]
    status: int
    reason: str

    def __str__(self) -> str:
        return self.what


def page(call: Call, *more: str) -> str:
    return "/".join(["/admin/bando/call", str(call.pk), *more, ""])


def posts(data: dict[str, Any], *more: str) -> Callable[[Client, Call], Any]:
    return lambda client, call: client.post(page(call, *more), data)


def edits_the_measure(client: Client, call: Call) -> Any:
    return client.post(page(call, "configura", "measures", str(call.measures.get().pk)), GOOD["measures"])


def edits_the_call(client: Client, call: Call) -> Any:
    return client.post(page(call, "configura", "call"), posted_call(call, title="Altro"))


def takes_out_a_rule(client: Client, call: Call) -> Any:
    return client.post(page(call, "configura", "rules", str(call.eligibilityrules.all()[0].pk), "togli"))


PUBLISH = posts(act_data(), "azione", "pubblica")
DOORS = [
    Door("an officer of a Chamber does not find a call in preparation", "officer", False, PUBLISH, 404, NOT_THERE),
    Door("an officer of a Chamber publishes again", "officer", True, PUBLISH, 403, NOT_HERS),
    Door("an officer of a Chamber extends", "officer", True, posts(act_data(), "azione", "proroga"), 403, NOT_HERS),
    Door("an officer of a Chamber edits", "officer", True, edits_the_measure, 403, NOT_HERS_TO_EDIT),
    Door("who configures publishes", "operator", False, PUBLISH, 403, NOT_HERS),
    Door("an auditor publishes", "auditor", False, PUBLISH, 403, NOT_HERS),
    Door("who signs edits", "director", False, edits_the_measure, 403, NOT_HERS_TO_EDIT),
    Door("a second publication", "director", True, PUBLISH, 409, PUBLISHED),
    Door("an edit of a measure after the publication", "operator", True, edits_the_measure, 409, BY_ACT),
    Door("an edit of the call after the publication", "operator", True, edits_the_call, 409, BY_ACT),
    Door("a rule taken out after the publication", "operator", True, takes_out_a_rule, 409, BY_ACT),
    Door("the admin's own address", "operator", True, posts({"title": "Altro"}, "change"), 403, ONLY_READ),
    Door("the admin's own address, by who signs", "director", True, posts({"title": "Altro"}, "change"), 403, ONLY_READ),
]


def a_call(published: bool) -> Call:
    call = a_call_to_come()
    if published:
        publish(call, at=now())
    return Call.objects.get(pk=call.pk)


def somebody(role: str) -> User:
    return a_person(role, Chamber.objects.get(code="so") if role == "officer" else None)


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_a_door_is_closed_with_its_reason(client: Client, door: Door) -> None:
    call = a_call(door.published)
    before, acts = snapshot(call), Act.objects.count()
    client.force_login(somebody(door.role))
    answer = door.attempt(client, call)
    assert answer.status_code == door.status
    assert door.reason in text_of(answer).replace("&#x27;", "'")
    after = Call.objects.get(pk=call.pk)
    assert (snapshot(after), after.published_at, Act.objects.count()) == (before, call.published_at, acts)


def test_the_same_doors_open_to_who_may_before_the_publication(client: Client) -> None:
    """The control: nothing but the right and the moment closes them."""
    call = a_call(published=False)
    client.force_login(somebody("operator"))
    assert edits_the_measure(client, call).status_code == 302
    assert edits_the_call(client, call).status_code == 302
    call = a_call(published=False)
    client.force_login(somebody("director"))
    assert PUBLISH(client, call).status_code == 302
    assert Call.objects.get(pk=call.pk).published_at is not None


# The shell


def edit_by_operation(call: Call, by: User) -> None:
    editing.put(call=call, kind="measures", row=call.measures.get(), values={"maximum_grant": 1}, by=by, at=now())


def publish_by_operation(call: Call, by: User) -> None:
    details = {"number": "46", "issued_on": now().date(), "issuer": "Unioncamere Lombardia", "signer": "Il Direttore"}
    publishing.publish(call=call, **details, by=by, at=now())


@pytest.mark.parametrize(
    ("role", "published", "attempt", "reason"),
    [
        ("officer", False, publish_by_operation, NOT_HERS),
        ("officer", False, edit_by_operation, NOT_HERS_TO_EDIT),
        ("director", True, publish_by_operation, PUBLISHED),
        ("operator", True, edit_by_operation, BY_ACT),
    ],
)
def test_an_operation_called_from_the_shell_refuses_with_the_same_reason(
    role: str, published: bool, attempt: Callable[[Call, User], None], reason: str
) -> None:
    call = a_call(published)
    before = snapshot(call)
    with pytest.raises(Refused) as refused:
        attempt(call, somebody(role))
    assert refused.value.reason == reason
    assert snapshot(Call.objects.get(pk=call.pk)) == before


CALL, MEASURE = "a_published_call_changes_by_act_only", "a_published_measure_changes_by_act_only"
KEPT = "a_published_call_is_never_deleted"


def save_a_title(call: Call) -> None:
    call.title = "Altro"
    call.save()


ROWS: list[tuple[Callable[[Call], Any], str]] = [
    (save_a_title, CALL),
    (lambda call: Call.objects.filter(pk=call.pk).update(published_at=None), CALL),
    (lambda call: call.measures.update(maximum_grant=1), MEASURE),
    (lambda call: call.measures.get().delete(), MEASURE),
]


@pytest.mark.parametrize(("attempt", "reason"), ROWS)
def test_a_row_written_from_the_shell_is_refused_by_the_database(attempt: Callable[[Call], Any], reason: str) -> None:
    call = a_call(published=True)
    before = snapshot(call)
    with pytest.raises(DatabaseError, match=reason), transaction.atomic():
        attempt(call)
    assert snapshot(Call.objects.get(pk=call.pk)) == before


STATEMENTS = [
    ("UPDATE bando_call SET title = 'Altro' WHERE id = %s", CALL),
    ("UPDATE bando_call SET published_at = NULL WHERE id = %s", CALL),
    ("DELETE FROM bando_call WHERE id = %s", KEPT),
    ("UPDATE bando_measure SET maximum_grant = 1 WHERE call_id = %s", MEASURE),
    ("DELETE FROM bando_measure WHERE call_id = %s", MEASURE),
    ("UPDATE bando_eligibilityrule SET blocking = FALSE WHERE call_id = %s", "a_published_rule_changes_by_act_only"),
]


@pytest.mark.parametrize(("statement", "reason"), STATEMENTS)
def test_a_statement_is_refused_by_the_database(statement: str, reason: str) -> None:
    call = a_call(published=True)
    before = snapshot(call)
    with pytest.raises(DatabaseError, match=reason), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])
    assert snapshot(Call.objects.get(pk=call.pk)) == before
