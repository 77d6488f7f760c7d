"""Registration by e-mail: the address is confirmed before anything else, and nobody learns who is registered."""

import importlib
import re
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.enums import Verifier
from accounts.models import User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from accounts.operations.identifying import identify
from accounts.operations.inviting import invite
from core.refusals import Refused
from tests.factories import a_firm, a_representative
from tests.registry.identifiers import tax_code

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


def told(answer, *addresses: str) -> str:
    """The page without what differs for anybody: the address that was typed, tokens, instants."""
    text = answer.text
    for address in addresses:
        text = text.replace(address, "…")
    return re.sub(r'(name="csrfmiddlewaretoken" value="|datetime="|data-now=")[^"]*', r"\1", text)


KNOWN, UNKNOWN = "lei@example.it", "altra@example.it"
RESET = "/account/password/reset/"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/account/signup/", lambda email: TYPED | {"email": email}),
        (RESET, lambda email: {"email": email}),
        ("/account/login/", lambda email: {"login": email, "password": "una-che-non-è-la-sua"}),
    ],
)
def test_the_same_page_and_as_many_mails_whether_an_address_is_registered_or_not(path, typed):
    enrol(email=KNOWN, name="Lei", password=PASSWORD, by=None, at=AT)
    pages, mails = [], []
    for email in (KNOWN, UNKNOWN):
        mail.outbox.clear()
        answer = Client().post(path, typed(email), follow=True)
        pages.append((answer.status_code, answer.request["PATH_INFO"], told(answer, email)))
        mails.append([message.to for message in mail.outbox])
    assert pages[0] == pages[1]
    assert [len(sent) for sent in mails] == ([0, 0] if "login" in path else [1, 1])
    assert [len(sent) and sent[0] for sent in mails] in ([0, 0], [[KNOWN], [UNKNOWN]])


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_who_guesses_passwords_waits_and_is_told_how_long_even_for_an_address_that_nobody_has(email):
    enrol(email=KNOWN, name="Lei", password=PASSWORD, by=None, at=AT)
    guess = {"login": email, "password": "sbagliata-davvero"}
    answers = [Client().post("/account/login/", guess) for _try in range(6)]
    assert "Aspettate cinque minuti" not in answers[4].text
    assert "Aspettate cinque minuti e riprovate" in answers[5].text
    assert Client().post("/account/login/", guess | {"password": PASSWORD}).status_code == 200
    cache.clear()
    assert Client().post("/account/login/", guess | {"password": PASSWORD}).status_code == (302 if email == KNOWN else 200)


@pytest.mark.parametrize(("path", "field", "times"), [(RESET, "email", 5), ("/account/signup/", "email", 20)])
def test_who_asks_too_often_is_told_from_when_on_to_try_again(path, field, times):
    for number in range(times):
        email = KNOWN if path == RESET else f"{number}@example.it"
        assert Client().post(path, {field: email}).status_code != 429
    answer = Client().post(path, {field: KNOWN})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert re.search(r"Riprovate dalle ore \d\d:\d\d:\d\d", answer.text)


# The second factor of staff


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/"])
def test_the_admin_opens_to_staff_with_a_second_factor_only(path, settings):
    settings.PORTAL_STAFF_SECOND_FACTOR = True
    user = enrol(email=KNOWN, name="Lei", password=PASSWORD, by=None, at=AT)
    appoint(user=user, role="administrator", by=None, at=AT)
    client = Client()
    client.force_login(user)
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/totp/activate/")
    assert client.post(path, {"nothing": "1"}).status_code == 302
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "X"})
    assert client.get(path).status_code == 200
    settings.PORTAL_STAFF_SECOND_FACTOR = False
    Authenticator.objects.all().delete()
    assert client.get(path).status_code == 200


def test_a_firm_is_offered_the_second_factor_and_not_asked_for_it(settings):
    settings.PORTAL_STAFF_SECOND_FACTOR = True
    client = Client()
    client.force_login(enrol(email=KNOWN, name="Lei", password=PASSWORD, by=None, at=AT))
    assert client.get("/imprese/").status_code == 200
    assert "consigliato alle imprese" in client.get("/account/2fa/").text


def test_in_production_staff_needs_it(monkeypatch):
    for name, value in {"DJANGO_SECRET_KEY": "x" * 60, "DATABASE_URL": "postgresql://portal@db.invalid/portal"}.items():
        monkeypatch.setenv(name, value)
    assert importlib.import_module("config.settings.production").PORTAL_STAFF_SECOND_FACTOR is True


def test_who_was_invited_reads_that_first():
    firm = a_firm()
    invite(firm=firm, email=KNOWN, role="colleague", by=a_representative(firm), at=timezone.now())
    enrol(email=KNOWN, name="Lei", password=PASSWORD, by=None, at=AT)
    assert log_in(Client())["Location"] == "/imprese/"


# «I miei dati»


def test_a_person_gives_her_tax_code_until_it_is_verified(client):
    user = enrol(email=KNOWN, name="Lei", password=PASSWORD, by=None, at=AT)
    client.force_login(user)
    assert "non è corretto" in client.post("/profilo/", {"name": "Lei", "tax_code": "RSSMRA75A01F205Z"}).text
    client.post("/profilo/", {"name": "Lei Prova", "tax_code": tax_code().lower()})
    user.refresh_from_db()
    assert (user.name, user.tax_code) == ("Lei Prova", tax_code())
    user.tax_code_verified_by = Verifier.SPID
    user.save()
    client.post("/profilo/", {"name": "Lei Prova", "tax_code": tax_code(month="B")})
    user.refresh_from_db()
    assert user.tax_code == tax_code()
    with pytest.raises(Refused, match="è stato verificato"):
        identify(user=user, name="Lei", tax_code="", by=user, at=AT)


def test_a_tax_code_is_somebodys_own_once_it_is_verified():
    for number in range(2):
        enrol(email=f"{number}@example.it", name="Lei", by=None, at=AT)
    User.objects.update(tax_code=tax_code())
    with pytest.raises(DatabaseError, match="a_verified_tax_code_belongs_to_one_user"), transaction.atomic():
        User.objects.update(tax_code_verified_by=Verifier.CIE)
    with pytest.raises(DatabaseError, match="what_is_verified_is_a_tax_code"), transaction.atomic():
        User.objects.update(tax_code="", tax_code_verified_by=Verifier.CIE)


def test_staff_begins_its_day_in_the_admin(client):
    user = enrol(email="lei@example.it", name="Lei", password=PASSWORD, by=None, at=AT)
    appoint(user=user, role="auditor", by=None, at=AT)
    assert log_in(client)["Location"] == "/admin/"


def test_a_weak_password_is_refused_at_its_field(client):
    answer = sign_up(client, password1="password12", password2="password12")
    assert "password1" in answer.context["form"].errors
    assert not User.objects.exists()
