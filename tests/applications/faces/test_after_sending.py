"""The firm's pages after the sending: answers, observations, changes, messages, communications; each act ends on its proof."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Language
from applications.enums import NoticeKind, State
from applications.models import Application, IntegrationAnswer, Message, Notice, NoticeReading, Observation
from applications.notifications.telling import tell
from applications.operations import changing, rejecting, reviewing, writing
from tests.factories import (
    ANSWERED,
    NOON,
    a_call,
    a_chamber,
    a_draft,
    a_firm,
    a_first_come_call,
    a_pdf,
    a_representative,
    a_user,
    an_officer,
    application_at,
    forfeit,
    fresh,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LIST, DOSSIER = 5, 21


def logged_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def firm_of(application: Application) -> Client:
    return logged_in(a_representative(application.firm))


def page(client: Client, name: str, *arguments: Any) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200, response.content.decode()[:1500]
    return response.content.decode()


def post(client: Client, name: str, application: Application, data: dict[str, Any]) -> Any:
    address = reverse(name, args=[application.pk])
    return client.post(address, data, follow=True, headers={"referer": f"http://testserver{address}"})


def a_file(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf())


def asked_now(application: Application) -> Application:
    """An integration asked today, so that its term runs by the clock that the pages read."""
    by = an_officer(application)
    reviewing.request_integration(application=application, text="Manca il preventivo.", by=by, at=timezone.now())
    return fresh(application)


def noticed_now(application: Application) -> Application:
    by = an_officer(application)
    rejecting.notice(application=application, reason_code="documents", text="Il piano manca.", by=by, at=timezone.now())
    return fresh(application)


@pytest.fixture
def asked() -> Application:
    return asked_now(application_at(State.SUBMITTED))


@pytest.fixture
def noticed() -> Application:
    return noticed_now(application_at(State.SUBMITTED, call=a_first_come_call()))


@pytest.fixture
def accepted() -> Application:
    """With days to come: an extension was granted before."""
    application = application_at(State.ACCEPTED)
    until = timezone.localdate() + timedelta(days=60)
    by = a_representative(application.firm)
    first = changing.ask_extension(application=application, until_on=until, reason="Ritardi.", by=by, at=ANSWERED)
    changing.grant(request=first, reason="Fondata.", until_on=until, by=an_officer(application), at=ANSWERED)
    return fresh(application)


def test_an_integration_is_answered_with_several_files_and_ends_on_its_proof(asked):
    client = firm_of(asked)
    assert "Manca il preventivo." in page(client, "application", asked.pk)
    assert "data-until" in page(client, "application_integration", asked.pk)
    for name in ("preventivo.pdf", "visura.pdf"):
        shown = post(client, "application_integration", asked, {"added-file": a_file(name), "upload": ""}).content.decode()
        assert name in shown
    answer = post(client, "application_integration", asked, {"text": "Ecco il preventivo.", "answer": ""})
    notice = Notice.objects.get(application=asked, kind=NoticeKind.INTEGRATION_ANSWERED)
    assert answer.redirect_chain[-1][0] == reverse("notice", args=[notice.pk])
    proof = answer.content.decode()
    digests = asked.documents.filter(name__in=["preventivo.pdf", "visura.pdf"]).values_list("sha256", flat=True)
    for text in ("Risposta all’integrazione ricevuta", "Ecco il preventivo.", "preventivo.pdf", "visura.pdf", *digests):
        assert text in proof
    assert NoticeReading.objects.filter(notice=notice).exists()
    copy = client.get(reverse("notice_text", args=[notice.pk]))
    assert copy["Content-Disposition"] == f'attachment; filename="comunicazione-{notice.pk}.txt"'
    assert "Ecco il preventivo." in copy.content.decode()
    assert fresh(asked).state == State.SUBMITTED


def test_a_late_answer_is_refused_with_the_instant_and_nothing_is_lost():
    application = application_at(State.INTEGRATION)
    answer = post(firm_of(application), "application_integration", application, {"text": "Ecco.", "answer": ""})
    shown = answer.content.decode()
    assert "Il termine per rispondere è scaduto il 10 agosto 2020, ore 23:59" in shown
    assert "Ecco." in shown
    assert not IntegrationAnswer.objects.exists()


def test_observations_with_files_end_on_their_proof_and_reach_the_officer(noticed):
    client = firm_of(noticed)
    assert "Presentate osservazioni al preavviso di rigetto" in page(client, "application", noticed.pk)
    shown = page(client, "application_observations", noticed.pk)
    for text in ("Il piano manca.", "Documentazione non idonea", "data-until"):
        assert text in shown
    post(client, "application_observations", noticed, {"added-file": a_file("piano.pdf"), "upload": ""})
    answer = post(client, "application_observations", noticed, {"text": "Il piano c’è.", "answer": ""})
    assert "Osservazioni ricevute" in answer.content.decode()
    officer = logged_in(an_officer(noticed))
    desk = officer.get(reverse("admin:applications_application_change", args=[noticed.pk])).content.decode()
    for text in ("Il piano c’è.", "piano.pdf", "Preavviso di rigetto"):
        assert text in desk
    again = post(client, "application_observations", noticed, {"text": "Ancora.", "answer": ""}).content.decode()
    assert "Non c’è un preavviso di rigetto a cui rispondere." in again
    assert Observation.objects.count() == 1


def test_late_observations_are_refused_with_the_instant():
    application = application_at(State.REJECTION_NOTICED)
    answer = post(firm_of(application), "application_observations", application, {"text": "Tardi.", "answer": ""})
    shown = answer.content.decode()
    assert "Il termine per le osservazioni è scaduto il 10 agosto 2020, ore 23:59: non possono più essere accolte." in shown
    assert "Tardi." in shown


def test_the_grant_is_accepted_and_renounced_on_pages_that_prove_it():
    granted = application_at(State.GRANTED)
    client = firm_of(granted)
    shown = page(client, "application_grant", granted.pk)
    for text in ("Spese ammesse fino al", "31 marzo 2021", "31 maggio 2021", granted.grant.cup):
        assert text in shown
    accepted = post(client, "application_grant", granted, {"accept": ""}).content.decode()
    assert "Avete accettato il contributo di 8.400,00" in accepted
    renounced = post(client, "application_grant", granted, {"renounce": "", "reason": "Progetto cambiato."}).content.decode()
    assert "Avete rinunciato al contributo" in renounced
    assert "Progetto cambiato." in renounced


def test_who_is_financed_and_not_granted_yet_reads_the_sum_and_can_renounce_in_the_page():
    financed = application_at(State.FINANCED)
    client = firm_of(financed)
    shown = page(client, "application_grant", financed.pk)
    for text in ("Contributo in graduatoria", "8.400,00", "Il contributo non è ancora concesso: si accetta dopo"):
        assert text in shown
    for text in ("Accetta il contributo", "CUP"):
        assert text not in shown
    assert reverse("application_grant", args=[financed.pk]) in page(client, "application", financed.pk)
    answer = post(client, "application_grant", financed, {"accept": ""})
    assert "Il contributo non è ancora concesso" in answer.content.decode()
    told = post(client, "application_grant", financed, {"renounce": "", "reason": "Progetto cambiato."}).content.decode()
    assert "Avete rinunciato al contributo di 8.400,00" in told
    financed.refresh_from_db()
    assert financed.state == State.RENOUNCED
    assert "ora lo stato è «rinunciata»" in page(client, "application_grant", financed.pk)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.WAITING, State.BELOW_MINIMUM])
def test_who_is_not_financed_has_no_page_of_a_grant(state):
    application = application_at(state)
    assert firm_of(application).get(reverse("application_grant", args=[application.pk])).status_code == 404


def test_after_the_term_the_page_says_when_it_ended_and_the_dossier_that_the_grant_is_forfeited():
    late = application_at(State.GRANTED, call=a_call(acceptance_days=10))
    client = firm_of(late)
    shown = page(client, "application_grant", late.pk)
    assert "Il termine per accettare il contributo è scaduto il 12 settembre 2020, ore 23:59" in shown
    answer = post(client, "application_grant", late, {"accept": ""})
    assert "scaduto il 12 settembre 2020, ore 23:59" in answer.content.decode()
    late.refresh_from_db()
    assert late.state == State.GRANTED
    forfeit(late)
    shown = page(client, "application", late.pk)
    for text in ("Il contributo è decaduto", "Termine per accettare scaduto: contributo decaduto"):
        assert text in shown


def test_a_variation_and_an_extension_are_asked_and_decided(accepted):
    client = firm_of(accepted)
    until = timezone.localdate() + timedelta(days=90)
    varied = post(client, "application_changes", accepted, {
        "variation": "", "variation-text": "Meno pubblicità.", "variation-reason": "Fornitore chiuso.",
    })  # fmt: skip
    assert "Richiesta di variazione ricevuta" in varied.content.decode()
    extended = post(client, "application_changes", accepted, {
        "extension": "", "extension-until_on": until.isoformat(), "extension-reason": "Consegne in ritardo.",
    })  # fmt: skip
    assert "Richiesta di proroga ricevuta" in extended.content.decode()
    officer = logged_in(an_officer(accepted))
    desk = officer.get(reverse("admin:applications_application_change", args=[accepted.pk])).content.decode()
    assert "Meno pubblicità." in desk
    request = accepted.change_requests.filter(kind="extension").latest("pk")
    address = reverse("admin:applications_application_action", args=[accepted.pk, "decidi-modifica"])
    data = {"request": request.pk, "outcome": "granted", "reason": "Fondatissima.", "until_on": until.isoformat()}
    assert officer.post(address, data).status_code == 302
    shown = page(client, "application_changes", accepted.pk)
    assert "Fondatissima." in shown
    for text in ("Richiesta accolta: proroga", "Richiesta inviata: variazione del progetto"):
        assert text in page(client, "application", accepted.pk)
    other = {"request": application_request(), "outcome": "granted", "reason": "No."}
    assert officer.post(address, other).status_code == 200  # another dossier's request is no choice here


def application_request() -> int:
    """A request of somebody else's dossier."""
    other = application_at(State.ACCEPTED)
    by = a_representative(other.firm)
    return changing.ask_variation(application=other, text="–", reason="–", by=by, at=ANSWERED).pk


