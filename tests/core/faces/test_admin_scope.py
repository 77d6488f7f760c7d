"""Every page registered in the admin, for every role: scoped, read-only, and a foreign row looks like a missing one."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin import site
from django.test import Client

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from accounts.models import User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from core.admin import PortalModelAdmin, Waiting
from registry.models import Chamber

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, 10, tzinfo=UTC)
STAFF = [code for code, role in ROLES.items() if role.works_in_admin]


def person(role: str) -> User:
    user = enrol(email=f"{role}@example.it", name=f"Una {role}", by=None, at=AT)
    where = {"chamber": Chamber.objects.get(code="bg")} if ROLES[role].scope == Scope.CHAMBER else {}
    appoint(user=user, role=role, by=None, at=AT, **where)
    return User.objects.get(pk=user.pk)


def browser(role: str) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


def test_nothing_enters_the_admin_unscoped():
    assert site._registry
    assert all(isinstance(page, PortalModelAdmin) for page in site._registry.values())
    assert "delete_selected" not in dict(site.actions)


def address(page: PortalModelAdmin, tail: str = "") -> str:
    return f"/admin/{page.opts.app_label}/{page.opts.model_name}/{tail}"


@pytest.mark.parametrize("role", STAFF)
def test_each_list_opens_for_its_readers_and_for_nobody_else(role):
    client, permissions = browser(role), ROLES[role].permissions
    for page in site._registry.values():
        expected = 200 if permissions & {page.read_permission, *page.other_readers} else 403
        assert client.get(address(page)).status_code == expected, page
        assert client.get(address(page), {"q": "prova"}).status_code == expected, page


@pytest.mark.parametrize("role", STAFF)
def test_what_is_missing_is_not_found_on_every_page_of_it(role):
    client, permissions = browser(role), ROLES[role].permissions
    for page in site._registry.values():
        expected = 404 if permissions & {page.read_permission, *page.other_readers} else 403
        for tail in ("999999999/change/", "999999999/history/"):
            assert client.get(address(page, tail)).status_code == expected, page


@pytest.mark.parametrize("role", STAFF)
def test_nothing_is_added_changed_or_deleted_by_hand(role):
    client = browser(role)
    for page in site._registry.values():
        assert client.post(address(page, "add/"), {}).status_code == 403, page
        assert client.post(address(page, "999999999/delete/"), {"post": "yes"}).status_code in {403, 404}, page


def test_my_day_shows_what_waits_terms_first_and_nothing_that_does_not():
    later, sooner = datetime(2026, 7, 2, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    rows = [
        Waiting("Vecchia", 2, "/a/", oldest=AT),
        Waiting("Niente", 0, "/b/"),
        Waiting("Tardi", 1, "/c/", due=later),
        Waiting("Presto", 1, "/d/", due=sooner),
    ]
    before = list(site._waiting)
    site._waiting[:] = []
    try:
        site.register_waiting(lambda user, at: rows)
        page = browser("auditor").get("/admin/")
    finally:
        site._waiting[:] = before
    assert [row.label for row in page.context["waiting"]] == ["Presto", "Tardi", "Vecchia"]
    assert 'href="/a/"' in page.text
    assert "Niente<" not in page.text


def test_no_row_is_told_of_by_its_content_type():
    client = browser("auditor")
    assert client.get(f"/admin/r/1/{User.objects.get().pk}/").status_code == 404


def test_the_pages_run_no_script_of_their_own():
    client = browser("administrator")
    for url in ("/admin/", "/admin/accounts/user/", f"/admin/accounts/user/{User.objects.get().pk}/change/"):
        text = client.get(url).text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text
