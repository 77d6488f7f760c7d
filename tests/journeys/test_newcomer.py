"""Somebody who has never seen the portal leaves with a receipt: on a telephone, by keyboard alone, without scripts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from applications.models import Application, Arrival
from applications.operations import receipts
from tests.journeys.steps_browser import NARROW, WIDE, staged
from tests.journeys.steps_cast import Scene, set_scene
from tests.journeys.steps_firm import SPENDING, Company
from tests.journeys.steps_keyboard import Typist

pytestmark = [pytest.mark.django_db(transaction=True)]
WAYS: dict[str, dict[str, Any]] = {
    "telephone": {"screen": NARROW},
    "keyboard": {"screen": WIDE, "kind": Typist},
    "telephone without scripts": {"screen": NARROW, "scripts": False},
}


@pytest.fixture
def scene() -> Scene:
    cache.clear()
    return set_scene()


@pytest.mark.parametrize("way", WAYS)
def test_a_newcomer_leaves_with_a_receipt(
    live_server: Any, new_context: Any, tmp_path: Path, settings: Any, scene: Scene, way: str
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    with staged(live_server, new_context, tmp_path) as stage:
        company = Company(stage.enters(way, **WAYS[way]))
        company.look_around(scene.call.title)
        company.register()
        company.add_firm()
        pk = company.start(scene.call.title)
        company.draft(pk, SPENDING)
        company.confirm(pk)
        sends_again_and_again(company)
        holds_the_receipt(company, pk, tmp_path)
        finds_her_way_afterwards(company, pk)
        assert stage.found == {}


def sends_again_and_again(company: Company) -> None:
    """A double click, the browser's reload, back and forward: one arrival, and the same page to the letter."""
    company.at.press_twice("Invia la domanda")
    company.at.sees("Domanda inviata", "il vostro numero è 1.")
    company.at.inspect("sent")
    page, first = company.at.page, company.at.page.content()
    page.reload()
    assert page.content() == first
    page.go_back()
    company.at.sees("il vostro numero è 1.")
    assert company.at.now_at().endswith("/ricevuta/")
    page.go_forward()
    assert page.content() == first
    assert Arrival.objects.count() == 1


def holds_the_receipt(company: Company, pk: int, folder: Path) -> None:
    """The PDF, made while she looks at the page: it appears by itself where scripts run."""
    company.at.open(f"/domande/{pk}/ricevuta/")
    company.at.inspect("receipt, being made")
    arrival = Application.objects.get(pk=pk).arrival
    receipts.make(receipt_id=arrival.application.receipt.pk, at=timezone.now())
    if not company.at.scripts:
        company.at.page.reload()
    assert arrival.digest in company.fetch_receipt(folder).replace(" ", "")


def finds_her_way_afterwards(company: Company, pk: int) -> None:
    """The public check, the dossier, what the portal has told her, the way back out."""
    company.at.follow("Verifica pubblica della ricevuta", inside="main")
    company.at.sees("La ricevuta è autentica")
    company.at.inspect("receipt, checked")
    company.at.open(f"/domande/{pk}/")
    company.at.inspect("dossier")
    company.at.open("/comunicazioni/")
    company.at.inspect("notices")
    company.at.open(f"/domande/{pk}/ritiro/")
    company.at.inspect("withdrawal")


def test_a_stop_without_visible_focus_is_noticed(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    """The control of the keyboard's eyes: one field that hides its focus."""
    with staged(live_server, new_context, tmp_path) as stage:
        typist = stage.enters("keyboard", kind=Typist)
        typist.open("/account/login/")
        typist.field("login").evaluate("field => field.style.setProperty('outline', 'none', 'important')")
        typist.reach(typist.button("Accedi"))
        assert [complaint[:17] for complaint in typist.complaints] == ["focus not visible"]
