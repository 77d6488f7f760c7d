"""The buttons that change a call by act, in the admin, and the pages of its versions, in the admin and in public."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime, now

from bando.models import Call
from bando.operations import amending, cloning
from core.models import AuditEvent
from tests.bando.faces.test_admin import a_call_to_come, act_data, entered, page_of, text_of
from tests.bando.rows import a_person, publish

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call() -> Call:
    found = a_call_to_come()
    publish(found, at=now())
    return Call.objects.get(pk=found.pk)


def typed(moment: Any) -> str:
    return localtime(moment).strftime("%Y-%m-%dT%H:%M")


def act(call: Call, name: str, client: Client, **data: str) -> Any:
    return client.post(page_of(call, "azione", name), act_data(**data))


def amended(call: Call, **changes: object) -> Call:
    """The call with an amendment adopted."""
    draft = cloning.prepare_amendment(call=call, by=None, at=now())
    Call.objects.filter(pk=draft.pk).update(**changes)
    at, by = now(), a_person("director")
    signed = {"number": "9", "issued_on": localtime(at).date(), "issuer": "U", "signer": "D"}
    amending.amend(draft=draft, by=by, at=at, **signed)  # type: ignore[arg-type]
    return Call.objects.get(pk=call.pk)


def test_a_director_puts_off_the_closing(call: Call, client: Client) -> None:
    entered(client, "director")
    later = call.closes_at + 3 * DAY
    answer = act(call, "proroga", client, closes_at=typed(later))
    assert answer.status_code == 302
    call.refresh_from_db()
    assert (typed(call.closes_at), call.version) == (typed(later), 2)
    assert AuditEvent.objects.filter(action="amending.extension", subject_id=call.pk).exists()
    assert "versione 2: proroga n. 45" in text_of(client.get(page_of(call)))


def test_what_an_act_cannot_do_is_said_and_nothing_is_kept(call: Call, client: Client) -> None:
    entered(client, "director")
    answer = act(call, "proroga", client, closes_at=typed(call.closes_at - DAY))
    assert (answer.status_code, call.acts.count()) == (409, 1)
    assert "dopo quella in vigore" in text_of(answer)


def test_a_call_is_suspended_and_taken_up_again(call: Call, client: Client) -> None:
    entered(client, "director")
    assert act(call, "sospendi", client).status_code == 302
    assert "sospeso" in text_of(client.get(f"/bandi/{call.slug}/"))
    end = typed(call.closes_at + 9 * DAY)
    assert act(call, "riprendi", client, number="46", opens_at=typed(call.opens_at), closes_at=end).status_code == 302
    call.refresh_from_db()
    assert (typed(call.closes_at), call.version) == (end, 3)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("riprendi", "non è sospeso"),
        ("riapri", "non ha ancora chiuso"),
        ("chiudi", "non ha ancora aperto"),
        ("concludi", "si conclude dopo"),
    ],
)
def test_a_button_that_has_no_turn_says_why(name: str, reason: str, call: Call, client: Client) -> None:
    entered(client, "director")
    assert reason in text_of(client.get(page_of(call)))
    answer = act(call, name, client, closes_at=typed(call.closes_at + DAY))
    assert (answer.status_code, call.acts.count()) == (409, 1)
    assert reason in text_of(answer)


@pytest.mark.parametrize("name", ["proroga", "sospendi", "riprendi", "chiudi", "riapri", "concludi"])
def test_who_configures_does_not_sign(name: str, call: Call, client: Client) -> None:
    entered(client, "operator")
    assert act(call, name, client).status_code == 403
    assert call.acts.count() == 1


def test_an_amendment_is_prepared_seen_and_adopted(call: Call, client: Client) -> None:
    entered(client, "operator")
    answer = client.post(page_of(call, "azione", "modifica"))
    draft = Call.objects.get(amends=call)
    assert answer["Location"] == page_of(draft)
    assert "Per ora non cambia nulla" in text_of(client.get(page_of(draft)))
    assert "già una modifica in preparazione" in text_of(client.get(page_of(call)))
    Call.objects.filter(pk=draft.pk).update(title="Titolo nuovo")
    entered(client, "director")
    asked = text_of(client.get(page_of(draft, "azione", "adotta")))
    assert "titolo" in asked
    assert "Titolo nuovo" in asked
    assert act(draft, "adotta", client)["Location"] == page_of(call)
    call.refresh_from_db()
    assert (call.title, call.version) == ("Titolo nuovo", 2)


def test_a_draft_is_thrown_away_and_a_published_call_offers_no_such_button(call: Call, client: Client) -> None:
    entered(client, "operator")
    draft = cloning.prepare_amendment(call=call, by=None, at=now())
    assert "Elimina la bozza" not in text_of(client.get(page_of(call)))
    assert client.post(page_of(draft, "azione", "elimina"))["Location"] == "/admin/bando/call/"
    assert not Call.objects.filter(pk=draft.pk).exists()
    assert client.post(page_of(call, "azione", "elimina")).status_code in (404, 409)
    assert Call.objects.filter(pk=call.pk).exists()


def test_a_copy_moves_its_dates(call: Call, client: Client) -> None:
    entered(client, "operator")
    named = {"title": "Edizione nuova", "code": "EC-NEXT", "slug": "ec-next"}
    opens_on = (localtime(call.opens_at).date() + 365 * DAY).isoformat()
    assert client.post(page_of(call, "azione", "copia"), named | {"opens_on": opens_on, "days": "3"}).status_code == 200
    assert client.post(page_of(call, "azione", "copia"), named | {"opens_on": opens_on}).status_code == 302
    copy = Call.objects.get(code="EC-NEXT")
    assert localtime(copy.opens_at).date().isoformat() == opens_on
    assert client.post(page_of(call, "azione", "copia"), named).status_code == 409


# Versions and their differences


@pytest.mark.parametrize("place", ["/bandi/{slug}/versioni/", "/admin/bando/call/{pk}/versioni/"])
def test_the_differences_between_two_versions_are_shown(place: str, call: Call, client: Client) -> None:
    amended(call, title="Titolo nuovo", integration_days=15)
    entered(client, "auditor")
    address = place.format(slug=call.slug, pk=call.pk)
    page = text_of(client.get(f"{address}?from=1&to=2"))
    assert "Titolo nuovo" in page
    assert "giorni per l’integrazione" in page
    assert text_of(client.get(address)).count("Titolo nuovo") >= 1
    assert "nessuna differenza" in text_of(client.get(f"{address}?from=2&to=2"))
    assert client.get(f"{address}?from=99&to=%C2%B2").status_code == 200
    assert client.post(address).status_code == 405


def test_the_public_page_names_the_acts_and_costs_the_same(call: Call, client: Client, django_assert_num_queries: Any) -> None:
    address = f"/bandi/{call.slug}/versioni/"
    with django_assert_num_queries(3):
        assert "nessun atto lo ha cambiato" in text_of(client.get(address))
    amended(call, title="Titolo nuovo")
    with django_assert_num_queries(3):
        assert "modifica del bando n. 9" in text_of(client.get(f"{address}?from=1&to=2"))


def test_versions_of_what_is_not_public_are_not_there(client: Client) -> None:
    prepared = a_call_to_come()
    assert client.get(f"/bandi/{prepared.slug}/versioni/").status_code == 404
    entered(client, "officer", "so")
    assert client.get(f"/admin/bando/call/{prepared.pk}/versioni/").status_code == 404


def test_the_cockpit_says_what_an_amendment_changes_and_where_versions_are_compared(call: Call, client: Client) -> None:
    entered(client, "auditor")
    call = amended(call, title="Titolo nuovo")
    page = text_of(client.get(page_of(call)))
    assert f"/admin/bando/call/{call.pk}/versioni/" in page
    assert "versione 1: approvazione e pubblicazione" in page
