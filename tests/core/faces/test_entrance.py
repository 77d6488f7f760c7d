"""Register, confirm, enter, lose the password, add a second factor: the pages and messages of the entrance, in Italian."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.core.faces.markup import inline_pieces

WORD = "una-lunga-parola-1"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet() -> None:
    """The limits on attempts are counted in the cache, which outlives a test."""
    cache.clear()


def register(client: Client, address: str = "anna@impresa.example") -> str:
    """Fill the sign-up in; returns the path of the link that the message brings."""
    answers = {"name": "Anna Rossi", "email": address, "password1": WORD, "password2": WORD}
    page = client.post("/account/signup/", answers, follow=True).content.decode()
    assert "Confermate l'indirizzo di posta" in page
    assert inline_pieces(page) == []
    return link_of(mail.outbox[-1].body)


def link_of(body: str) -> str:
    found = re.search(r"https?://[^/\s]+(/account/\S+)", body)
    assert found, body
    return found.group(1)


def entered(client: Client) -> None:
    client.post(register(client))
    client.post("/account/login/", {"login": "anna@impresa.example", "password": WORD})
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_person_registers_confirms_and_enters(client: Client) -> None:
    path = register(client)
    assert mail.outbox[-1].subject == "Confermate il vostro indirizzo di posta"
    assert "Confermate che <strong>anna@impresa.example" in client.get(path).content.decode()
    client.post("/account/login/", {"login": "anna@impresa.example", "password": WORD})
    assert "_auth_user_id" not in client.session, "an address that was not confirmed must not enter"
    client.post(path)
    client.post("/account/login/", {"login": "anna@impresa.example", "password": WORD})
    assert "_auth_user_id" in client.session


@pytest.mark.django_db
def test_a_lost_password_is_replaced_through_the_mail(client: Client) -> None:
    client.post(register(client))
    page = client.post("/account/password/reset/", {"email": "anna@impresa.example"}, follow=True).content.decode()
    assert "Collegamento inviato" in page
    path = client.get(link_of(mail.outbox[-1].body), follow=True).redirect_chain[-1][0]
    page = client.post(path, {"password1": WORD + "x", "password2": WORD + "x"}, follow=True).content.decode()
    assert User.objects.get().check_password(WORD + "x")
    assert inline_pieces(page) == []


@pytest.mark.django_db
def test_an_unknown_address_is_told_by_mail_and_not_on_the_page(client: Client) -> None:
    page = client.post("/account/password/reset/", {"email": "nessuno@impresa.example"}, follow=True).content.decode()
    assert "Collegamento inviato" in page
    assert mail.outbox[-1].subject == "Nessuna utenza con questo indirizzo"


@pytest.mark.django_db
def test_a_second_factor_is_added_and_then_asked_for(client: Client, settings: Any) -> None:
    # The code may be of the half minute that has just ended.
    settings.MFA_TOTP_TOLERANCE = 1
    entered(client)
    asked = client.get("/account/2fa/totp/activate/", follow=True)
    assert "Confermate che siete voi" in asked.content.decode()
    page = client.post(asked.redirect_chain[-1][0], {"password": WORD}, follow=True).content.decode()
    assert inline_pieces(page) == []
    secret = re.search(r"secret-code\">([A-Z2-7]+)<", page)
    assert secret
    code = format_hotp_value(hotp_value(secret.group(1), int(time.time()) // 30))
    page = client.post("/account/2fa/totp/activate/", {"code": code}, follow=True).content.decode()
    assert "Codici di riserva" in page
    client.post("/account/logout/")
    page = client.post("/account/login/", {"login": "anna@impresa.example", "password": WORD}, follow=True).content.decode()
    assert "Secondo fattore" in page
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["", "password/change/", "2fa/", "email/", "logout/", "reauthenticate/", "2fa/recovery-codes/generate/"]
)
def test_the_pages_of_ones_own_account_write_nothing_inline(client: Client, path: str) -> None:
    entered(client)
    response = client.get(f"/account/{path}")
    if response.status_code == 200:
        assert inline_pieces(response.content.decode()) == []
