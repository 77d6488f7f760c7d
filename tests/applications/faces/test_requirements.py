"""Requirement by requirement in the dossier: what the rules found beside what the officer says, and what stays open stops her."""

import pytest

from applications.enums import State
from bando.enums import Phase
from tests.applications.faces.test_desk import browser, page, press
from tests.factories import a_text, a_user, an_officer, application_at, fresh

pytestmark = pytest.mark.django_db
TEXTS = "/admin/applications/integrationtemplate/"


def says(client, application, holds, rule="annual-fee", note="Archivio della Camera, oggi."):
    return press(client, application, "riscontro", note=note, **{f"rule_{rule}": holds})


def test_an_open_requirement_stops_the_admission_and_says_which():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    answer = says(client, application, "asked", note="Chiesto all’ufficio diritto annuale.")
    assert "chiesto, in attesa di risposta" in answer.text
    assert "Resta da chiudere «Requisito annual-fee»" in answer.text
    answer = press(client, application, "ammetti")
    assert (answer.status_code, "Resta da chiudere" in answer.text) == (409, True)
    says(client, application, "met")
    assert "contributo spettante" in press(client, application, "ammetti").text
    assert fresh(application).state == State.ADMISSIBLE


def test_a_requirement_that_the_officer_does_not_find_stops_it_too_whatever_the_rules_say():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    says(client, application, "met")
    answer = says(client, application, "not_met", "readiness", "Il sito non esiste.")
    assert "Dal vostro riscontro non risulta «Requisito readiness»" in answer.text
    assert "Il sito non esiste." in answer.text
    assert press(client, application, "ammetti").status_code == 409
    says(client, application, "met", "readiness", "Il sito è in linea da ieri.")
    assert "contributo spettante" in press(client, application, "ammetti").text


def test_what_is_left_to_the_chamber_stops_the_admission_until_somebody_has_looked():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    assert "Resta da verificare «Requisito annual-fee»" in client.get(page(application)).text
    answer = press(client, application, "ammetti")
    assert (answer.status_code, "Resta da verificare «Requisito annual-fee»" in answer.text) == (409, True)
    assert fresh(application).state == State.SUBMITTED
    says(client, application, "met")
    assert "contributo spettante" in press(client, application, "ammetti").text


def test_several_requirements_are_said_at_once_and_the_others_left():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    words = {"rule_annual-fee": "met", "rule_readiness": "asked", "rule_size": ""}
    assert "2 riscontri registrati" in press(client, application, "riscontro", note="Visura e archivi.", **words).text
    kept = application.confirmations.order_by("code").values_list("code", "holds", "note")
    assert list(kept) == [("annual-fee", True, "Visura e archivi."), ("readiness", None, "Visura e archivi.")]
    assert application.evaluations.filter(phase=Phase.REVIEW).count() == 1, "the rules are asked once"


def test_nothing_said_is_nothing_kept():
    application = application_at(State.SUBMITTED)
    answer = press(browser(an_officer(application)), application, "riscontro", note="Visura.")
    assert "Dite che cosa risulta di almeno un requisito" in answer.text
    assert not application.confirmations.exists()


def test_the_note_is_asked():
    application = application_at(State.SUBMITTED)
    assert "obbligatorio" in says(browser(an_officer(application)), application, "met", note="").text


def test_texts_are_managed_by_who_configures_and_read_by_officers():
    application = application_at(State.SUBMITTED)
    operator, officer = browser(a_user("operator")), browser(an_officer(application))
    data = {"label": "Visura vecchia", "text": "Caricate una visura di quest’anno."}
    assert "Testo aggiunto" in operator.post(f"{TEXTS}azione/aggiungi/", data, follow=True).text
    answer = operator.post(f"{TEXTS}azione/aggiungi/", data, follow=True)
    assert (answer.status_code, "già un testo con questo titolo" in answer.text) == (409, True)
    assert "Caricate una visura di quest’anno." in officer.get(page(application, "azione/richiedi-integrazione/")).text
    assert officer.post(f"{TEXTS}azione/aggiungi/", data).status_code == 403
    row = a_text("quote")
    address = f"{TEXTS}{row.pk}/azione/ritira/"
    assert "Testo ritirato" in operator.post(address, follow=True).text
    assert "già stato ritirato" in operator.post(address, follow=True).text
    assert row.text not in officer.get(page(application, "azione/richiedi-integrazione/")).text


def test_several_things_are_a_list_for_officer_and_firm():
    application = application_at(State.SUBMITTED)
    client = browser(an_officer(application))
    press(client, application, "richiedi-integrazione", words="La procura.\n\nIl piano firmato.")
    assert "<li>Il piano firmato.</li>" in client.get(page(application)).text
