"""The pages of a firm's people: the representative's own firm only; what is posted for another does not exist."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Invitation, Membership
from accounts.operations.inviting import accept, invite
from core.models import OutgoingMessage
from tests.factories import a_firm, a_pdf, a_representative, a_user

pytestmark = pytest.mark.django_db
NEXT_MONTH = (timezone.now() + timedelta(days=30)).date()


def entered(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def key_of(invitation: Invitation) -> str:
    return OutgoingMessage.objects.get(key=f"invitation:{invitation.pk}").secret


def offered(firm, email, role="delegate") -> Invitation:
    until_on = NEXT_MONTH if role == "delegate" else None
    return invite(firm=firm, email=email, role=role, until_on=until_on, by=a_representative(firm), at=timezone.now())


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("Procura.pdf", a_pdf(), "application/pdf")


def test_the_representative_invites_sees_who_acts_and_takes_an_invitation_back():
    firm = a_firm()
    client = entered(a_representative(firm))
    pages = f"/imprese/{firm.pk}/persone/"
    typed = {"email": "Lei@Example.org", "role": "delegate", "until_on": ""}
    assert "Indicate fino a quando vale" in client.post(f"{pages}invita/", typed).text
    answer = client.post(f"{pages}invita/", typed | {"until_on": NEXT_MONTH.isoformat()}, follow=True)
    assert "Invito inviato a lei@example.org" in answer.text
    invitation = Invitation.objects.get()
    answer = client.post(f"/imprese/{firm.pk}/inviti/{invitation.pk}/ritira/", follow=True)
    assert "il link non vale più" in answer.text
    page = Client().get(f"/inviti/{key_of(invitation)}/")
    assert page.status_code == 410
    assert "è stato ritirato" in page.text


def test_nobody_but_its_representative_manages_the_people_of_a_firm():
    firm = a_firm()
    invitation, colleague = offered(firm, "x@example.org"), a_user("colleague", firm=firm)
    membership = colleague.memberships.get()
    pages = [
        f"/imprese/{firm.pk}/persone/",
        f"/imprese/{firm.pk}/persone/invita/",
        f"/imprese/{firm.pk}/persone/{membership.pk}/cessa/",
        f"/imprese/{firm.pk}/attivita/",
    ]
    posts = [*pages[1:3], f"/imprese/{firm.pk}/inviti/{invitation.pk}/ritira/"]
    typed = {"email": "y@example.org", "role": "colleague"}
    other = a_firm()
    for person, status in ((colleague, 409), (a_representative(other), 404), (a_user(), 404)):
        client = entered(person)
        assert {client.get(page).status_code for page in pages} == {status}
        assert {client.post(page, typed).status_code for page in posts} == {status}
    foreign = entered(a_representative(other))
    assert foreign.post(f"/imprese/{other.pk}/inviti/{invitation.pk}/ritira/").status_code == 404
    assert foreign.post(f"/imprese/{other.pk}/persone/{membership.pk}/cessa/").status_code == 404
    assert Invitation.objects.get().is_open
    assert not Membership.objects.exclude(ended_at=None).exists()


def test_an_invitation_is_taken_by_its_link_once_and_pressed_twice_it_is_one_role():
    firm, person = a_firm(), a_user(email="lei@example.org")
    invitation = offered(firm, person.email)
    address = f"/inviti/{key_of(invitation)}/"
    stranger = Client().get(address)
    assert f"/account/signup/?next={address}" in stranger.text
    assert Client().post(address).status_code == 200
    assert not Membership.objects.filter(role="delegate").exists()
    client = entered(person)
    first, second = client.post(address), client.post(address)
    assert first["Location"] == second["Location"] == f"/incarichi/{person.memberships.get().pk}/procura/"
    assert Membership.objects.filter(role="delegate").count() == 1
    assert client.get(address)["Location"] == "/imprese/"


def test_the_wrong_person_with_the_right_link_gets_a_sentence():
    firm, wrong = a_firm(), a_user(email="altra@example.org")
    invitation = offered(firm, "lei@example.org")
    client = entered(wrong)
    page = client.get(f"/inviti/{key_of(invitation)}/")
    assert "per un altro indirizzo di posta, voi siete entrati come altra@example.org" in page.text
    assert "per un altro indirizzo" in client.post(f"/inviti/{key_of(invitation)}/").text
    assert not wrong.memberships.exists()
    assert client.get(f"/imprese/inviti/{invitation.pk}/").status_code == 404
    assert Client().get("/inviti/una-chiave-inventata/").status_code == 404


def test_who_registers_with_the_address_finds_the_invitation_without_its_link():
    firm, person = a_firm(), a_user(email="lei@example.org")
    invitation = offered(firm, "LEI@example.org", "colleague")
    client = entered(person)
    assert "Leggi l’invito" in client.get("/imprese/").text
    assert client.post(f"/imprese/inviti/{invitation.pk}/").status_code == 302
    assert person.memberships.get().role == "colleague"


def test_a_paper_is_brought_read_and_downloaded_by_the_two_whom_it_concerns_only():
    firm, person = a_firm(), a_user(email="lei@example.org")
    membership = accept(invitation=offered(firm, person.email), by=person, at=timezone.now())
    page = f"/incarichi/{membership.pk}/procura/"
    client = entered(person)
    assert "Manca la procura" in client.get("/imprese/").text
    assert client.get(f"/imprese/{firm.pk}/").status_code == 404
    wrong = client.post(page, {"file": SimpleUploadedFile("x.pdf", b"<svg>"), "until_on": NEXT_MONTH.isoformat()})
    assert wrong.context["form"].errors
    strangers = [entered(a_representative(a_firm())), entered(a_user()), entered(a_user("colleague", firm=firm))]
    for stranger in strangers:
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, {"file": file(), "until_on": NEXT_MONTH.isoformat()}).status_code == 404
    assert client.post(page, {"file": file(), "until_on": NEXT_MONTH.isoformat()})["Location"] == "/imprese/"
    assert client.get(f"/imprese/{firm.pk}/").status_code == 200
    paper = membership.papers.get()
    for reader in (client, entered(a_representative(firm))):
        answer = reader.get(f"/procure/{paper.pk}/")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("private, no-store", "nosniff")
    assert {stranger.get(f"/procure/{paper.pk}/").status_code for stranger in strangers} == {404}


def test_the_last_representative_sees_why_she_cannot_go():
    firm = a_firm()
    person = a_representative(firm)
    client = entered(person)
    page = f"/imprese/{firm.pk}/persone/{person.memberships.get().pk}/cessa/"
    assert "unico legale rappresentante" in client.get(page).text
    assert client.post(page).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_people_asks_the_same_number_of_questions(count, django_assert_num_queries):
    firm = a_firm()
    client = entered(a_representative(firm))
    for _number in range(count):
        a_user("delegate", firm=firm)
        offered(firm, f"{_number}@example.org", "colleague")
    client.get(f"/imprese/{firm.pk}/persone/")
    with django_assert_num_queries(8):
        assert client.get(f"/imprese/{firm.pk}/persone/").status_code == 200