def test_wrong_requests_are_told_at_their_fields_with_what_was_typed(accepted):
    client = firm_of(accepted)
    data = {"extension": "", "extension-until_on": "2020-01-01", "extension-reason": "Ritardi."}
    shown = post(client, "application_changes", accepted, data).content.decode()
    assert "Le spese sono già ammesse fino al" in shown
    assert "Ritardi." in shown


def test_firm_and_officer_talk(asked):
    client, officer = firm_of(asked), logged_in(an_officer(asked))
    post(client, "application_messages", asked, {"text": "Quale preventivo?"})
    day = officer.get(reverse("admin:index")).content.decode()
    assert "Messaggi delle imprese senza risposta" in day
    listed = officer.get(reverse("admin:applications_application_changelist"), {"attende": "risposta"}).content.decode()
    assert asked.firm.name in listed
    address = reverse("admin:applications_application_action", args=[asked.pk, "scrivi"])
    assert officer.post(address, {"text": "Quello del sito."}).status_code == 302
    assert "Messaggi delle imprese senza risposta" not in officer.get(reverse("admin:index")).content.decode()
    shown = page(client, "application_messages", asked.pk)
    assert shown.index("Quale preventivo?") < shown.index("Quello del sito.")
    empty = post(client, "application_messages", asked, {"text": " "})
    assert empty.status_code == 200
    assert Message.objects.count() == 2


