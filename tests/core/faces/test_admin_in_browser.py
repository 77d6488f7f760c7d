"""The place of work in a real browser: every list that its reader may open is accessible and within the policy."""

import pytest
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import Membership, User
from tests.core.faces.test_look_in_browser import defects, watched


def enter(page: Page, live_server: object, role: str) -> None:
    """Log a new person in with `role` over all Chambers, sparing the log-in page."""
    user = User.objects.create_user(f"{role}@unioncamere.example", "una-lunga-parola", name="Carla Bianchi")
    Membership.objects.create(user=user, role=role, since_at=timezone.now())
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
    page.context.add_cookies([cookie])


def viewable(page: Page, live_server: object) -> list[str]:
    """The addresses of «my day» and of the lists it offers."""
    page.goto(f"{live_server}{reverse('admin:index')}")
    known = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in site._registry]
    offered = page.eval_on_selector_all("main a[href]", "links => links.map(link => new URL(link.href).pathname)")
    return [reverse("admin:index"), *sorted(set(known) & set(offered))]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_lists_are_accessible_and_fit(page: Page, live_server: object, width: int) -> None:
    complaints = watched(page, width)
    enter(page, live_server, "operator")
    found = {}
    for address in viewable(page, live_server):
        page.goto(f"{live_server}{address}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        problems = [*complaints, *(["wider than the screen"] if wide else []), *defects(page)]
        complaints.clear()  # axe itself tries to write styles into the page
        if problems:
            found[address] = problems
    assert found == {}
