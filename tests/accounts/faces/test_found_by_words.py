"""People and messages are found by parts of their words, by an index however many there are."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.models import OutgoingMessage
from tests.factories import a_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
MANY = 2_000
USERS, MESSAGES = "/admin/accounts/user/", "/admin/core/outgoingmessage/"


@pytest.fixture
def enter() -> Callable[[str], Client]:
    """Who holds a role, on a portal with many people who were written to; one of them twice, the second time in vain yet."""
    people = [User(email=f"persona{n}@azienda{n % 7}.example", name=f"Ada{n} Rossi", date_joined=AT) for n in range(MANY)]
    User.objects.bulk_create([*people, User(email="zoe@altrove.example", name="Zoe D’Amico Bianchi", date_joined=AT)])
    sent = {"body": "–", "queued_at": AT, "next_at": AT}
    rows = [
        OutgoingMessage(key=str(n), recipient=one.email, subject=f"Pratica {n}", sent_at=AT, **sent)
        for n, one in enumerate(people)
    ]
    rows += [
        OutgoingMessage(key=f"zoe {at}", recipient="zoe@altrove.example", subject="Ricevuta della domanda", sent_at=at, **sent)
        for at in (AT, None)
    ]
    OutgoingMessage.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        # As the database does by itself in the night.
        cursor.execute("SELECT gin_clean_pending_list('messages_by_parts')")
        cursor.execute("ANALYZE core_outgoingmessage, accounts_user")

    def entered(role: str) -> Client:
        client = Client()
        client.force_login(a_user(role))
        return client

    return entered


def found(client: Client, path: str, term: str) -> list[str]:
    return [str(row) for row in client.get(path, {"q": term}).context["cl"].result_list]


@pytest.mark.parametrize("term", ["zoe", "BIANCHI", "amico zoe", "ltrove", "zoe@altrove.example", "bianchi altrove", "zo"])
def test_a_person_is_found_by_parts_of_her_name_and_address(enter, term):
    assert found(enter("administrator"), USERS, term) == ["Zoe D’Amico Bianchi <zoe@altrove.example>"]


@pytest.mark.parametrize("term", ["zoe@altrove.example", "ALTROVE", "ricevuta domanda", "altrove ricevuta"])
def test_a_message_is_found_by_parts_of_its_address_and_subject_whether_it_has_left_or_not(enter, term):
    assert len(found(enter("auditor"), MESSAGES, term)) == 2


def test_a_part_of_an_address_that_looks_whole_is_a_part_all_the_same(enter):
    assert len(found(enter("administrator"), USERS, "oe@altrove.ex")) == 1
    assert len(found(enter("auditor"), MESSAGES, "oe@altrove.ex")) == 2


@pytest.mark.parametrize("path", [USERS, MESSAGES])
def test_words_that_nobody_has_find_nobody(enter, path):
    assert found(enter("administrator" if path == USERS else "auditor"), path, "zoe xilofono") == []


@pytest.mark.parametrize(
    ("role", "path", "query", "index"),
    [
        ("administrator", USERS, {"q": "bianchi"}, "users_by_parts_of_their_names"),
        ("administrator", USERS, {"p": "ultima"}, "users_in_their_order"),
        ("auditor", MESSAGES, {"q": "altrove"}, "messages_by_parts"),
        ("administrator", USERS, {"q": "Zoe@altrove.example"}, "an_address_belongs_to_one_user"),
        ("auditor", MESSAGES, {"q": "Zoe@altrove.example"}, "messages_sent_to"),
    ],
)
def test_each_page_is_given_by_its_index(enter, monkeypatch, role, path, query, index):
    """And without the index by nothing like it: the control that the plan is looked at."""
    monkeypatch.setattr("core.queries.pages.CAP", 100)
    client = enter(role)
    given = plans(client, path, query)
    assert index in given, given
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP INDEX {index}")
    assert index not in plans(client, path, query)


def plans(client: Client, path: str, query: dict[str, str]) -> str:
    """How the database goes about what a page asks for, where it reads no table whole if it can help it."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, query).status_code == 200
    said = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for one in captured:
            if one["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN {one['sql']}")
                said += [line for (line,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on")
    return "\n".join(said)
