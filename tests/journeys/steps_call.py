"""What somebody does with a call who has not logged in: reads it, searches it, asks whether she may apply and for how much."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator

from bando.models import Call
from tests.journeys.steps_browser import Visitor

# A shop of five people in Bergamo, and what it wants to spend: no limit is touched.
FIRM = {
    "staff": "5", "turnover": "1.500.000,00", "balance_sheet": "900.000", "ateco_code": "47.91.10",
    "subscribed_capital": "10.000", "accumulated_losses": "0", "aid_received": "0",
}  # fmt: skip
SPENDING = {"item-servizi-di-vendita": "6.000,00"}


@dataclass(frozen=True)
class No:
    """An answer that rules a firm out, the one that rules it in, and all that the page says of it."""

    name: str
    wrong: str
    right: str
    said: tuple[str, ...]


@dataclass
class Reader:
    """Somebody in front of the public pages of a call."""

    at: Visitor
    call: Call

    def path(self, tail: str = "") -> str:
        return f"/bandi/{self.call.slug}/{tail}"

    def leaves_no_trace(self) -> None:
        """Her browser has kept nothing of ours."""
        assert self.at.page.context.cookies() == []

    # The page of the call

    def read(self, *words: str) -> None:
        """From the home page to the call; every entry of its index leads to a part that is there."""
        self.at.open("/")
        self.at.inspect("home")
        self.at.follow(self.call.title, inside="main")
        self.at.sees(*words)
        self.at.inspect("call")
        index = self.at.page.locator(".page-index a")
        for entry in index.all():
            entry.click()
            target = entry.get_attribute("href") or ""
            # Within one page the address changes a moment after the click.
            self.at.page.wait_for_url(re.compile(re.escape(f"{self.path()}{target}") + "$"))
            self.at.page.locator(target).wait_for()

    def pots(self) -> list[list[str]]:
        """The cells of the table of money, Chamber by Chamber."""
        table = self.at.page.locator("table", has=self.at.page.locator("#pots-caption"))
        rows = table.locator("tbody tr")
        return [[" ".join(cell.inner_text().split()) for cell in row.locator("th, td").all()] for row in rows.all()]

    def search(self, words: str, *, finds: str, passes_over: str) -> None:
        """Look for words among the questions, and open the one that is found."""
        self.at.fill(cerca=words)
        self.at.press("Cerca")
        self.at.sees(f"1 domanda parla di «{words}»")
        assert self.at.page.get_by_text(passes_over).count() == 0
        self.at.page.get_by_text(finds).click()
        self.at.page.locator("details[open]").wait_for()
        self.at.inspect("questions")

    def fetch(self, label: str, folder: Path) -> bytes:
        """A file that the page offers."""
        self.at.open(self.path())
        return self.at.downloads(label, folder).read_bytes()

    # The pre-check

    def declare(self, *, but: tuple[str, ...] = ()) -> None:
        """Tick what the firm declares; bonuses only where they are wanted."""
        boxes = self.at.page.locator("#precheck-form [type=checkbox][name^='declaration-']").all()
        self.at.tick(*(box for box in boxes if (box.get_attribute("name") or "").partition("-")[2] not in but))

    def ask(self) -> None:
        """Press the one button of the form, in whatever language it is."""
        with self.at.page.expect_navigation():
            self.at.page.locator("#precheck-form .form-actions button").click()

    @property
    def answer(self) -> Locator:
        return self.at.page.locator("#esito")

    def is_told_yes(self, *words: str) -> None:
        self.answer.get_by_role("heading", name="Potete presentare domanda").wait_for()
        self.at.sees(*words)

    def is_told_no(self, *words: str) -> None:
        """She cannot apply: nothing leads on, and every reason is said."""
        self.answer.get_by_role("heading", name="Con queste risposte non potete presentare domanda").wait_for()
        reasons = " ".join(self.answer.inner_text().split())
        assert [each for each in words if each not in reasons] == [], reasons
        assert self.answer.get_by_role("button").count() == 0

    def tries(self, no: No) -> None:
        """Give the answer that rules the firm out, read why, mend it, be let in."""
        self.set(no.name, no.wrong)
        self.ask()
        self.is_told_no(*no.said)
        self.at.inspect(f"pre-check, no because of {no.name}")
        self.set(no.name, no.right)
        self.ask()
        self.is_told_yes()

    def set(self, name: str, value: str) -> None:
        """Type, pick or tick, as the field is."""
        field = self.at.field(name)
        if field.get_attribute("type") == "checkbox":
            self.at.page.locator(f"label[for='{field.get_attribute('id')}']").first.click()
            assert field.is_checked() == bool(value)
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    # The calculator

    def calculates(self, plan: dict[str, str], *words: str) -> None:
        """Type a plan and read its grant: by itself where scripts run, by the button where they do not."""
        if self.at.scripts:
            self.at.page.evaluate("window.nothingReloaded = true")
        for name, value in plan.items():
            self.set(name, value)
        if not self.at.scripts:
            self.at.press("Calcola")
        self.at.sees(*words)
        assert not self.at.scripts or self.at.page.evaluate("window.nothingReloaded")
