"""Files from a real browser: many at once, one refused among them, the line cut in the middle, and the same without script."""

import os
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from applications.models import Application, Document
from applications.operations import uploading
from core.models import Scan
from tests import line as lines
from tests import papers as p
from tests.applications.faces.test_desk_in_browser import enter
from tests.applications.faces.test_firm_pages import open_call
from tests.core.faces.test_look_in_browser import defects, watched
from tests.factories import a_draft, a_representative

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = "section:has(#others-title)"
PDF = "application/pdf"


@pytest.fixture
def line(live_server: object) -> Iterator[lines.Line]:
    with lines.line_to(live_server) as made:
        yield made


@pytest.fixture
def draft(live_server: object) -> Application:
    return a_draft(call=open_call(), at=timezone.now())


def paper(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": PDF, "buffer": content}


def heavy(size: int = 6_000_000) -> bytes:
    content = p.a_pdf()
    return content + b"\x00" * (size - len(content))


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PORTAL_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def at_the_documents(page: Page, draft: Application, address: str, width: int) -> list[str]:
    """Logged in, in front of the page; what the policy complains of from now on."""
    complaints = watched(page, width)
    enter(page, address, a_representative(draft.firm))
    page.goto(f"{address}/domande/{draft.pk}/documenti/")
    return complaints


def sound(page: Page, complaints: list[str]) -> bool:
    """Accessible, within the policy, and no wider than the screen."""
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert defects(page) == []
    complaints.clear()  # axe itself tries to write styles into the page
    return True


def wait_for(page: Page, text: str, inside: str = OTHERS) -> None:
    page.locator(inside, has_text=text).first.wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_many_at_once_with_one_refused_and_the_line_cut_in_the_middle(
    page: Page, line: lines.Line, draft: Application, width: int
) -> None:
    complaints = at_the_documents(page, draft, line.address, width)
    many = [paper("Perché sì.pdf", p.a_pdf()), paper("virus.pdf", b"MZ\x90\x00"), paper("Preventivo.pdf", p.a_pdf(pages=3))]
    page.locator(f"{OTHERS} input[type=file]").set_input_files(many)
    for sentence in (
        "«Perché sì.pdf»: file caricato.",
        "Il file è un programma e non si accetta: caricate il documento in PDF.",
        "«Preventivo.pdf»: file caricato.",
    ):
        wait_for(page, sentence)
    page.locator(f"{OTHERS} .papers li").nth(1).wait_for()
    assert page.locator("#upload-words").inner_text().startswith("Preventivo.pdf: ")
    assert sound(page, complaints)
    picture(page, f"uploads-{width}-many")
    # The line breaks when a third of the file has gone, and stays broken for a while.
    content, line.cut_after = heavy(), 2_000_000
    page.locator(f"{OTHERS} input[type=file]").set_input_files([paper("Pesante.pdf", content)])
    wait_for(page, "La rete o il portale non rispondono: riprovo da solo tra")
    assert page.locator(f"{OTHERS} progress:visible").count() == 1
    assert sound(page, complaints)
    picture(page, f"uploads-{width}-broken")
    assert sorted(draft.documents.values_list("name", flat=True)) == ["Perché sì.pdf", "Preventivo.pdf"]
    line.mend()
    wait_for(page, "«Pesante.pdf»: file caricato.")
    assert draft.documents.get(name="Pesante.pdf").sha256 == sha256(content).hexdigest()
    page.locator(f"{OTHERS} .papers li").nth(2).wait_for()
    assert sound(page, complaints)
    picture(page, f"uploads-{width}-mended")


def drop(page: Page, place: str, names: list[str]) -> None:
    """Files let fall from outside the browser."""
    give = """names => { const held = new DataTransfer();
        for (const name of names) held.items.add(new File(["MZ"], name)); return held; }"""
    page.locator(place).dispatch_event("drop", {"dataTransfer": page.evaluate_handle(give, names)})


def test_one_place_takes_one_file_replaces_it_and_says_what_it_does_not_take(
    page: Page, live_server: object, draft: Application
) -> None:
    complaints = at_the_documents(page, draft, str(live_server), 1280)
    plan = page.locator("section", has=page.get_by_role("heading", name="Piano di progetto"))
    place = "section:has(#document-1)"
    for name in ("primo.pdf", "secondo.pdf"):
        plan.locator("input[type=file]").set_input_files([paper(name, p.a_pdf())])
        plan.locator(".papers", has_text=name).wait_for()
    assert draft.documents.get().name == "secondo.pdf"
    drop(page, f"{place} .upload-box", ["uno.pdf", "due.pdf"])
    wait_for(page, "Qui va un solo file: riunite le pagine in un PDF, oppure usate «Altri documenti».", place)
    drop(page, f"{place} .upload-box", ["programma.pdf"])
    wait_for(page, "Il file è un programma e non si accetta", place)
    # Larger than the limit of this document: told before it is sent in vain.
    plan.locator("input[type=file]").set_input_files([paper("grande.pdf", heavy(1_000_001))])
    wait_for(page, "Il file supera 1 MB: riducetelo o dividetelo e caricatelo di nuovo.", place)
    assert sound(page, complaints)
    picture(page, "uploads-1280-one")
    # Somebody who is logged out meanwhile keeps her place: she logs in elsewhere and tries again.
    page.context.clear_cookies()
    plan.locator("input[type=file]").set_input_files([paper("terzo.pdf", p.a_pdf(pages=2))])
    wait_for(page, "Non siete più collegati: accedete di nuovo in un’altra scheda, poi premete «Riprova».", place)
    enter(page, str(live_server), a_representative(draft.firm))
    plan.get_by_role("button", name="Riprova terzo.pdf").click()
    plan.locator(".papers", has_text="terzo.pdf").wait_for()
    assert draft.documents.get().name == "terzo.pdf"
    plan.get_by_role("button", name="Togli il file terzo.pdf").click()
    page.get_by_text("«terzo.pdf»: file tolto.").wait_for()
    assert not draft.documents.exists()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_the_antivirus_says_stands_beside_each_file(
    page: Page, live_server: object, draft: Application, settings: object, width: int
) -> None:
    settings.PORTAL_CLAMD = "tcp://127.0.0.1:1"
    about = {"application": draft, "by": a_representative(draft.firm), "at": timezone.now()}
    asked = draft.call.requireddocuments.get(code="plan")
    uploading.upload(**about, requirement=asked, name="Piano di progetto firmato.pdf", content=p.a_pdf())
    infected = uploading.upload(**about, requirement=None, name="Preventivo.pdf", content=p.a_pdf(pages=2))
    told = {"scan": Scan.INFECTED, "scan_finding": "Eicar-Test", "scanned_at": timezone.now()}
    Document.objects.filter(pk=infected.pk).update(**told)
    complaints = at_the_documents(page, draft, str(live_server), width)
    wait_for(page, "vale per la domanda, che potete inviare", "main")
    wait_for(page, "L’antivirus vi ha trovato «Eicar-Test» e il file è stato distrutto: caricatene una copia pulita.", OTHERS)
    assert page.locator(".papers a").count() == 0
    assert sound(page, complaints)
    picture(page, f"uploads-{width}-quarantine")


def test_without_script_many_files_leave_with_one_button(
    new_context: Callable[..., BrowserContext], live_server: object, draft: Application
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    at_the_documents(page, draft, str(live_server), 360)
    many = [paper("Uno.pdf", p.a_pdf()), paper("virus.pdf", b"MZ\x90\x00"), paper("Tre.pdf", p.a_pdf(pages=3))]
    page.locator(f"{OTHERS} input[type=file]").set_input_files(many)
    page.locator(OTHERS).get_by_role("button", name="Carica i file").click()
    for sentence in ("«Uno.pdf»: file caricato.", "«Tre.pdf»: file caricato.", "«virus.pdf»: Il file è un programma"):
        wait_for(page, sentence, "main")
    picture(page, "uploads-360-plain")
    assert sorted(draft.documents.values_list("name", flat=True)) == ["Tre.pdf", "Uno.pdf"]
    page.get_by_role("button", name="Togli il file Uno.pdf").click()
    wait_for(page, "«Uno.pdf»: file tolto.", "main")
    assert draft.documents.get().name == "Tre.pdf"
