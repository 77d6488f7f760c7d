"""What is missing leads to the field that mends it, on the page of the draft and on its summary."""

import re
from urllib.parse import urldefrag

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from applications.enums import Section
from applications.models import Application
from applications.operations import drafting
from applications.queries.completeness import missing
from applications.queries.findings import findings_of
from bando.enums import Phase
from tests.applications.faces.test_firm_pages import logged_in, open_call
from tests.factories import a_draft, a_representative, fresh

pytestmark = pytest.mark.django_db


def draft() -> Application:
    return a_draft(call=open_call(), at=timezone.now())


def links(client: Client, name: str, application: Application, place: str) -> dict[str, str]:
    """Of each sentence in `place`, where it leads."""
    page = html.fromstring(client.get(reverse(name, args=[application.pk])).content)
    return {link.text_content(): link.get("href") for link in page.xpath(f"//*[contains(@class, '{place}')]//li/a")}


@pytest.mark.parametrize(("name", "place"), [("application", "task-missing"), ("application_summary", "box-warning")])
def test_every_sentence_about_a_field_leads_to_it(name, place):
    application = draft()
    client = logged_in(application.firm)
    found = links(client, name, application, place)
    anchored = {address for address in found.values() if "#" in address}
    assert len(anchored) > 8
    for address in anchored:
        page, anchor = urldefrag(address)
        assert re.search(rf'id="{anchor}"', client.get(page).content.decode()), address


def test_the_first_field_that_is_empty_is_the_one_that_is_meant():
    application = draft()
    by, at = a_representative(application.firm), timezone.now()
    assert _anchor(application) == "id_seat_municipality"
    changes, version = {"seat_municipality": "Bergamo"}, application.content.version
    drafting.save(application=application, changes=changes, expected_version=version, by=by, at=at)
    assert _anchor(fresh(application)) == "id_seat_address"


def _anchor(application: Application) -> str:
    lacking = missing(application, findings_of(application, Phase.SUBMISSION, at=timezone.now()))
    return next(lack.anchor for lack in lacking[Section.SEAT] if lack.startswith("Indicate comune"))
