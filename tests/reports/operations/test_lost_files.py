"""A file that is not found where it was kept: said in words, made again by one click as it was, or told that it differs."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import F
from django.urls import reverse

from bando.models import Movement
from core.adapters import storage
from core.models import AuditEvent
from core.refusals import Refused
from reports import policies, tasks
from reports.enums import RunState
from reports.models import ReportRun
from reports.operations import keeping, producing, requesting
from reports.queries.outdated import kept_for, outdated
from tests.factories import a_call, a_user
from tests.reports.walks import AFTERWARDS, MINUTE, a_busy_call, browser, produced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
AT = AFTERWARDS + timedelta(hours=1)
GONE = "Nell’archivio questo file non si trova più"


def page_of(run) -> str:
    return reverse("admin:reports_reportrun_change", args=[run.pk])


def asked(client, run, kind="pdf"):
    """The answer to who clicks on the page of the run, with what the page says then."""
    there = f"http://testserver{page_of(run)}"
    return client.post(reverse("report_file", args=[run.pk, kind]), headers={"referer": there}, follow=True)


def loses(run, **which):
    """Somebody empties a shelf of the storage, and somebody else asks for what lay there."""
    file = run.files.get(**which)
    default_storage.delete(file.file.name)
    with pytest.raises(Refused, match=GONE):
        keeping.download(files=[file], by=a_user("regione"), at=AT)
    return file


def events(run, action) -> int:
    return AuditEvent.objects.filter(action=action, subject_id=run.pk).count()


def digests(run):
    return {(file.format, file.part): file.sha256 for file in run.files.all()}


def test_who_asks_is_told_and_one_click_makes_it_again_as_it_was(django_capture_on_commit_callbacks):
    run = produced(a_call())
    reader, maker, known = browser("regione"), browser("operator"), digests(run)
    assert asked(reader, run).status_code == 200
    paths = {file.format: file.file.name for file in run.files.all()}
    default_storage.delete(paths["pdf"])
    # Without a page to go back to the words stand on one of their own.
    alone = reader.post(reverse("report_file", args=[run.pk, "pdf"]))
    assert (alone.status_code, GONE in alone.text) == (409, True)
    for person in (reader, maker):
        answer = asked(person, run)
        assert (answer.status_code, "Mancano dei file" in answer.text) == (200, True)
        assert reverse("report_file", args=[run.pk, "pdf"]) not in answer.text
        assert reverse("report_file", args=[run.pk, "xlsx"]) in answer.text
    again = reverse("admin:reports_reportrun_action", args=[run.pk, "rifai"])
    assert (again in answer.text, again in reader.get(page_of(run)).text) == (True, False)
    # It is put down once, and was taken by nobody; who may have it made is told where she works.
    assert (events(run, "keeping.miss"), events(run, "keeping.download")) == (1, 1)
    assert "Rapporti con file da produrre di nuovo" in maker.get("/admin/").text
    assert f"/reportrun/{run.pk}/" in maker.get("/admin/reports/reportrun/?file=mancano").text
    with pytest.raises(CommandError, match=str(run.pk)):
        call_command("regenerate_reports", str(run.pk), "--data-only")
    assert reader.post(again).status_code == 403
    with django_capture_on_commit_callbacks(execute=False) as handed:
        assert maker.post(again).status_code == 302
    assert len(handed) == 1, "the row is there before it is handed out"
    run.refresh_from_db()
    assert (run.state, producing.due(at=AT)) == (RunState.REQUESTED, [run.pk])
    # What is there is given meanwhile; what is not is being made.
    assert asked(reader, run, "xlsx").headers["Content-Disposition"].startswith("attachment")
    assert "attendete che i suoi file siano prodotti" in asked(reader, run).text
    tasks.produce(run.pk)
    run.refresh_from_db()
    assert (run.state, run.lost, digests(run)) == (RunState.DONE, [], known)
    assert {file.format: file.file.name for file in run.files.exclude(format="pdf")}.items() <= paths.items()
    assert sorted(storage.stored("reports")) == sorted(file.file.name for file in run.files.all())
    assert storage.digest_of(run.files.get(format="pdf").file.name) == known["pdf", ""]
    call_command("regenerate_reports", str(run.pk))
    assert asked(reader, run).headers["Content-Disposition"].startswith("attachment")
    assert "Scaricato 3 volte" in " ".join(reader.get(page_of(run)).text.split())
    assert "file=mancano" not in maker.get("/admin/").text


def test_a_chamber_is_told_of_its_annex_and_the_question_asked_again_makes_it():
    run = produced(a_busy_call(), "final")
    own, other = run.annexes
    default_storage.delete(own.file.name)
    client = browser("officer", chamber=own.chamber)
    there = reverse("admin:reports_reportfile_change", args=[own.pk])
    answer = client.post(reverse("chamber_annex", args=[own.pk]), headers={"referer": f"http://testserver{there}"}, follow=True)
    assert answer.text.count(GONE) == 2, "as the answer, and from now on in place of the button"
    # Of all together nothing is taken where one is missing.
    with pytest.raises(Refused, match=GONE):
        keeping.download(files=ReportRun.objects.get(pk=run.pk).annexes, by=a_user("regione"), at=AT)
    assert (events(run, "keeping.miss"), events(run, "keeping.download")) == (1, 0)
    same = requesting.request(call=run.call, kind=run.kind, as_of_at=run.as_of_at, by=a_user("operator"), at=AT)
    assert (same.pk, same.state) == (run.pk, RunState.REQUESTED)
    producing.produce(run_id=run.pk, at=AT + MINUTE)
    assert client.post(reverse("chamber_annex", args=[own.pk])).getvalue() == storage.kept(run.files.get(pk=own.pk).file.name)
    assert run.files.get(pk=other.pk).file.name == other.file.name


def made_again(run):
    requesting.again(run=run, by=a_user("operator"), at=AT)
    made = producing.produce(run_id=run.pk, at=AT + MINUTE)
    assert (made.state, made.files.get(format="pdf").file.name) == (RunState.FAILED, "")
    return made


@pytest.mark.breaks_the_ledger
def test_control_data_that_have_changed_take_the_place_of_nothing():
    run = produced(a_busy_call())
    loses(run, format="pdf")
    with pgtrigger.ignore("bando.Movement:a_movement_is_never_changed"):
        Movement.objects.filter(pk=Movement.objects.filter(line__pot__call=run.call).first().pk).update(amount=F("amount") + 1)
    made = made_again(run)
    assert "I dati calcolati ora sono diversi" in made.error
    _what_was_there_is_given(made)


def test_control_other_bytes_of_the_same_data_take_the_place_of_nothing(monkeypatch):
    run = produced(a_call())
    loses(run, format="pdf")
    drawn = producing.rendering.draw
    monkeypatch.setattr(producing.rendering, "draw", lambda **details: drawn(**details) + b" ")
    made = made_again(run)
    assert "I dati sono quelli di allora, ma i file rifatti ora sono diversi" in made.error
    _what_was_there_is_given(made)
    # The retention takes what is left, and all of it can be made when the code is as it was.
    late = made.finished_at + kept_for()
    assert outdated(late - MINUTE, kept_for()) == []
    assert outdated(late, kept_for()) == [run.pk]
    assert keeping.discard(run_id=run.pk, by=None, at=late)
    monkeypatch.undo()
    requesting.again(run=made, by=a_user("operator"), at=late)
    assert producing.produce(run_id=run.pk, at=late + MINUTE).state == RunState.DONE


def _what_was_there_is_given(run):
    client = browser("regione")
    page = client.get(page_of(run)).text
    assert run.error.split(":")[0] in page
    assert client.post(reverse("report_file", args=[run.pk, "xlsx"])).getvalue().startswith(b"PK")
    assert client.post(reverse("report_file", args=[run.pk, "pdf"])).status_code == 409


def test_what_is_there_is_not_asked_for_again_and_what_is_called_off_stays():
    run = produced(a_call())
    assert "ci sono: scaricateli" in policies.why_not_again(run)
    loses(run, format="csv")
    requesting.again(run=run, by=a_user("operator"), at=AT)
    requesting.cancel(run=run, by=a_user("operator"), at=AT)
    page = browser("operator").get(page_of(run)).text
    assert "i file restano quelli che c’erano" in page
    assert reverse("report_file", args=[run.pk, "pdf"]) in page
    assert policies.why_not_again(ReportRun.objects.get(pk=run.pk)) is None


def test_what_is_lost_while_another_is_made_waits_for_the_next_making(monkeypatch):
    run, keep = produced(a_call()), storage.keep
    known = digests(run)
    loses(run, format="pdf")

    def another_is_lost_meanwhile(*what):
        monkeypatch.setattr(storage, "keep", keep)
        loses(run, format="csv")
        return keep(*what)

    monkeypatch.setattr(storage, "keep", another_is_lost_meanwhile)
    for lacking in (["csv"], []):
        requesting.again(run=run, by=a_user("operator"), at=AT)
        made = producing.produce(run_id=run.pk, at=AT + MINUTE)
        assert (made.state, [file.format for file in made.lost], digests(run)) == (RunState.DONE, lacking, known)
