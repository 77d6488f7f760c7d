"""The Chamber's desk in a real browser: accessible, within the policy, and no wider than the screen."""

import os

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from applications.enums import State, Task
from applications.models import Ranking
from applications.operations import assigning, declaring, minuting, ranking
from tests.core.faces.test_look_in_browser import defects, watched
from tests.factories import NOON, RANKED, a_user, an_act, an_officer, application_at, declared, staff

pytestmark = pytest.mark.django_db(transaction=True)


def enter(page: Page, live_server: object, user: User) -> None:
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    page.context.add_cookies([cookie])


def look(page: Page, live_server: object, addresses: list[str], width: int) -> dict[str, list[str]]:
    """What is wrong on each page, if anything."""
    complaints, found = watched(page, width), {}
    for number, address in enumerate(addresses):
        page.goto(f"{live_server}{address}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if folder := os.environ.get("PORTAL_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/{width}-{number}-{address.strip('/').replace('/', '-')}.png", full_page=True)
        problems = [*complaints, *(["wider than the screen"] if wide else []), *defects(page)]
        complaints.clear()  # axe itself tries to write styles into the page
        if problems:
            found[address] = problems
    return found


def acts(application, *names: str) -> list[str]:
    return [f"/admin/applications/application/{application.pk}/azione/{name}/" for name in names]


def dossier(application) -> str:
    return reverse("admin:applications_application_change", args=[application.pk])


@pytest.mark.parametrize("width", [360, 1280])
def test_the_officers_pages(page: Page, live_server: object, width: int) -> None:
    sent, asked, granted = (application_at(state) for state in (State.SUBMITTED, State.INTEGRATION, State.GRANTED))
    for each in (asked, granted):
        an_officer(each)
    enter(page, live_server, an_officer(sent))
    pages = [reverse("admin:index"), reverse("admin:applications_application_changelist"), *map(dossier, (sent, asked, granted))]
    pages += acts(sent, "richiedi-integrazione", "taglia-spesa", "riscontro", "ammetti", "respingi", "dichiara")
    pages += [f"{reverse('admin:applications_application_changelist')}?assegnate=me"]
    pages += [reverse("admin:applications_integrationtemplate_changelist")]
    assert look(page, live_server, pages, width) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_shut_and_what_is_given_out(page: Page, live_server: object, width: int) -> None:
    """The declaration and the sentence after a conflict; then the buttons that give files out, and a dossier that was given."""
    sent = application_at(State.SUBMITTED)
    for _each in range(2):
        a_user("officer", chamber=sent.pot.chamber)
    officer = a_user("officer", chamber=sent.pot.chamber)
    enter(page, live_server, officer)
    assert look(page, live_server, [dossier(sent)], width) == {}
    declaring.declare(application=sent, conflicted=True, words="Ne sono socia.", by=officer, at=NOON)
    assert look(page, live_server, [dossier(sent)], width) == {}
    director = a_user("chamber_director", chamber=sent.pot.chamber)
    assigning.assign(call=sent.call, task=Task.CHECK, chamber=sent.pot.chamber, seed="7", by=director, at=NOON)
    enter(page, live_server, director)
    listed = reverse("admin:applications_application_changelist")
    pages = [listed, f"{listed}azione/assegna-istruttorie/", dossier(sent), *acts(sent, "riassegna")]
    assert look(page, live_server, pages, width) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_a_sitting(page: Page, live_server: object, width: int) -> None:
    application = application_at(State.SCORED)
    people = staff("evaluator")
    sitting = minuting.record_sitting(
        call=application.call, held_on=NOON.date(), place="Milano", people=people, text="Letti i progetti.", by=people[0],
        at=NOON,
    )  # fmt: skip
    enter(page, live_server, people[0])
    listed = reverse("admin:applications_sitting_changelist")
    pages = [listed, f"{listed}azione/verbalizza/", reverse("admin:applications_sitting_change", args=[sitting.pk])]
    assert look(page, live_server, [*pages, dossier(application)], width) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_unioncameres_pages(page: Page, live_server: object, width: int) -> None:
    scored, financed = (application_at(state) for state in (State.SCORED, State.FINANCED))
    an_act(financed.call)
    approved = Ranking.objects.get()
    proposal = ranking.propose(call=scored.call, by=staff("operator")[0], at=RANKED)
    enter(page, live_server, staff("director")[0])
    pages = [
        reverse("admin:index"),
        reverse("admin:applications_ranking_changelist"),
        reverse("admin:applications_ranking_preview", args=[scored.call_id]),
        f"{reverse('admin:applications_ranking_preview', args=[scored.call_id])}?pot-{scored.pot_id}=20000",
        reverse("admin:applications_ranking_change", args=[approved.pk]),
        reverse("admin:applications_ranking_change", args=[proposal.pk]),
        reverse("admin:applications_ranking_action", args=[proposal.pk, "firma"]),
        reverse("admin:applications_grant_changelist"),
        *acts(financed, "concedi"),
    ]
    assert look(page, live_server, pages, width) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_evaluators_pages(page: Page, live_server: object, width: int) -> None:
    application = application_at(State.ADMISSIBLE)
    enter(page, live_server, declared(staff("evaluator")[0], application))
    assert look(page, live_server, [dossier(application), *acts(application, "valuta")], width) == {}
