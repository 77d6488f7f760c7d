"""People in front of a browser: each with a window of her own, every page looked at as she would and as a checker would."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Download, Locator, Page

from tests.conftest import PATIENCE_MS

NARROW, WIDE = {"width": 360, "height": 800}, {"width": 1280, "height": 900}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass
class Visitor:
    """Somebody at her desk: goes to pages, types, presses, reads. Nothing here knows what the pages are about."""

    name: str
    page: Page
    address: str
    found: dict[str, list[str]]
    complaints: list[str] = field(default_factory=list)
    screen: dict[str, int] = field(default_factory=lambda: dict(WIDE))
    # Whether her browser runs scripts: axe is one.
    scripts: bool = True

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._hear(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _hear(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.complaints.append(text)

    # Going and looking

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path if "://" in path else f"{self.address}{path}")

    def follow(self, text: str, *, inside: str = "body") -> None:
        """Follow a link by its words."""
        with self.page.expect_navigation():
            self.page.locator(inside).get_by_role("link", name=text).first.click()

    def sees(self, *words: str) -> None:
        """Wait until the page shows the words."""
        for text in words:
            pattern = r"\s+".join(re.escape(word) for word in text.split())
            self.page.locator("body", has_text=re.compile(pattern)).wait_for()

    def now_at(self) -> str:
        """The path of the page."""
        return self.page.url.removeprefix(self.address)

    # Forms

    def fill(self, **fields: str) -> None:
        """Type into the fields of the page, by their names."""
        for name, value in fields.items():
            self.field(name).fill(value)

    def choose(self, name: str, option: str) -> None:
        """Pick from a list the first entry that has the words."""
        listed = self.field(name)
        value = listed.locator("option", has_text=option).first.get_attribute("value")
        listed.select_option(value)

    def tick(self, *boxes: Locator) -> None:
        """Tick each box the way people do: the design system draws it over the real one, inside its label."""
        for box in boxes:
            self.page.locator(f"label[for='{box.get_attribute('id')}']").first.click()
            assert box.is_checked()

    def attach(self, name: str, file_name: str, content: bytes, media_type: str) -> None:
        """Give a file to a file field."""
        self.field(name).set_input_files({"name": file_name, "mimeType": media_type, "buffer": content})

    def uploads(self, box: Locator, *files: Any) -> None:
        """Give files to the one place for files in `box`; without scripts they leave with its button."""
        box.locator("input[type=file]").set_input_files(list(files))
        if not self.scripts:
            with self.page.expect_navigation():
                box.get_by_role("button", name="Carica").click()

    def field(self, name: str) -> Locator:
        return self.page.locator(f"body [name='{name}']").first

    def press(self, text: str, *, inside: str = "main, #content") -> None:
        """Press a button and wait for the page that follows."""
        with self.page.expect_navigation():
            self.button(text, inside=inside).click()

    def press_twice(self, text: str) -> None:
        """An impatient double click; the page that follows is for the caller to wait for."""
        self.button(text).dblclick()

    def button(self, text: str, *, inside: str = "main, #content") -> Locator:
        return self.page.locator(inside).get_by_role("button", name=text, exact=True).first

    def downloads(self, text: str, folder: Path) -> Path:
        """Follow a link, or press a button, that gives a file; the file as it lies on her disk."""
        with self.page.expect_download() as waited:
            place = self.page.locator("main, #content")
            place.get_by_role("link", name=text).or_(place.get_by_role("button", name=text)).first.click()
        download: Download = waited.value
        kept = folder / download.suggested_filename
        download.save_as(kept)
        return kept

    # Checking

    def inspect(self, what: str) -> None:
        """Note what is wrong with the page: accessibility, policy, a width that a telephone or her screen cannot show."""
        # Words can be there before the styles that give them their width.
        self.page.wait_for_load_state()
        problems = list(self.complaints)
        for screen in (NARROW, self.screen):
            self.page.set_viewport_size(screen)
            self._photograph(what, screen["width"])
            if self.page.evaluate(TOO_WIDE):
                problems.append(f"wider than a screen of {screen['width']} pixels")
        violations = Axe().run(self.page, options={"preload": False}).response["violations"] if self.scripts else []
        problems += [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in violations]
        # axe itself tries to write styles into the page.
        self.complaints.clear()
        if problems:
            self.found[f"{self.name}, {what} ({self.now_at()})"] = problems

    def _photograph(self, what: str, width: int) -> None:
        """A picture of the page for whoever asks for them."""
        if folder := os.environ.get("PORTAL_SCREENSHOTS"):
            kept = f"{self.name} {what}".replace(",", "").replace(" ", "-")
            self.page.screenshot(path=f"{folder}/{kept}-{width}.png", full_page=True)


@dataclass
class Stage:
    """Where people meet: one portal, a browser window for each of them, and the list of what is wrong with its pages."""

    address: str
    new_context: Callable[..., BrowserContext]
    found: dict[str, list[str]] = field(default_factory=dict)
    visitors: list[Visitor] = field(default_factory=list)

    def enters(self, name: str, *, screen: dict[str, int] = WIDE, scripts: bool = True, kind: type[Visitor] = Visitor) -> Visitor:
        """Somebody sits down, at a screen of this size: nobody is logged in in her browser."""
        context = self.new_context(viewport=screen, java_script_enabled=scripts)
        context.set_default_timeout(PATIENCE_MS)
        visitor = kind(name, context.new_page(), self.address, self.found, screen=dict(screen), scripts=scripts)
        self.visitors.append(visitor)
        return visitor

    def visitor(self, name: str) -> Visitor:
        """Somebody who sits there already."""
        return next(visitor for visitor in self.visitors if visitor.name == name)


@contextmanager
def staged(live_server: Any, new_context: Callable[..., BrowserContext], folder: Path) -> Iterator[Stage]:
    """A stage; when the play fails, a picture of every window is left in `folder`."""
    stage = Stage(str(live_server), new_context)
    try:
        yield stage
    except BaseException:
        print(stage.found)
        for visitor in stage.visitors:
            kept = folder / f"{visitor.name.replace(' ', '-')}.png"
            visitor.page.screenshot(path=kept, full_page=True)
            print(f"{visitor.name} was at {visitor.now_at()}: {kept}")
        raise
