"""Roles are given and ended by buttons; what cannot be done says why and loses nothing."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import Membership, User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from core.models import AuditEvent
from registry.models import Chamber

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
USERS = "/admin/accounts/user/"


@pytest.fixture
def admin() -> Client:
    user = enrol(email="admin@example.it", name="Ada Min", by=None, at=AT)
    appoint(user=user, role="administrator", by=None, at=AT)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def person() -> User:
    return enrol(email="lei@example.it", name="Lei Prova", by=None, at=AT)


def test_a_role_is_given_by_a_button_and_the_event_names_who_gave_it(admin, person):
    chamber = Chamber.objects.get(code="bg")
    answer = admin.post(f"{USERS}{person.pk}/azione/nomina/", {"role": "officer", "chamber": chamber.pk, "firm_tax_code": ""})
    assert answer.status_code == 302
    assert Membership.objects.get(user=person).chamber == chamber
    assert AuditEvent.objects.filter(action="appointing.appoint", by_label__startswith="Ada Min").exists()


def test_a_refused_role_says_why_on_top_and_keeps_what_was_typed(admin, person):
    answer = admin.post(f"{USERS}{person.pk}/azione/nomina/", {"role": "officer", "chamber": "", "firm_tax_code": ""})
    assert answer.status_code == 409
    assert "Indicate la Camera" in answer.text
    assert '<option value="officer" selected>' in answer.text
    assert not Membership.objects.filter(user=person).exists()


def test_a_button_that_cannot_be_pressed_is_disabled_and_says_why(admin, person):
    page = " ".join(admin.get(f"{USERS}{person.pk}/change/").text.split())
    assert 'disabled aria-describedby="why-cessa"' in page
    assert 'id="why-cessa">La persona non ha incarichi in vigore.</p>' in page
    assert f'href="{USERS}{person.pk}/azione/nomina/"' in page


def test_a_page_of_a_button_writes_nothing_until_it_is_posted(admin, person):
    before = AuditEvent.objects.count()
    assert admin.get(f"{USERS}{person.pk}/azione/nomina/").status_code == 200
    assert AuditEvent.objects.count() == before


def test_a_disabled_button_stays_disabled_for_a_hand_written_post(admin, person):
    answer = admin.post(f"{USERS}{person.pk}/azione/cessa/", {"membership": "1"})
    assert answer.status_code == 409
    assert "non ha incarichi in vigore" in answer.text


def test_a_role_is_ended_only_on_its_own_persons_page(admin, person):
    other = enrol(email="altro@example.it", name="Altro", by=None, at=AT)
    mine = appoint(user=person, role="auditor", by=None, at=AT)
    foreign = appoint(user=other, role="auditor", by=None, at=AT)
    answer = admin.post(f"{USERS}{person.pk}/azione/cessa/", {"membership": foreign.pk})
    assert answer.status_code == 200
    foreign.refresh_from_db()
    assert foreign.ended_at is None
    assert admin.post(f"{USERS}{person.pk}/azione/cessa/", {"membership": mine.pk}).status_code == 302
    mine.refresh_from_db()
    assert mine.ended_at is not None


def test_whoever_does_not_manage_users_sees_none_of_it(person):
    appoint(user=person, role="operator", by=None, at=AT)
    client = Client()
    client.force_login(person)
    assert client.get(USERS).status_code == 403
    assert client.get(f"{USERS}{person.pk}/change/").status_code == 403
    assert client.post(f"{USERS}{person.pk}/azione/nomina/", {"role": "director"}).status_code == 403
    assert USERS not in client.get("/admin/").text


def test_a_person_is_enrolled_from_the_list(admin):
    data = {"name": "Nuova Persona", "email": "nuova@example.it", "password": ""}
    assert admin.get(USERS + "azione/iscrivi/").status_code == 200
    assert admin.post(USERS + "azione/iscrivi/", data).status_code == 302
    assert not User.objects.get(email="nuova@example.it").has_usable_password()
    again = admin.post(USERS + "azione/iscrivi/", data)
    assert again.status_code == 409
    assert "Esiste già un’utenza" in again.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions_however_long_it_is(admin, count, django_assert_num_queries):
    for number in range(count):
        appoint(user=enrol(email=f"{number}@example.it", name=f"N {number}", by=None, at=AT), role="auditor", by=None, at=AT)
    admin.get(USERS)
    with django_assert_num_queries(5):
        assert admin.get(USERS).status_code == 200
