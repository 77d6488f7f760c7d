"""The dossier opens after a declaration: before it only the declaration's page is there, after a conflict only a sentence."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.enums import State
from tests import factories_disbursement
from tests.applications.faces.test_desk import browser, page, press
from tests.core.faces.markup import inline_pieces
from tests.factories import a_user, application_at, fresh, look_up, staff

pytestmark = pytest.mark.django_db
SECRETS = ("Formaggi stagionati", "12.000,00", "plan.pdf", "Requisito size", "Canone annuo")


def officer_of(application) -> User:
    return a_user("officer", chamber=application.pot.chamber)


def pages_of(application) -> list[str]:
    document = application.documents.get()
    return [
        page(application), page(application, "history/"), page(application, "azione/ammetti/"),
        reverse("admin:applications_application_document", args=[application.pk, document.pk]),
        reverse("admin:applications_arrival_change", args=[application.arrival.pk]),
    ]  # fmt: skip


def test_who_has_not_declared_sees_the_declaration_and_nothing_of_the_file():
    application = application_at(State.SUBMITTED)
    client = browser(officer_of(application))
    declaration = page(application, "azione/dichiara/")
    for address in pages_of(application):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, declaration), address
    text = client.get(declaration).text
    assert application.firm.name in text
    assert application.firm.representative_name in text
    assert not [secret for secret in SECRETS if secret in text]
    assert inline_pieces(text) == []


def test_the_list_is_found_again_over_the_declaration():
    """Which list she had chosen is carried along; that of the arrivals is another list's, and stays behind."""
    application = application_at(State.SUBMITTED)
    client, kept = browser(officer_of(application)), "?_changelist_filters=state__exact%3Dsubmitted"
    declaration = client.get(page(application) + kept)["Location"]
    assert declaration == page(application, "azione/dichiara/") + kept
    assert 'href="/admin/applications/application/?state__exact=submitted"' in client.get(declaration).text
    assert client.post(declaration, {"conflict": "no"})["Location"] == page(application) + kept
    other = application_at(State.SUBMITTED, call=application.call)
    arrival = reverse("admin:applications_arrival_change", args=[other.arrival.pk])
    there = browser(officer_of(other)).get(arrival + kept)["Location"]
    assert there == page(other, "azione/dichiara/")


def test_what_is_posted_before_the_declaration_is_refused_with_a_sentence():
    application = application_at(State.SUBMITTED)
    answer = press(browser(officer_of(application)), application, "ammetti")
    assert answer.status_code == 403
    assert "Prima di aprire questa pratica dichiarate" in answer.text
    assert fresh(application).state == State.SUBMITTED


def test_without_a_conflict_the_file_opens():
    application = application_at(State.SUBMITTED)
    client = browser(officer_of(application))
    answer = press(client, application, "dichiara", conflict="no")
    assert "Dichiarazione registrata" in answer.text
    assert "Formaggi stagionati" in answer.text
    look_up(application)
    assert "contributo spettante" in press(client, application, "ammetti").text


def test_a_conflict_says_what_it_is_and_shuts_the_file():
    application = application_at(State.SUBMITTED)
    client = browser(officer_of(application))
    assert "in che cosa consiste" in press(client, application, "dichiara", conflict="yes").text
    answer = press(client, application, "dichiara", conflict="yes", words="Ne sono socia.")
    assert "la pratica passa a un’altra persona" in answer.text
    for address in pages_of(application):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "Avete dichiarato un conflitto d’interessi" in answer.text
        assert not [secret for secret in SECRETS if secret in answer.text]
    answer = press(client, application, "ammetti")
    assert (answer.status_code, fresh(application).state) == (403, State.SUBMITTED)
    assert "Avete dichiarato un conflitto" in client.get(page(application, "azione/dichiara/")).text


def test_a_conflict_that_comes_later_is_declared_from_the_dossier():
    application = application_at(State.SUBMITTED)
    client = browser(officer_of(application))
    press(client, application, "dichiara", conflict="no")
    assert page(application, "azione/dichiara/") in client.get(page(application)).text
    answer = press(client, application, "dichiara", conflict="no")
    assert (answer.status_code, "potete solo segnalarne uno" in answer.text) == (409, True)
    press(client, application, "dichiara", conflict="yes", words="Lavorerò per loro.")
    assert client.get(page(application)).status_code == 403


def test_an_evaluator_declares_too_and_who_only_reads_does_not():
    application = application_at(State.ADMISSIBLE)
    assert browser(a_user("evaluator")).get(page(application)).status_code == 302
    for role in ("operator", "director", "auditor"):
        client = browser(a_user(role))
        answer = client.get(page(application))
        assert answer.status_code == 200
        assert "azione/dichiara/" not in answer.text
        assert press(client, application, "dichiara", conflict="no").status_code == 403


def test_a_file_that_the_firm_uploaded_is_not_read_round_the_dossier():
    application = application_at(State.SUBMITTED)
    address = reverse("document", args=[application.pk, application.documents.get().pk])
    client = browser(officer_of(application))
    answer = client.get(address)
    assert answer.status_code in {403, 409}
    assert "Prima di aprire questa pratica dichiarate" in answer.text
    press(client, application, "dichiara", conflict="no")
    assert client.get(address).status_code == 200


def test_the_pages_of_the_accounts_are_part_of_the_file():
    application = factories_disbursement.application_at(State.PAID)
    account = application.account
    addresses = [
        reverse("admin:disbursement_account_change", args=[account.pk]),
        reverse("admin:disbursement_settlement_change", args=[account.settlement.pk]),
        reverse("admin:disbursement_payout_change", args=[account.settlement.payout.pk]),
    ]
    client = browser(officer_of(application))
    for address in addresses:
        assert client.get(address)["Location"] == page(application, "azione/dichiara/")
    press(client, application, "dichiara", conflict="no")
    for address in addresses:
        assert client.get(address).status_code == 200
    assert Client().get(addresses[0]).status_code == 302
    assert browser(staff("director")[0]).get(addresses[0]).status_code == 200