def test_the_notice_button_is_there_where_it_is_due_and_says_why_not(asked, noticed):
    ranked = logged_in(an_officer(asked)).get(reverse("admin:applications_application_change", args=[asked.pk])).content.decode()
    assert "preavviso-di-rigetto" not in ranked
    officer = logged_in(an_officer(noticed))
    page_of_it = officer.get(reverse("admin:applications_application_change", args=[noticed.pk])).content.decode()
    assert "L’impresa può presentare osservazioni al preavviso di rigetto fino al" in page_of_it
    refused = officer.post(
        reverse("admin:applications_application_action", args=[noticed.pk, "respingi"]), {"reason_code": "documents", "text": "–"}
    )
    assert refused.status_code == 409


def test_another_firm_and_another_chamber_see_nothing(noticed, accepted):
    stranger = logged_in(a_representative(a_firm()))
    for name in ("application_observations", "application_changes", "application_messages"):
        for application in (noticed, accepted):
            assert stranger.get(reverse(name, args=[application.pk])).status_code == 404
            assert stranger.post(reverse(name, args=[application.pk]), {"text": "–"}).status_code == 404
    notice = Notice.objects.filter(application=noticed).first()
    for name in ("notice", "notice_text"):
        assert stranger.get(reverse(name, args=[notice.pk])).status_code == 404
    assert stranger.post(reverse("notice_read", args=[notice.pk])).status_code == 404
    foreign = logged_in(a_user("officer", chamber=a_chamber("bs")))
    for button in ("preavviso-di-rigetto", "scrivi", "decidi-modifica"):
        address = reverse("admin:applications_application_action", args=[noticed.pk, button])
        assert foreign.post(address, {"text": "–"}).status_code == 404
    anonymous = Client().get(reverse("my_notices"))
    assert anonymous.status_code == 302


