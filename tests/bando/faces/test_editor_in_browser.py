"""The editor as people see it: telephone and desk, without a script, looked at by axe."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from bando.admin.editor.sections import SECTIONS
from tests.bando.editor_rows import a_call_to_edit
from tests.bando.rows import a_person

pytestmark = pytest.mark.django_db(transaction=True)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SHOTS = os.environ.get("EDITOR_SHOTS", "")


def look(page: Page, name: str) -> list[str]:
    """What is wrong with the page at both widths."""
    found = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
        if page.evaluate(TOO_WIDE):
            found.append(f"{name}: wider than {width} pixels")
    violations = Axe().run(page, options={"preload": False}).response["violations"]
    return found + [f"{name}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]


def test_every_page_fits_a_telephone_and_is_read_aloud(client: Client, page: Page, live_server: Any) -> None:
    call = a_call_to_edit()
    client.force_login(a_person("operator"))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}])
    base = f"{live_server}/admin/bando/call/{call.pk}"
    pages = {"page": f"{base}/change/", "new": f"{live_server}/admin/bando/call/azione/nuovo/", "overview": f"{base}/configura/"}
    pages |= {"preview": f"{base}/anteprima/", "call": f"{base}/configura/call/"}
    for name, section in SECTIONS.items():
        pages[name] = f"{base}/configura/{name}/"
        variant = f"?variant={section.variants.values[0]}" if section.variants else ""
        pages[f"{name}-new"] = f"{base}/configura/{name}/nuova/{variant}"
    rule, item = call.eligibilityrules.get(kind="size"), call.expenseitems.all()[0]
    pages |= {"rules-kinds": f"{base}/configura/rules/nuova/", "rule": f"{base}/configura/rules/{rule.pk}/"}
    pages |= {"item": f"{base}/configura/items/{item.pk}/", "remove": f"{base}/configura/items/{item.pk}/togli/"}
    pages["fund"] = f"{base}/configura/funds/{call.funds.all()[0].pk}/"
    found = []
    for name, address in pages.items():
        page.goto(address)
        found += look(page, name)
    page.goto(pages["measures-new"])
    page.get_by_role("button", name="Salva").click()
    page.locator(".error-summary").wait_for()
    found += look(page, "measures-errors")
    assert not found, "\n".join(found)
