"""A firm signs in a real browser: confirm, download, the wrong person, the right one, ready; looked at on both screens."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext

from applications.operations import preparing
from applications.queries.signatures import form_of
from demo.authority import sign_cades, sign_pades
from tests.applications.certificates import person
from tests.applications.faces.test_desk_in_browser import enter
from tests.applications.faces.test_signing_pages import open_draft
from tests.applications.signing import trust
from tests.factories import a_representative, an_officer, fresh, send
from tests.journeys.steps_browser import NARROW, Stage, Visitor, staged

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(live_server: Any, new_context: Callable[..., BrowserContext], tmp_path: Path) -> Any:
    with staged(live_server, new_context, tmp_path) as made:
        yield made


def looked_at(visitor: Visitor, what: str) -> None:
    """Inspect the page, and keep pictures of it where they are wanted."""
    visitor.inspect(what)
    folder = os.environ.get("PORTAL_SCREENSHOTS")
    for screen in (NARROW, {"width": 1280, "height": 900}) if folder else ():
        visitor.page.set_viewport_size(screen)
        visitor.page.screenshot(path=f"{folder}/{what.replace(' ', '-')}-{screen['width']}.png", full_page=True)


def test_a_firm_signs_its_application(stage: Stage, live_server: Any, settings: Any, tmp_path: Path) -> None:
    trust(settings, tmp_path / "trust")
    application = open_draft()
    firm = stage.enters("Mario")
    enter(firm.page, live_server, a_representative(application.firm))
    firm.open(reverse("application_summary", args=[application.pk]))
    firm.press("Conferma i dati")
    firm.sees("Firmate la domanda", "Lo stiamo preparando")
    looked_at(firm, "form being made")
    preparing.make(form_id=form_of(fresh(application)).pk, at=timezone.now())
    # The page has asked again by itself.
    firm.sees("Scarica il modulo (PDF)")
    looked_at(firm, "form made")
    form = firm.downloads("Scarica il modulo (PDF)", tmp_path).read_bytes()
    firm.attach("file", "anna.p7m", sign_cades(form, person("anna")), "application/pkcs7-mime")
    firm.press("Carica il modulo firmato")
    firm.sees("non accettata", "La firma è di Anna Bianchi", "deve firmare Mario Rossi")
    looked_at(firm, "wrong person")
    firm.attach("file", "mario.pdf", sign_pades(form, person("anna"), person("mario")), "application/pdf")
    firm.press("Carica il modulo firmato")
    firm.sees("La domanda è firmata", "La firma è valida: ha firmato Mario Rossi")
    looked_at(firm, "signed")
    firm.follow("Torna alla domanda", inside="main, #content")
    firm.sees("firmata", "Inviate la domanda")
    looked_at(firm, "task list")
    sent = send(fresh(application), at=timezone.now())
    officer = stage.enters("istruttrice")
    enter(officer.page, live_server, an_officer(sent))
    officer.open(reverse("admin:applications_application_change", args=[sent.pk]))
    officer.sees("La firma è valida: ha firmato Mario Rossi")
    looked_at(officer, "officer")
    assert stage.found == {}