def told(application: Application, number: int) -> None:
    tell(application, NoticeKind.ACCOUNTS_ASKED, at=NOON, reference=str(number), data={"text": "–"})


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_much_was_told(rows, django_assert_num_queries):
    firm = a_firm()
    for number in range(rows):
        told(a_draft(firm=firm), number)
    client = logged_in(a_representative(firm))
    page(client, "my_notices")
    with django_assert_num_queries(LIST):
        shown = page(client, "my_notices")
    assert shown.count("notice-new") == rows
    assert (f"Comunicazioni ({rows} nuove)" if rows > 1 else "Comunicazioni (1 nuova)") in shown


def test_reading_is_a_click_never_a_look():
    application = a_draft()
    for number in range(2):
        told(application, number)
    client, notice = firm_of(application), Notice.objects.first()
    page(client, "notice", notice.pk)
    page(client, "my_notices")
    assert not NoticeReading.objects.exists()
    assert client.get(reverse("notice_read", args=[notice.pk])).status_code == 405
    answer = client.post(reverse("notice_read", args=[notice.pk]), {"open": ""})
    assert answer["Location"] == reverse("application", args=[application.pk])
    assert "Comunicazioni (1 nuova)" in page(client, "my_notices")
    client.post(reverse("notices_read"))
    assert "nuova" not in page(client, "my_notices")
    assert "Alla PEC dell’impresa per ora non si scrive" in page(client, "my_notices")


def test_a_wrong_key_of_a_page_begins_at_the_beginning():
    application = a_draft()
    told(application, 1)
    client = firm_of(application)
    for key in ("x", "-1", "9" * 30, ""):
        assert "Rendiconto: integrazione richiesta" in client.get(reverse("my_notices"), {"prima": key}).content.decode()


def test_who_changes_language_is_written_to_in_it():
    person = a_representative(a_firm())
    client = logged_in(person)
    for language, kept in (("en-gb", Language.ENGLISH), ("xx", Language.ENGLISH), ("it", Language.ITALIAN)):
        client.post(reverse("set_language"), {"language": language, "next": "/"})
        person.refresh_from_db()
        assert person.language == kept
    assert Client().post(reverse("set_language"), {"language": "en-gb", "next": "/"}).status_code == 302


def test_staff_without_a_firm_have_no_communications_in_the_menu(asked):
    assert "Comunicazioni" not in page(logged_in(an_officer(asked)), "home")
    writing.write_to_firm(application=asked, text="Ciao.", by=an_officer(asked), at=timezone.now())
    assert "Comunicazioni (" in page(firm_of(asked), "home")


@pytest.mark.parametrize("more", [0, 2])
def test_the_dossier_costs_the_same_however_much_was_said(accepted, more, django_assert_num_queries):
    by, officer = a_representative(accepted.firm), an_officer(accepted)
    for number in range(1 + more):
        writing.write_to_chamber(application=accepted, text="–", by=by, at=ANSWERED)
        request = changing.ask_variation(application=accepted, text=str(number), reason="–", by=by, at=ANSWERED)
        changing.refuse(request=request, reason="–", by=officer, at=ANSWERED)
    client = firm_of(accepted)
    page(client, "application", accepted.pk)
    with django_assert_num_queries(DOSSIER):
        page(client, "application", accepted.pk)
