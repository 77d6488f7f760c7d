"""Registration by e-mail: the address is confirmed before anything else, and nobody learns who is registered."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
PASSWORD = "una-frase-che-nessuno-indovina"
TYPED = {"name": "Lei Prova", "email": "lei@example.it", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    """allauth counts messages to an address in the cache, which outlives a test."""
    cache.clear()


def sign_up(client: Client, **changes: str):
    return client.post("/account/signup/", TYPED | changes, follow=True)


def log_in(client: Client, email: str = "lei@example.it"):
    return client.post("/account/login/", {"login": email, "password": PASSWORD})


def test_a_person_registers_confirms_her_address_and_enters(client):
    sign_up(client)
    assert User.objects.get().name == "Lei Prova"
    assert log_in(client)["Location"] == "/account/confirm-email/"
    assert "confermare" in mail.outbox[0].body
    address = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.outbox[0].body)[1]
    assert client.get(address).status_code == 200
    client.post(address)
    assert log_in(Client())["Location"] == "/domande/"


def test_nobody_learns_that_an_address_is_registered(client):
    enrol(email="lei@example.it", name="Lei", password=PASSWORD, by=None, at=AT)
    first, second = sign_up(Client()), sign_up(Client(), email="altra@example.it")
    assert [first.request["PATH_INFO"], first.status_code] == [second.request["PATH_INFO"], second.status_code]
    assert User.objects.count() == 2


def test_staff_begins_its_day_in_the_admin(client):
    user = enrol(email="lei@example.it", name="Lei", password=PASSWORD, by=None, at=AT)
    appoint(user=user, role="auditor", by=None, at=AT)
    assert log_in(client)["Location"] == "/admin/"


def test_a_weak_password_is_refused_at_its_field(client):
    answer = sign_up(client, password1="password12", password2="password12")
    assert "password1" in answer.context["form"].errors
    assert not User.objects.exists()
