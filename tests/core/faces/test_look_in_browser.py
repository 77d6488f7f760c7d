"""The entrance of the portal in a real browser: accessible, inside its frame, within its policy, at two widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

WIDE_AND_NARROW = [360, 1280]
ADDRESSES = ["/account/login/", "/account/signup/", "/account/password/reset/", "/privacy/", "/accessibilita/", "/note-legali/"]


def watched(page: Page, width: int) -> list[str]:
    """Set the width and collect what the policy forbids while the page works."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    page.set_viewport_size({"width": width, "height": 800})
    return complaints


def defects(page: Page) -> list[str]:
    return [f"{found['id']}: {found['nodes'][0]['html']}" for found in Axe().run(page).response["violations"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDE_AND_NARROW)
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_page_is_accessible_and_fits(page: Page, live_server: object, width: int, address: str) -> None:
    complaints = watched(page, width)
    page.goto(f"{live_server}{address}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert complaints == []
    assert defects(page) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", WIDE_AND_NARROW)
def test_an_empty_sign_up_is_refused_at_its_fields(page: Page, live_server: object, width: int) -> None:
    watched(page, width)
    page.goto(f"{live_server}/account/signup/")
    page.click("main form [type=submit]")
    expect(page.locator(".error-summary")).to_be_focused()
    page.click(".error-summary a >> nth=0")
    expect(page.locator("input:focus")).to_be_visible()
    assert defects(page) == []


@pytest.mark.django_db(transaction=True)
def test_the_keyboard_skips_to_the_content(page: Page, live_server: object) -> None:
    page.goto(f"{live_server}/privacy/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
