"""The annexes of a final report: kept, compared, taken one by one or together; and the look at what is about to be asked for."""

import io
import zipfile
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from core.adapters import bounded, storage
from core.models import AuditEvent
from core.refusals import Refused
from reports.adapters import pdf
from reports.models import ReportRun
from reports.operations import keeping
from reports.queries.catalogue import compute, of_run
from tests.factories import a_call, a_chamber, a_user
from tests.reports.walks import AFTERWARDS, a_busy_call, a_chapter, browser, produced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
LOOK = "/admin/reports/produzioni/anteprima/"


def text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_annexes_are_files_of_the_run_kept_compared_taken_and_thrown_away(django_capture_on_commit_callbacks):
    run = produced(a_busy_call(), "final")
    assert [file.part for file in run.annexes] == ["bergamo", "brescia"]
    firms = {row[0]: row[2] for row in of_run(run).table("beneficiari").rows}
    main, first, second = (text(storage.kept(file.file.name)) for file in (run.files.get(format="pdf", part=""), *run.annexes))
    for chamber, mine, others in (("Bergamo", first, second), ("Brescia", second, first)):
        assert firms[chamber] in mine
        assert firms[chamber] not in others
        assert firms[chamber] not in main
        assert f"Produzione n. {run.pk}, allegato {chamber}" in mine
    for annex in run.annexes:
        assert annex.called in main
    call_command("regenerate_reports")
    client = browser("regione")
    page = client.get(f"/admin/reports/reportrun/{run.pk}/change/").text
    assert reverse("report_annex", args=[run.pk, "brescia"]) in page
    one = client.post(reverse("report_annex", args=[run.pk, "brescia"]))
    assert one["Content-Disposition"].endswith('-allegato-brescia.pdf"')
    together = client.post(reverse("report_annexes", args=[run.pk]))
    with zipfile.ZipFile(io.BytesIO(together.getvalue())) as parts:
        assert [name.rsplit("-", 1)[1] for name in parts.namelist()] == ["bergamo.pdf", "brescia.pdf"]
        assert parts.read(parts.namelist()[1]) == one.getvalue()
    taken = AuditEvent.objects.filter(action="keeping.download").order_by("pk")
    assert [event.data.get("part") for event in taken] == ["brescia", None]
    assert [each["part"] for each in taken[1].data["files"]] == ["bergamo", "brescia"]
    assert client.post(reverse("report_annex", args=[run.pk, "sondrio"])).status_code == 404
    _each_chamber_has_its_own(run)
    _an_annex_that_was_changed_shows(run)
    _all_thrown_away_together(run, django_capture_on_commit_callbacks)


def _each_chamber_has_its_own(run):
    """Its people see, take and are counted; another Chamber's annex, and the report itself, are as if they did not exist."""
    own, other = run.annexes
    assert [annex.chamber.name for annex in (own, other)] == ["Bergamo", "Brescia"]
    before = AuditEvent.objects.filter(action="keeping.download").count()
    for role in ("officer", "chamber_director"):
        client = browser(role, chamber=own.chamber)
        page = client.get("/admin/reports/reportfile/").text
        assert (f"/reportfile/{own.pk}/" in page, f"/reportfile/{other.pk}/" in page) == (True, False)
        answer = client.post(reverse("chamber_annex", args=[own.pk]))
        assert answer.getvalue() == storage.kept(own.file.name)
        assert answer["Content-Disposition"].endswith('-allegato-bergamo.pdf"')
        page = client.get(f"/admin/reports/reportfile/{own.pk}/change/").text
        assert reverse("chamber_annex", args=[own.pk]) in page
        for key in (other.pk, run.files.get(format="json").pk, 999_999_999):
            assert client.get(f"/admin/reports/reportfile/{key}/change/").status_code == 404
            assert client.post(reverse("chamber_annex", args=[key])).status_code == 404
        for name, *more in (("report_annexes",), ("report_annex", "bergamo"), ("report_file", "pdf")):
            assert client.post(reverse(name, args=[run.pk, *more])).status_code in {403, 404}
    # Taken twice here, and once before with all the others.
    assert "Scaricato 3 volte" in " ".join(page.split())
    taken = AuditEvent.objects.filter(action="keeping.download").order_by("-pk")
    assert (taken.count() - before, taken[0].data["part"], taken[0].data["sha256"]) == (2, "bergamo", own.sha256)
    assert browser("officer", chamber=a_chamber("XY")).get("/admin/reports/reportfile/").text.count("/reportfile/1") == 0
    for stranger in ("evaluator", "administrator"):
        assert browser(stranger).post(reverse("chamber_annex", args=[own.pk])).status_code == 404
        assert browser(stranger).get("/admin/reports/reportfile/").status_code == 403
    with pytest.raises(Refused, match="si leggono con un ruolo"):
        keeping.download(files=[other], by=a_user("officer", chamber=own.chamber), at=AFTERWARDS)


