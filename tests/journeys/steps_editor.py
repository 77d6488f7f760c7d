"""What Unioncamere does with a call: copies it, edits it section by section, tries it, publishes it, changes it by act."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localtime
from playwright.sync_api import Locator

from bando.models import Call
from tests.journeys.steps_browser import Visitor
from tests.journeys.steps_desk import ISSUER, Desk, today

DIRECTOR = "Diana Direttrice"
LONGER = timedelta(days=15)


@dataclass
class Editor(Desk):
    """Prepares calls at Unioncamere."""

    def page(self, call: Call) -> str:
        return f"/admin/bando/call/{call.pk}/change/"

    def section(self, call: Call, name: str) -> str:
        return f"{self.editor(call)}{name}/"

    def editor(self, call: Call) -> str:
        return f"/admin/bando/call/{call.pk}/configura/"

    def copy(self, call: Call, *, title: str, code: str, days: int) -> Call:
        """«Copia il bando», from the page of the call; the dates move together."""
        self.at.open("/admin/bando/call/")
        self.at.follow(call.title, inside="#result_list")
        self.at.inspect("call, published")
        told = "Bando copiato"
        self.act("Copia il bando", told=told, title=title, code=code, slug=code.lower(), days=str(days))
        self.at.sees("Controlli prima della pubblicazione", "Non manca nulla: il bando si può pubblicare.")
        self.at.inspect("call, copied")
        return Call.objects.get(code=code)

    def configure(self, call: Call) -> None:
        """«Configura»: the thirteen sections."""
        self.at.open(self.page(call))
        self.at.follow("Configura", inside=".portal-buttons")
        self.at.sees("Sezioni", "Non manca nulla: il bando si può pubblicare con il suo atto.")
        self.at.inspect("editor")

    def opens(self, call: Call, section: str, row: str, *, look: bool = True) -> None:
        """A row of a section, by its name."""
        self.at.open(self.section(call, section))
        if look:
            self.at.inspect(f"editor, {section}")
        self.at.follow(f"Modifica «{row}»", inside=".editor-rows")
        if look:
            self.at.inspect(f"editor, {section}, {row}")

    def saves(self, **fields: str) -> None:
        self.at.fill(**fields)
        self.at.press("Salva", inside="form.portal-form")
        self.at.sees("Salvato.")

    def box(self, name: str, value: str) -> Locator:
        """One of several boxes of a field."""
        return self.at.page.locator(f"[name='{name}'][value='{value}']")

    def checklist(self, call: Call) -> list[str]:
        """What the page of the call says that is to be mended."""
        self.at.open(self.page(call))
        self.at.sees("Controlli prima della pubblicazione")
        door = self.at.page.get_by_role("link", name="Correggete qui")
        return [" ".join(item.inner_text().split()) for item in self.at.page.locator("#content li", has=door).all()]

    def mends(self, call: Call, sentence: str) -> None:
        """From a sentence of the checklist to the part of the editor where it is mended."""
        self.at.open(self.page(call))
        item = self.at.page.locator("li", has_text=sentence)
        with self.at.page.expect_navigation():
            item.get_by_role("link", name="Correggete qui").first.click()
        self.at.sees("Da correggere prima di pubblicare", sentence)
        self.at.inspect("editor, a section with a defect")

    def previews(self, call: Call, *words: str) -> None:
        self.at.open(self.editor(call))
        self.at.follow("Anteprima della pagina pubblica", inside="#content")
        self.at.sees("Anteprima: bando in preparazione", *words)
        self.at.inspect("preview")
        self.at.follow("Torna alla configurazione", inside="main")

    def simulates(self, call: Call, *, number: str, most: str) -> None:
        """A demand tried on the call as it is, and with a lower maximum grant."""
        self.at.open(self.page(call))
        self.at.follow("Simula la domanda", inside=".portal-buttons")
        self.at.sees("Come configurato", "1.649")
        self.at.inspect("simulation")
        self.at.fill(number=number, a_maximum_grant=most)
        self.at.press("Simula la domanda", inside="#simulation-form")
        self.at.sees(f"contributo massimo {most} €")
        self.at.inspect("simulation, with a variant")

    def has_no_button(self, call: Call, name: str) -> None:
        self.at.open(self.page(call))
        self.at.page.locator(".portal-buttons").wait_for()
        assert self.at.page.locator(".portal-buttons").get_by_text(name, exact=True).count() == 0

    def is_refused(self, path: str, sentence: str) -> None:
        """Press the one button of the form behind an address, and be told why not."""
        with self.at.page.expect_response(lambda answer: answer.request.method == "POST") as waited:
            self.at.page.locator("form.portal-form [type=submit]").first.click()
        assert waited.value.status == 409
        self.at.sees("Così non si può", sentence)
        self.at.inspect(f"refused: {re.sub('[0-9]+', 'n', path)}")

    def rehearses(self, call: Call) -> Call:
        """A rehearsal, made and wiped."""
        self.at.open(self.page(call))
        self.act("Prepara una prova", told="Prova preparata")
        self.at.sees("PROVA")
        self.at.inspect("rehearsal")
        rehearsal = Call.objects.get(rehearsal=True)
        self.act("Cancella la prova", told="Prova cancellata")
        assert not Call.objects.filter(pk=rehearsal.pk).exists()
        return rehearsal


@dataclass
class Signer(Editor):
    """Signs the acts of a call."""

    def signs(self, button: str, *, told: str, number: str, **fields: str) -> None:
        act = {"number": number, "issued_on": today(), "issuer": ISSUER, "signer": DIRECTOR}
        self.act(button, told=told, **act, **fields)

    def publishes(self, call: Call, *, number: str) -> None:
        self.at.open(self.page(call))
        self.signs("Pubblica il bando", told=f"Bando pubblicato con atto n. {number}.", number=number)
        self.at.inspect("call, just published")
        assert self.why_not("Pubblica il bando") == "Il bando è già pubblicato: le modifiche vengono con un nuovo atto."

    def extends(self, call: Call, *, number: str) -> None:
        """«Proroga»: the same hour, some days later."""
        self.at.open(self.page(call))
        later = localtime(call.closes_at + LONGER).strftime("%Y-%m-%dT%H:%M")
        self.signs("Proroga", told="il bando è alla versione 2", number=number, closes_at=later)

    def compares(self, call: Call, *words: str) -> None:
        """The page of the differences, from the cockpit."""
        self.at.open(self.page(call))
        self.at.follow("Differenze fra due versioni", inside="#content")
        self.at.sees("Dalla versione 1 alla 2 è cambiato questo", *words)
        self.at.inspect("differences")


def reads_what_is_public(visitor: Visitor, call: Call, *words: str) -> None:
    """The page of the call, for somebody who has not logged in."""
    visitor.open(f"/bandi/{call.slug}/")
    visitor.sees(call.title, *words)
    visitor.inspect("call in public")
