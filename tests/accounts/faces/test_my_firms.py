"""«Le mie imprese»: a firm is entered with checked identifiers, and its person acts for it from then on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.domain.declarations import CURRENT, TEXTS
from accounts.enums import Basis
from accounts.models import JoinRequest, Membership, RepresentativeDeclaration, User
from accounts.operations.asking import ask_to_join
from accounts.operations.enrolling import enrol
from accounts.operations.identifying import identify
from accounts.operations.representing import represent
from core.models import OutgoingMessage
from core.refusals import Refused
from registry.models import Firm, Province
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
        "declares": "on",
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


def test_without_the_declaration_nobody_represents_a_firm(client_, user):
    answer = client_.post("/imprese/nuova/", typed(declares=""))
    assert "Senza questa dichiarazione" in answer.context["form"].errors["declares"][0]
    with pytest.raises(Refused, match="dichiarazione sostitutiva"):
        represent(firm=a_firm_described(), declares=False, by=user, at=AT)
    assert not Firm.objects.exists()
    client_.post("/imprese/nuova/", typed())
    membership = user.memberships.get()
    made = membership.declaration
    assert (made.user, made.by, made.basis, made.text_version) == (user, user, Basis.DECLARED, CURRENT)
    assert "DPR 445/2000" in TEXTS[made.text_version]


def test_the_database_takes_no_representative_without_a_declaration(user):
    firm = Firm.objects.create(registered_at=AT, **a_firm_described())
    with pytest.raises(DatabaseError, match="a_representative_has_declared_it"), transaction.atomic():
        Membership.objects.create(user=user, role="representative", firm=firm, since_at=AT)
    other = enrol(email="altra@example.it", name="Altra", by=None, at=AT)
    declaration = {"user": user, "firm": firm, "text_version": 1, "at": AT}
    with pytest.raises(DatabaseError, match="a_representative_declares_for_herself"), transaction.atomic():
        RepresentativeDeclaration.objects.create(basis=Basis.DECLARED, by=other, **declaration)
    made = RepresentativeDeclaration.objects.create(basis=Basis.DECLARED, by=user, **declaration)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        RepresentativeDeclaration.objects.filter(pk=made.pk).update(text_version=2)


def test_who_has_another_tax_code_than_the_representative_does_not_add_the_firm(client_, user):
    identify(user=user, name="Lei Prova", tax_code=tax_code(month="B"), by=user, at=AT)
    answer = client_.post("/imprese/nuova/", typed())
    assert "non è il vostro" in answer.text
    assert not Firm.objects.exists()


def test_the_code_alone_comes_first_and_fills_in_what_follows_from_it(client_, user):
    page = client_.get("/imprese/nuova/")
    assert set(page.context["form"].fields) == {"tax_code"}
    assert "non supera il controllo" in client_.post("/imprese/nuova/", {"tax_code": "12345678901"}).text
    form = client_.post("/imprese/nuova/", {"tax_code": f"{vat_number(7)[:3]} {vat_number(7)[3:]}"}).context["form"]
    assert (form["tax_code"].value(), form["vat_number"].value()) == (vat_number(7), vat_number(7))
    assert (form["legal_form"].value(), form["representative_name"].value()) == ("company", "Lei Prova")
    form = client_.post("/imprese/nuova/", {"tax_code": tax_code()}).context["form"]
    assert (form["legal_form"].value(), form["representative_tax_code"].value()) == ("sole_trader", tax_code())
    assert not Firm.objects.exists()


def test_who_writes_the_code_of_a_firm_that_is_here_asks_its_representative_who_stays_unnamed(client_, user):
    client_.post("/imprese/nuova/", typed())
    other = Client()
    person = enrol(email="altro@example.it", name="Altro", by=None, at=AT)
    other.force_login(person)
    page = other.post("/imprese/nuova/", {"tax_code": vat_number(1234)})
    assert "è già nel portale" in page.text
    assert not [words for words in ("Prova S.r.l.", "Lei Prova", "lei@example.it") if words in page.text]
    for _click in range(2):
        answer = other.post("/imprese/accesso/", {"tax_code": vat_number(1234)}, follow=True)
        assert "Richiesta inviata" in answer.text
        assert "Prova S.r.l." not in answer.text
    message = OutgoingMessage.objects.get()
    assert message.recipient == "lei@example.it"
    assert "altro@example.it" in message.body
    assert JoinRequest.objects.count() == 1
    assert "altro@example.it" in client_.get(f"/imprese/{Firm.objects.get().pk}/persone/").text


def test_nobody_tries_out_firms_all_day(client_):
    person = enrol(email="altro@example.it", name="Altro", by=None, at=AT)
    firms = [Firm.objects.create(registered_at=AT, **a_firm_described(number)) for number in range(1, 7)]
    for firm in firms[:5]:
        ask_to_join(firm=firm, by=person, at=AT)
    with pytest.raises(Refused, match="riprovate domani"):
        ask_to_join(firm=firms[5], by=person, at=AT)
    ask_to_join(firm=firms[5], by=person, at=AT + timedelta(days=1))


def a_firm_described(number: int = 1234) -> dict[str, object]:
    described = {name: value for name, value in typed().items() if name != "declares"}
    keys = {"tax_code": vat_number(number), "vat_number": vat_number(number), "representative_tax_code": tax_code()}
    return described | keys | {"province": Province.objects.get(pk="MI")}
