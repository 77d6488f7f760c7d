"""The instant of a request, refusals as sentences, health, and private files."""

from datetime import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.urls import urlpatterns as real_urls
from core.refusals import require
from core.views.files import private_file
from reports.models import ReportFile


def when(request) -> HttpResponse:
    return HttpResponse(request.received_at.isoformat())


def refuse(request) -> HttpResponse:
    require("La finestra è chiusa: scrivete alla vostra Camera.")
    return HttpResponse("done")


@require_POST
def take(request) -> HttpResponse:
    return HttpResponse("taken")


urlpatterns = [
    path("when/", when, name="when"),
    path("refuse/", refuse),
    path("when/7/take/", take, name="take"),
    path("when/7/take/more/", take, name="take_more"),
    *real_urls,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


def test_every_request_carries_the_instant_it_came_in(client):
    before = timezone.now()
    stamped = datetime.fromisoformat(client.get("/when/").text)
    assert before <= stamped <= timezone.now()
    assert stamped.tzinfo is not None


def test_a_refusal_is_a_page_with_its_reason(client):
    answer = client.get("/refuse/")
    assert answer.status_code == 409
    assert "scrivete alla vostra Camera" in answer.text


def test_a_refused_post_goes_back_where_it_came_from_with_its_reason(client):
    answer = client.post("/refuse/", headers={"referer": "http://testserver/privacy/"})
    assert answer["Location"] == "http://testserver/privacy/"
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [
        "La finestra è chiusa: scrivete alla vostra Camera."
    ]


def test_a_refused_post_never_leads_to_another_site(client):
    answer = client.post("/refuse/", headers={"referer": "https://evil.example/"})
    assert answer.status_code == 409


def test_who_opens_an_address_that_only_takes_is_led_to_the_page_above_and_told_once(client):
    browser = {"accept": "text/html,application/xhtml+xml"}
    answer = client.get("/when/7/take/more/", headers=browser, follow=True)
    # Past one that only takes as well, and past «7», which is no address.
    assert answer.redirect_chain == [("/when/7/take/", 302), ("/when/", 302)]
    assert ["non è stato registrato" in str(one) for one in get_messages(answer.wsgi_request)] == [True]
    assert client.post("/when/7/take/", headers=browser).text == "taken"
    assert client.get("/when/7/take/").status_code == 405


def test_the_portal_is_well_when_database_and_broker_answer(client):
    assert client.get("/healthz").json() == {"database": True, "broker": True, "ledger": None}


def test_the_portal_says_what_is_missing(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": True, "broker": False, "ledger": None}


@pytest.fixture
def stored() -> FieldFile:
    name = default_storage.save("private/prova.pdf", ContentFile(b"%PDF-1.7"))
    return FieldFile(ReportFile(), ReportFile._meta.get_field("file"), name)


def test_a_private_file_is_saved_and_never_run(stored):
    answer = private_file(stored, "../../relazione à.pdf", "application/pdf")
    assert answer.content == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert ".." not in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_pdf_may_be_shown_in_our_own_page_only(stored):
    answer = private_file(stored, "a.pdf", "application/pdf", inline=True)
    assert answer["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xml"])
def test_what_could_run_code_is_saved_even_if_asked_inline(stored, media_type):
    answer = private_file(stored, "a.html", media_type, inline=True)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Frame-Options"] == "DENY"


def test_behind_nginx_the_bytes_are_sent_by_nginx(stored, settings):
    settings.PORTAL_ACCEL_PREFIX = "/private-files/"
    answer = private_file(stored, "a.pdf", "application/pdf")
    assert answer["X-Accel-Redirect"] == f"/private-files/{stored.name}"
    assert answer.content == b""
