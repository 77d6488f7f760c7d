"""The request that takes the place: few statements, the same bytes for the same key, and nobody in by its side door."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth import HASH_SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.enums import State
from applications.models import Application, Arrival
from applications.operations import submitting
from applications.queries.senders import PERSON, ROLE, sender_of
from applications.views.sent import BLANKS, sent_page
from tests.factories import a_call, a_draft, a_firm, a_representative, a_user, confirm, fill, fresh

pytestmark = pytest.mark.django_db
# The session and its savepoint are the test's; one statement says who asks, one takes the place.
STATEMENTS = 4


@pytest.fixture
def application() -> Application:
    now = timezone.now()
    call = a_call(
        at=now - timedelta(days=3), draft_from_at=now - timedelta(days=3), opens_at=now - timedelta(days=2),
        closes_at=now + timedelta(days=5),
    )  # fmt: skip
    return confirm(fill(a_draft(call=call, at=now), at=now), at=now)


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, application: Application, key=None):
    fields = {"key": str(key or uuid4()), "version": application.content.version}
    return client.post(reverse("application_send", args=[application.pk]), fields)


def test_the_answer_tells_number_instants_digest_and_head_at_once(application):
    answer = send(logged_in(a_representative(application.firm)), application)
    arrival = Arrival.objects.get()
    assert answer.status_code == 200
    for told in ("il vostro numero è 1.", arrival.digest, arrival.hash, "../ricevuta/"):
        assert told in answer.text
    assert not any(f"[[{blank}]]" in answer.text for blank in BLANKS)


def test_the_same_key_gets_the_same_bytes(application):
    client, key = logged_in(a_representative(application.firm)), uuid4()
    first = send(client, application, key)
    assert send(client, application, key).content == first.content
    assert Arrival.objects.count() == 1


def test_the_request_asks_the_database_so_many_times(application, django_assert_num_queries):
    client = logged_in(a_representative(application.firm))
    assert application.content.version  # read before
    with django_assert_num_queries(STATEMENTS) as asked:
        send(client, application)
    assert "applications_take_place" in submitting.TAKE.text
    assert submitting.TAKE.name in asked.captured_queries[2]["sql"]


def test_who_has_no_role_in_the_firm_finds_nothing(application):
    assert send(logged_in(a_representative(a_firm())), application).status_code == 404
    assert send(logged_in(a_user()), application).status_code == 404
    answer = send(Client(), application)
    assert answer.status_code == 302
    assert "login" in answer.url
    assert fresh(application).state == State.DRAFT


def test_a_session_that_her_password_does_not_bear_out_opens_nothing(application):
    client = logged_in(a_representative(application.firm))
    session = client.session
    session[HASH_SESSION_KEY] = "0" * 64
    session.save()
    assert "login" in send(client, application).url
    assert fresh(application).state == State.DRAFT


def test_a_changed_password_ends_it_too(application):
    user = a_representative(application.firm)
    client = logged_in(user)
    user.set_password("un’altra-password-lunga")
    user.save()
    assert "login" in send(client, application).url


def test_who_sends_is_read_as_she_stands_in_the_database(application):
    at, user = timezone.now(), a_representative(application.firm)
    found, read = sender_of(user_id=user.pk, application_id=application.pk, at=at)
    assert all(getattr(found, name) == getattr(user, name) for name in PERSON)
    (role,), (row,) = found.current_memberships, user.memberships.all()
    assert all(getattr(role, name) == getattr(row, name) for name in ROLE)
    assert (read.pk, read.firm_id, found.asked_at) == (application.pk, application.firm_id, at)


def test_a_person_who_was_shut_out_sends_nothing(application):
    user = a_representative(application.firm)
    client = logged_in(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert send(client, application).status_code in {302, 404, 409}
    assert fresh(application).state == State.DRAFT


def test_a_role_that_has_ended_sends_nothing(application):
    user = a_representative(application.firm)
    client = logged_in(user)
    a_user("representative", firm=application.firm)  # a firm keeps one
    user.memberships.update(ended_at=timezone.now() - timedelta(seconds=1))
    assert send(client, application).status_code == 404
    assert fresh(application).state == State.DRAFT


def test_the_page_says_what_the_arrival_found_in_its_pot(application):
    send(logged_in(a_representative(application.firm)), application)
    arrival = Arrival.objects.get()
    arrival.asked, arrival.reserved = Decimal("10000.00"), Decimal("5000.00")
    page = sent_page(arrival)
    assert "5.000,00" in page
    assert "10.000,00" in page
    arrival.reserved = Decimal("0.00")
    assert "siete in lista d’attesa" in sent_page(arrival)
