"""«Le mie imprese»: a firm is entered with checked identifiers, and its person acts for it from then on."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.operations.enrolling import enrol
from registry.models import Firm
from tests.registry.identifiers import tax_code, vat_number

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)


def typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Prova S.r.l.",
        "legal_form": "company",
        "tax_code": vat_number(1234),
        "vat_number": vat_number(1234),
        "representative_name": "Lei Prova",
        "representative_tax_code": tax_code().lower(),
        "certified_email": "Prova@pec.example.it",
        "address": "via Roma 1",
        "municipality": "Milano",
        "province": "MI",
    } | changes


@pytest.fixture
def user() -> User:
    return enrol(email="lei@example.it", name="Lei Prova", by=None, at=AT)


@pytest.fixture
def client_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_strangers_log_in_first():
    for page in ("/imprese/", "/imprese/nuova/"):
        assert Client().get(page)["Location"].startswith("/account/login/?next=")


def test_a_firm_is_entered_and_shown_with_the_role_of_its_person(client_, user):
    assert "Aggiungete la vostra impresa" in client_.get("/imprese/").text
    answer = client_.post("/imprese/nuova/", typed(), follow=True)
    assert "Prova S.r.l." in answer.text
    assert "Legale rappresentante" in answer.text
    firm = Firm.objects.get()
    assert firm.representative_tax_code == tax_code()
    assert firm.certified_email == "prova@pec.example.it"
    assert user.memberships.get().firm == firm


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("tax_code", "12345678901", "non supera il controllo"),
        ("tax_code", tax_code(), "ha 11 cifre"),
        ("vat_number", "IT" + vat_number(1), "senza «IT»"),
        ("vat_number", vat_number(1)[:-1] + "x", "11 cifre"),
        ("representative_tax_code", tax_code()[:15] + chr(155 - ord(tax_code()[15])), "16 caratteri"),
        ("province", "XX", ""),
        ("certified_email", "non un indirizzo", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client_, field, value, sentence):
    answer = client_.post("/imprese/nuova/", typed(**{field: value}))
    assert answer.context["form"].errors.keys() == {field}
    assert sentence in answer.context["form"].errors[field][0]
    assert 'value="Prova S.r.l."' in answer.text
    assert not Firm.objects.exists()


def test_a_sole_trader_is_known_by_the_code_of_its_owner(client_):
    client_.post("/imprese/nuova/", typed(legal_form="sole_trader", tax_code=tax_code()))
    assert Firm.objects.get().tax_code == tax_code()


def test_a_firm_that_is_here_already_is_not_taken_over(client_):
    client_.post("/imprese/nuova/", typed())
    other = Client()
    other.force_login(enrol(email="altro@example.it", name="Altro", by=None, at=AT))
    answer = other.post("/imprese/nuova/", typed(vat_number=vat_number(99)))
    assert "chiedete al suo legale rappresentante" in answer.context["form"].errors["tax_code"][0]
    assert "Prova S.r.l." not in other.get("/imprese/").text
