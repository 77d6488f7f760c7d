"""Somebody who has no mouse: she tabs to what she wants, sees where she is at every stop, and types."""

from typing import Any

from playwright.sync_api import Locator

from tests.journeys.steps_browser import Visitor

# More stops than any page has: who has not arrived by then never does.
STOPS = 400
# What has the focus, whether it is the one that is wanted, and whether anything drawn says so (a box is drawn inside its label).
STOP = """wanted => {
  const at = document.activeElement;
  const drawn = [at, ...(at.labels || [])].map(one => getComputedStyle(one));
  const outlined = drawn.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  return {there: at === wanted, shown: outlined || at === document.body || at.id === 'main', html: at.outerHTML.slice(0, 200)};
}"""


class Typist(Visitor):
    """A visitor of the keyboard alone: Tab, Enter, Space, arrows and letters; nothing of hers clicks."""

    def __post_init__(self) -> None:
        super().__post_init__()
        # Heard from the start: asked for at the key stroke, the chooser may open before anybody listens.
        self.page.on("filechooser", lambda chooser: None)

    def reach(self, target: Locator) -> None:
        """Tab until `target` has the focus; a stop on the way that does not show its focus is noted as a fault of the page."""
        for _ in range(STOPS):
            stop = target.evaluate(STOP)
            if not stop["shown"]:
                self.complaints.append(f"focus not visible: {stop['html']}")
            if stop["there"]:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way by keyboard to {target} at {self.now_at()}")

    def follow(self, text: str, *, inside: str = "body") -> None:
        self.reach(self.page.locator(inside).get_by_role("link", name=text).first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.reach(self.field(name))
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(value)

    def choose(self, name: str, option: str) -> None:
        listed = self.field(name)
        entry = listed.locator("option", has_text=option).first
        place = entry.evaluate("entry => entry.index")
        self.reach(listed)
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
        assert listed.input_value() == entry.get_attribute("value")

    def tick(self, *boxes: Locator) -> None:
        for box in boxes:
            self.reach(box)
            self.page.keyboard.press("Space")
            assert box.is_checked()

    def uploads(self, box: Locator, *files: Any) -> None:
        self.reach(box.locator("input[type=file]"))
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        asked.value.set_files(list(files))

    def press(self, text: str, *, inside: str = "main, #content") -> None:
        self.reach(self.button(text, inside=inside))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press_twice(self, text: str) -> None:
        self.reach(self.button(text))
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Enter")
