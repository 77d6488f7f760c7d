"""After the sending in a real browser: an integration, observations to a notice of rejection, acceptance, changes, messages."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from applications.enums import State
from applications.models import Application
from applications.operations import changing, writing
from tests.applications.faces.test_after_sending import asked_now, noticed_now
from tests.applications.faces.test_desk_in_browser import enter
from tests.core.faces.test_look_in_browser import defects, watched
from tests.factories import ANSWERED, a_first_come_call, a_pdf, a_representative, an_officer, application_at, fresh

pytestmark = pytest.mark.django_db(transaction=True)


class Desk:
    """A person at a screen of some width; every page that she is on is looked at."""

    def __init__(self, page: Page, address: str, width: int) -> None:
        self.page, self.address, self.width = page, address, width
        self.complaints, self.found, self.seen = watched(page, width), {}, 0

    def open(self, name: str, application: Application) -> None:
        self.page.goto(f"{self.address}{reverse(name, args=[application.pk])}")
        self.look(name)

    def look(self, name: str) -> None:
        self.seen += 1
        if folder := os.environ.get("PORTAL_SCREENSHOTS"):
            self.page.screenshot(path=f"{folder}/{self.width}-{self.seen:02}-{name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        problems = [*self.complaints, *(["wider than the screen"] if wide else []), *defects(self.page)]
        self.complaints.clear()  # axe itself tries to write styles into the page
        if problems:
            self.found[f"{self.seen} {name}"] = problems

    def answers(self, text: str, button: str, sees: str) -> None:
        """Add a file, write, press, and arrive at the proof."""
        self.page.set_input_files("[name=added-file]", {"name": "prova.pdf", "mimeType": "application/pdf", "buffer": a_pdf()})
        self.page.get_by_role("link", name="prova.pdf").wait_for()
        self.page.fill("[name=text]", text)
        self.presses(button, sees)

    def presses(self, button: str, sees: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.get_by_role("heading", level=1, name=sees).wait_for()
        self.look(sees)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_firm_answers_observes_accepts_and_asks(page: Page, live_server: object, width: int) -> None:
    asked = asked_now(application_at(State.SUBMITTED))
    firm = asked.firm
    noticed = noticed_now(application_at(State.SUBMITTED, call=a_first_come_call(), firm=firm))
    granted = application_at(State.GRANTED, firm=firm)
    writing.write_to_firm(application=asked, text="Basta un preventivo.", by=an_officer(asked), at=timezone.now())
    enter(page, live_server, a_representative(firm))
    desk = Desk(page, str(live_server), width)

    desk.open("application", asked)
    desk.open("application_integration", asked)
    desk.answers("Ecco il preventivo.", "Invia la risposta", "Risposta all’integrazione ricevuta")
    desk.open("application_messages", asked)
    page.fill("[name=text]", "Grazie, è chiaro.")
    page.get_by_role("button", name="Invia il messaggio").click()
    page.get_by_text("Messaggio inviato alla Camera").wait_for()
    # What was sent is no half-typed word any more.
    assert page.input_value("[name=text]") == ""
    desk.look("message sent")

    desk.open("application", noticed)
    desk.open("application_observations", noticed)
    desk.answers("Il piano c’è.", "Invia le osservazioni", "Osservazioni ricevute")

    desk.open("application_grant", granted)
    desk.presses("Accetta il contributo", "Contributo accettato")
    desk.open("application_changes", granted)
    page.goto(f"{live_server}{reverse('my_notices')}")
    desk.look("my_notices")
    desk.open("application", granted)
    assert desk.found == {}
    assert [fresh(each).state for each in (asked, noticed, granted)] == [State.SUBMITTED, State.SUBMITTED, State.ACCEPTED]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_officer_reads_and_decides(page: Page, live_server: object, width: int) -> None:
    accepted = application_at(State.ACCEPTED)
    by, later = a_representative(accepted.firm), timezone.localdate() + timedelta(days=30)
    changing.ask_extension(application=accepted, until_on=later, reason="Ritardi.", by=by, at=ANSWERED)
    noticed = noticed_now(application_at(State.SUBMITTED, call=a_first_come_call()))
    enter(page, live_server, an_officer(accepted))
    desk = Desk(page, str(live_server), width)
    for application in (accepted, noticed):
        desk.open("admin:applications_application_change", application)
    for application, button in ((accepted, "decidi-modifica"), (accepted, "scrivi"), (noticed, "preavviso-di-rigetto")):
        page.goto(f"{live_server}{reverse('admin:applications_application_action', args=[application.pk, button])}")
        desk.look(button)
    assert desk.found == {}
