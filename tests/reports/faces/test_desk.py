"""The desk of reports: who sees it, requesting, progress, download, comparison, sending."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bando.models import TrancheRule
from core.models import AuditEvent
from disbursement.models import Evidence
from reports.models import ReportRun
from reports.operations import producing
from reports.permissions import visible_runs, why_not_view
from reports.policies import LEASE, MOST_ATTEMPTS
from tests.factories import a_call, a_chamber, a_firm, a_user
from tests.reports.walks import AFTERWARDS, produced, requested

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
READERS = ("operator", "director", "regione", "auditor")
OTHERS = ("officer", "chamber_director", "evaluator", "administrator", "representative")
LIST = "/admin/reports/reportrun/"


def person(role):
    places = {"officer": {"chamber": a_chamber()}, "chamber_director": {"chamber": a_chamber()}}
    return a_user(role, **places.get(role, {"firm": a_firm()} if role == "representative" else {}))


def browser(role):
    client = Client()
    client.force_login(person(role))
    return client


def pages(run):
    return [
        f"{LIST}{run.pk}/change/",
        reverse("report_progress", args=[run.pk]),
    ]


def a_file(run, name="pdf"):
    return reverse("report_file", args=[run.pk, name])


@pytest.mark.parametrize("role", [*READERS, *OTHERS])
def test_rows_and_refusals_agree(role):
    run, user = requested(a_call()), person(role)
    assert visible_runs(user).filter(pk=run.pk).exists() == (why_not_view(user, run) is None) == (role in READERS)


def test_readers_open_every_page_and_others_none():
    run = produced(a_call())
    for role in READERS:
        client = browser(role)
        assert [client.get(page).status_code for page in (LIST, *pages(run))] == [200] * 3, role
        assert client.post(a_file(run)).status_code == 200, role
    for role in OTHERS:
        client = browser(role)
        assert all(client.get(page).status_code in {302, 403, 404} for page in (LIST, *pages(run))), role
        assert client.post(a_file(run)).status_code in {302, 403, 404}, role


def test_a_stranger_is_sent_to_the_log_in():
    run = produced(a_call())
    assert all(Client().get(page).status_code == 302 for page in pages(run))


def test_a_request_takes_its_operator_to_the_page_of_its_run():
    call, client = a_call(), browser("operator")
    answer = client.post(f"{LIST}azione/richiedi/", {"call": call.pk, "kind": "interim", "as_of_at": ""})
    run = ReportRun.objects.get()
    assert answer["Location"] == f"{LIST}{run.pk}/change/"
    assert run.as_of_at == run.requested_at
    page = client.get(answer["Location"]).text
    assert "in coda" in page.lower()
    assert f'hx-get="{reverse("report_progress", args=[run.pk])}"' in page


def test_a_request_that_cannot_be_says_why():
    call, client = a_call(), browser("operator")
    answer = client.post(f"{LIST}azione/richiedi/", {"call": call.pk, "kind": "ranking", "as_of_at": ""})
    assert answer.status_code == 409
    assert "graduatoria approvata" in answer.text
    assert not ReportRun.objects.exists()


def test_an_unpublished_call_is_not_offered_nor_taken():
    call, client = a_call(published=False), browser("operator")
    assert call.title not in client.get(f"{LIST}azione/richiedi/").text
    client.post(f"{LIST}azione/richiedi/", {"call": call.pk, "kind": "interim", "as_of_at": ""})
    assert not ReportRun.objects.exists()


@pytest.mark.parametrize("role", ["regione", "auditor"])
def test_who_only_reads_has_no_buttons(role):
    run, client = produced(a_call()), browser(role)
    assert client.post(f"{LIST}azione/richiedi/", {"call": run.call_id, "kind": "interim"}).status_code == 403
    assert client.post(f"{LIST}{run.pk}/azione/invia/", {"protocol": "U-1"}).status_code == 403
    assert "azione/" not in client.get(f"{LIST}{run.pk}/change/").text
    assert ReportRun.objects.count() == 1


def test_files_leave_as_attachments_that_run_nothing():
    run, client = produced(a_call()), browser("regione")
    starts = {"pdf": b"%PDF-1.7", "xlsx": b"PK", "csv": b"PK", "json": b"{"}
    for name, start in starts.items():
        answer = client.post(a_file(run, name))
        assert answer.getvalue().startswith(start)
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.post(a_file(run, "exe")).status_code == 404


def test_a_finished_run_asks_for_itself_no_more():
    run, client = produced(a_call()), browser("regione")
    fragment = client.get(reverse("report_progress", args=[run.pk])).text
    assert "hx-get" not in fragment
    assert reverse("report_file", args=[run.pk, "xlsx"]) in fragment


def test_the_comparison_writes_nothing_and_answers():
    run, client = produced(a_call()), browser("auditor")
    assert "uguali a quelli conservati" in client.get(f"{LIST}{run.pk}/change/?confronta=1").text
    run.refresh_from_db()
    assert run.attempts == 1


def test_a_report_is_sent_from_its_page_once():
    run, client = produced(a_call()), browser("operator")
    assert client.post(f"{LIST}{run.pk}/azione/invia/", {"protocol": "U-7"}).status_code == 302
    assert Evidence.objects.get().protocol == "U-7"
    assert "già registrato" in client.get(f"{LIST}{run.pk}/change/").text
    assert client.post(f"{LIST}{run.pk}/azione/invia/", {"protocol": "U-8"}).status_code == 409
    assert Evidence.objects.count() == 1


def test_a_run_that_failed_waits_for_who_may_ask_again():
    client = browser("operator")
    assert "Rapporti non riusciti" not in client.get("/admin/").text
    run, at = requested(a_call()), AFTERWARDS
    for _attempt in range(MOST_ATTEMPTS + 1):
        producing._taken(run_id=run.pk, at=at)
        at += LEASE * 2
    assert "Rapporti non riusciti" in client.get("/admin/").text
    assert "interrotto più volte" in client.get(f"{LIST}{run.pk}/change/").text


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_a_constant_number_of_queries(size, django_assert_num_queries):
    for _ in range(size):
        requested(a_call())
    client = browser("auditor")
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(LIST)


LIST_QUERIES = 6


def test_each_download_is_written_down_and_a_look_is_none():
    run, client = produced(a_call()), browser("regione")
    assert client.get(a_file(run)).status_code == 405
    for name in ("pdf", "pdf", "csv"):
        assert client.post(a_file(run, name)).status_code == 200
    events = AuditEvent.objects.filter(action="keeping.download", subject_id=run.pk).order_by("pk")
    assert [event.data["format"] for event in events] == ["pdf", "pdf", "csv"]
    assert events[0].data["sha256"] == run.files.get(format="pdf").sha256
    assert "Scaricato 3 volte" in client.get(f"{LIST}{run.pk}/change/").text


def test_two_clicks_lead_to_one_run():
    call, client = a_call(), browser("operator")
    page = client.get(f"{LIST}azione/richiedi/")
    opened = page.context["form"]["opened_at"].value()
    asked = {"call": call.pk, "kind": "interim", "as_of_at": "", "opened_at": opened, "separator": ";", "mark": "on"}
    first, second = (client.post(f"{LIST}azione/richiedi/", asked)["Location"] for _click in range(2))
    assert first == second
    assert ReportRun.objects.get().as_of_at.isoformat() == opened
    other = client.post(f"{LIST}azione/richiedi/", asked | {"separator": ","})["Location"]
    assert other != first
    assert ReportRun.objects.get(pk=other.split("/")[-3]).parameters == {"separator": ",", "mark": True, "texts": []}


def test_a_run_is_called_off_and_asked_for_again_from_its_page():
    run, client = requested(a_call()), browser("operator")
    assert client.post(f"{LIST}{run.pk}/azione/annulla/").status_code == 302
    page = client.get(f"{LIST}{run.pk}/change/").text
    assert "nessun file è stato conservato" in page
    assert "hx-get" not in page
    assert client.post(f"{LIST}{run.pk}/azione/annulla/").status_code == 409
    assert client.post(f"{LIST}{run.pk}/azione/rifai/").status_code == 302
    assert client.post(f"{LIST}{run.pk}/azione/rifai/").status_code == 409
    run.refresh_from_db()
    assert run.state == "requested"


def test_a_page_says_how_far_it_is_with_and_without_scripts():
    run, client = requested(a_call()), browser("regione")
    ReportRun.objects.filter(pk=run.pk).update(rows=1234, pages=21, progress=47)
    for page in (reverse("report_progress", args=[run.pk]), f"{LIST}{run.pk}/change/"):
        said = client.get(page).text
        assert "Righe calcolate: 1.234. Pagine disegnate: 21." in said
        assert f'href="{LIST}{run.pk}/change/"' in said


def test_a_report_that_falls_due_waits_in_my_day():
    rule = TrancheRule.objects.get(fund__call=a_call(), kind="second")
    with time_machine.travel(rule.due_on.isoformat()):
        client = browser("operator")
        assert "Rapporti da inviare a Regione" in client.get("/admin/").text
    with time_machine.travel((rule.due_on - timedelta(days=20)).isoformat()):
        assert "Rapporti da inviare a Regione" not in browser("operator").get("/admin/").text