def _an_annex_that_was_changed_shows(run):
    path = default_storage.path(run.annexes[0].file.name)
    with open(path, "rb+") as stored:
        before = stored.read()
        stored.write(b" ")
    with pytest.raises(CommandError, match=str(run.pk)):
        call_command("regenerate_reports", str(run.pk), "--data-only")
    with open(path, "wb") as stored:
        stored.write(before)


def _all_thrown_away_together(run, committed):
    with committed(execute=True):
        assert keeping.discard(run_id=run.pk, by=None, at=AFTERWARDS + timedelta(days=9_000))
    assert not list(storage.stored("reports"))
    assert all(file.sha256 and not file.file for file in run.files.all())


def test_other_reports_have_no_annexes():
    run, client = produced(a_call()), browser("regione")
    assert run.annexes == []
    assert client.post(reverse("report_annexes", args=[run.pk])).status_code == 404
    assert "Allegati per Camera" not in client.get(f"/admin/reports/reportrun/{run.pk}/change/").text


def test_a_look_shows_the_cover_and_the_first_figures_and_leaves_nothing_behind(monkeypatch):
    call, client = a_call(), browser("operator")
    a_chapter(call, title="Un capitolo mio")
    asked = {"call": call.pk, "kind": "interim", "as_of_at": ""}
    events = AuditEvent.objects.count()
    answer = client.post(LOOK, asked)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert "Rapporto intermedio" in text(answer.getvalue())
    assert "Un capitolo mio" in text(answer.getvalue())
    first = compute(call=call, kind="interim", as_of=AFTERWARDS).tables[0]
    assert text(answer.getvalue()).count(first.title) == 2, "among the contents, and over its figures"
    assert first.rows
    assert all(row[0] in text(answer.getvalue()) for row in first.rows)
    assert not ReportRun.objects.exists()
    assert AuditEvent.objects.count() == events
    assert f'formaction="{LOOK}"' in client.get("/admin/reports/reportrun/azione/richiedi/").text
    assert client.get(LOOK).status_code == 405
    assert client.post(LOOK, {"call": 0, "kind": "interim"}).status_code == 409
    refused = client.post(LOOK, asked | {"kind": "ranking"})
    assert (refused.status_code, "graduatoria approvata" in refused.text) == (409, True)
    assert browser("regione").post(LOOK, asked).status_code == 409

    def too_big(**_details):
        raise bounded.OverLimit("time", 20)

    monkeypatch.setattr(pdf, "look", too_big)
    late = client.post(LOOK, asked)
    assert (late.status_code, "non è riuscita nel tempo" in late.text) == (409, True)


@contextmanager
def held(table: str):
    """The table in the hands of somebody else, who lets nobody read it."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE NOWAIT")
        yield
    finally:
        other.rollback()
        other.close()


def said(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else ""


def test_a_look_that_the_database_does_not_answer_in_time_sends_to_the_report(settings):
    call, client, usual = a_call(), browser("operator"), said("SHOW statement_timeout")
    asked = {"call": call.pk, "kind": "interim", "as_of_at": ""}
    settings.PORTAL_LOOK_SECONDS = 0.2
    with held("disbursement_trancheshare"):
        late = client.post(LOOK, asked)
        assert (late.status_code, "richiedete il rapporto, si produce in sottofondo" in late.text) == (409, True)
        assert not ReportRun.objects.exists()
        # The control: without the bound it waits on, until somebody else's patience ends.
        settings.PORTAL_LOOK_SECONDS = 3600
        said("SET LOCAL lock_timeout = '1s'")
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            client.post(LOOK, asked)
    settings.PORTAL_LOOK_SECONDS = 5
    assert client.post(LOOK, asked).status_code == 200
    assert said("SHOW statement_timeout") == usual
