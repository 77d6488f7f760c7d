"""The checklist on a call's page: each defect leads to the part of the editor that mends it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from bando.models import Call
from bando.operations.configuring import Dates
from bando.policies.publishing import Part
from tests.bando.rows import a_person, a_prepared_call, a_published_call

pytestmark = pytest.mark.django_db


def a_call_to_come() -> Call:
    at = now()
    dates = Dates(
        draft_from_at=at,
        opens_at=at + timedelta(days=3),
        closes_at=at + timedelta(days=30),
        spend_from_on=at.date(),
        spend_until_on=at.date() + timedelta(days=200),
        accounts_due_on=at.date() + timedelta(days=230),
    )
    return a_prepared_call(dates=dates)


def page(client: Client, call: Call) -> str:
    return client.get(f"/admin/bando/call/{call.pk}/change/").content.decode()


def test_each_defect_leads_to_where_it_is_mended(client: Client) -> None:
    call = a_call_to_come()
    call.requireddocuments.filter(code="durc").update(phase="grant")
    client.force_login(a_person("operator"))
    place = f"/admin/bando/call/{call.pk}/configura/documents/"
    shown = page(client, call)
    assert f'<a href="{place}">' in shown
    assert "in cui il portale non ne raccoglie" in shown
    assert client.get(place).status_code == 200


def test_a_call_without_defects_says_so_and_a_published_one_asks_nothing(client: Client) -> None:
    client.force_login(a_person("operator"))
    assert "Non manca nulla: il bando si può pubblicare." in page(client, a_call_to_come())
    assert "la configurazione è bloccata" in page(client, a_published_call())


def test_the_editor_has_every_part_that_a_defect_may_name(client: Client) -> None:
    call = a_call_to_come()
    client.force_login(a_person("operator"))
    answers = {part: client.get(f"/admin/bando/call/{call.pk}/configura/{part}/").status_code for part in Part}
    assert answers == dict.fromkeys(Part, 200)
