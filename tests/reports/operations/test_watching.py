"""The nightly look: what is missing or altered is put down once, by nobody, and nothing that is as it should be."""

from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.core.files.storage import default_storage
from django.urls import reverse

from core import locks
from core.adapters import storage
from core.models import AuditEvent
from core.refusals import Refused
from reports import tasks
from reports.enums import RunState
from reports.models import ReportFile, ReportRun
from reports.operations import keeping, producing, requesting
from reports.queries.outdated import kept_for
from tests.factories import a_call, a_user
from tests.reports.operations.test_lost_files import digests, events, page_of
from tests.reports.walks import AFTERWARDS, MINUTE, browser, produced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
NIGHT = AFTERWARDS + timedelta(hours=12)
ALTERED = "trovato diverso da come era stato conservato, non si consegna"


def path_of(run, kind) -> str:
    return run.files.get(format=kind).file.name


def alter(path: str) -> None:
    """One bit of one byte, in the middle: neither size nor name tell it."""
    with open(default_storage.path(path), "rb+") as stored:
        stored.seek(100)
        before = stored.read(1)[0]
        stored.seek(100)
        stored.write(bytes([before ^ 1]))


@pytest.fixture
def meanwhile(monkeypatch):
    """Something that happens while the file of a path is being read, with the lock of nobody."""
    reading = storage.digest_of

    def happens(path, act):
        once = [act]

        def read(asked_for):
            assert locks._climbed.get() is None, "nothing is locked while a file is read"
            if asked_for == path and once:
                once.pop()()
            return reading(asked_for)

        monkeypatch.setattr(storage, "digest_of", read)

    return happens


def test_what_is_missing_and_what_was_altered_are_put_down_once(caplog):
    run, other = produced(a_call()), produced(a_call())
    known, altered = digests(run), path_of(run, "pdf")
    default_storage.delete(path_of(run, "csv"))
    alter(altered)
    assert tasks.watch_files() == 2
    assert [record.levelname for record in caplog.records if "report run" in record.message] == ["ERROR", "ERROR"]
    told = {event.action: event for event in AuditEvent.objects.filter(action__startswith="keeping.", subject_id=run.pk)}
    assert set(told) == {"keeping.miss", "keeping.alter"}
    assert {event.by_id for event in told.values()} == {None}
    assert told["keeping.miss"].data["sha256"] == known["csv", ""]
    alien = told["keeping.alter"].data
    assert (alien["sha256"], alien["found"], alien["path"]) == (known["pdf", ""], storage.digest_of(altered), altered)
    # The other night nothing is said again, and what is well has never been.
    caplog.clear()
    assert (tasks.watch_files(), caplog.records) == (0, [])
    assert (events(run, "keeping.miss"), events(run, "keeping.alter"), events(other, "keeping.miss")) == (1, 1, 0)
    assert ReportRun.objects.get(pk=other.pk).lost == []
    _it_is_told_and_not_given(run)
    requesting.again(run=run, by=a_user("operator"), at=NIGHT)
    assert producing.produce(run_id=run.pk, at=NIGHT + MINUTE).state == RunState.DONE
    assert (digests(run), ALTERED in browser("regione").get(page_of(run)).text) == (known, False)
    assert (tasks.watch_files(), ReportFile.objects.filter(altered=True).exists()) == (0, False)


def _it_is_told_and_not_given(run):
    maker, reader = browser("operator"), browser("regione")
    assert "Rapporti con file da produrre di nuovo" in maker.get("/admin/").text
    page = reader.get(page_of(run)).text
    assert ("Mancano dei file" in page, page.count(ALTERED)) == (True, 1)
    answer = reader.post(reverse("report_file", args=[run.pk, "pdf"]))
    assert (answer.status_code, "è stato trovato diverso da com’era e non si consegna" in answer.text) == (409, True)


def test_what_was_altered_is_not_given_before_the_night_either():
    run, client = produced(a_call()), browser("regione")
    alter(path_of(run, "xlsx"))
    answer = client.post(reverse("report_file", args=[run.pk, "xlsx"]))
    assert (answer.status_code, "è stato trovato diverso da com’era" in answer.text) == (409, True)
    [event] = AuditEvent.objects.filter(action="keeping.alter", subject_id=run.pk)
    assert (event.by_id is None, events(run, "keeping.download")) == (False, 0)
    assert tasks.watch_files() == 0


def test_what_happens_while_a_file_is_read_counts(meanwhile, django_capture_on_commit_callbacks):
    """Thrown away by the retention, or made anew elsewhere: the look speaks of bytes that no row names any more."""
    run, late = produced(a_call()), AFTERWARDS + kept_for() + timedelta(days=1)

    def the_retention_comes():
        with django_capture_on_commit_callbacks(execute=True):
            assert keeping.discard(run_id=run.pk, by=None, at=late)

    produced(a_call())
    meanwhile(path_of(run, "pdf"), the_retention_comes)
    assert keeping.watch(by=None, at=late) == 0
    assert events(run, "keeping.miss") == 0
    requesting.again(run=run, by=a_user("operator"), at=late)
    assert producing.produce(run_id=run.pk, at=late + MINUTE).state == RunState.DONE
    path = path_of(run, "pdf")

    def it_is_missed_and_made_anew():
        default_storage.delete(path)
        with pytest.raises(Refused):
            keeping.download(files=[run.files.get(format="pdf")], by=a_user("regione"), at=late)
        requesting.again(run=run, by=a_user("operator"), at=late)
        assert producing.produce(run_id=run.pk, at=late + MINUTE).state == RunState.DONE

    meanwhile(path, it_is_missed_and_made_anew)
    assert keeping.watch(by=None, at=late) == 0
    assert (events(run, "keeping.miss"), ReportRun.objects.get(pk=run.pk).lost) == (1, [])


def test_bytes_that_have_no_row_yet_are_not_looked_at():
    run = produced(a_call())
    storage.keep("reports", b"half of", "pdf")
    assert tasks.watch_files() == 0
    assert ReportRun.objects.get(pk=run.pk).lost == []


def test_a_storage_that_is_away_makes_nothing_lost(settings, tmp_path, caplog):
    """The control: where one file is found as it was, the others are lost."""
    run = produced(a_call())
    settings.MEDIA_ROOT = tmp_path / "altrove"
    assert tasks.watch_files() == 0
    assert ["is the storage away" in record.message for record in caplog.records] == [True]
    assert (events(run, "keeping.miss"), ReportRun.objects.get(pk=run.pk).lost) == (0, [])
    there = tmp_path / "altrove" / path_of(run, "json")
    there.parent.mkdir(parents=True)
    there.write_bytes((tmp_path / path_of(run, "json")).read_bytes())
    assert tasks.watch_files() == 3


def test_what_cannot_be_read_is_not_lost_and_holds_nobody_up(meanwhile, caplog):
    run = produced(a_call())
    default_storage.delete(path_of(run, "xlsx"))

    def fails():
        raise PermissionError

    meanwhile(path_of(run, "csv"), fails)
    assert tasks.watch_files() == 1
    assert [file.format for file in ReportRun.objects.get(pk=run.pk).lost] == ["xlsx"]
    assert any("could not be read" in record.message for record in caplog.records)


def test_it_is_looked_at_every_night():
    [planned] = [each for each in portal.CELERY_BEAT_SCHEDULE.values() if each["task"] == tasks.watch_files.name]
    assert (planned["schedule"].hour, len(planned["schedule"].minute)) == ({2}, 1)
