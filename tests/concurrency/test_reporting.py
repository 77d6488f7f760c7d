"""Reports under hard conditions: asked for at once, workers at once or killed, the broker emptied, two beats; one right file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.adapters import storage
from core.refusals import Refused
from reports import tasks
from reports.adapters import rendering
from reports.enums import FileFormat, RunState
from reports.models import ReportFile, ReportRun
from reports.operations import keeping, producing, requesting
from reports.queries.comparing import compare
from reports.queries.falling_due import falling_due
from tests.concurrency.belts import taken_off
from tests.concurrency.crowd import at_once, together
from tests.concurrency.test_working import somebody_waits, waits_for
from tests.factories import RANKED, a_call, a_user
from tests.reports.walks import AFTERWARDS, requested
from tests.worker import a_worker, empty_the_broker, kill

pytestmark = pytest.mark.django_db(transaction=True)
FORMATS = sorted(FileFormat.values)
STOP = 4_711
# What keeps two of one file apart: its number, its digest, and that one alone has bytes.
ONE_OF_EACH = ("an_edition_has_one_file_a_format", "an_edition_differs_from_the_others", "one_edition_of_a_file_has_its_bytes")


def asking(call: Any) -> Callable[[], ReportRun]:
    return partial(requesting.request, call=call, kind="interim", as_of_at=RANKED, by=a_user("operator"), at=AFTERWARDS)


def asked_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """Two clicks of which neither sees the other's row before it writes its own."""
    monkeypatch.setattr(requesting, "_written", together(2, requesting._written))
    _runs, errors = at_once([asking(a_call())] * 2)
    assert errors == []
    return ReportRun.objects.count()


def test_two_clicks_at_once_are_one_run(monkeypatch) -> None:
    assert asked_at_once(monkeypatch) == 1


def test_control_without_the_constraint_two_clicks_are_two_runs(monkeypatch) -> None:
    with taken_off("reports_reportrun", "a_report_is_asked_for_once"):
        assert asked_at_once(monkeypatch) == 2


def test_two_beats_draft_a_report_once(monkeypatch) -> None:
    call = a_call()
    at = timezone.make_aware(timezone.datetime(2021, 2, 20))
    due = [one for one in falling_due(at) if one.call == call and one.kind == "interim"]
    monkeypatch.setattr(requesting, "_written", together(2, requesting._written))
    _runs, errors = at_once([partial(requesting.draft, due=due[0], by=None, at=at)] * 2)
    assert errors == []
    assert ReportRun.objects.get().requested_by is None


def unlocked(run_id: int) -> ReportRun | None:
    return ReportRun.objects.select_related("call").filter(pk=run_id).first()


def two_workers(monkeypatch: pytest.MonkeyPatch, run: ReportRun | None = None) -> tuple[int, list[Exception]]:
    """Two that do not wait for each other: both have read the run as waiting before either takes it, and meet when they write."""
    run = run or requested(a_call(), as_of=RANKED)
    monkeypatch.setattr(producing, "_locked", unlocked)
    monkeypatch.setattr(producing, "is_settled", together(2, producing.is_settled))
    monkeypatch.setattr(producing, "_mine", lambda mine: unlocked(mine.pk))
    monkeypatch.setattr(ReportFile.objects, "bulk_create", together(2, ReportFile.objects.bulk_create))
    _made, errors = at_once([partial(producing.produce, run_id=run.pk, at=AFTERWARDS)] * 2)
    return ReportFile.objects.filter(run=run).count(), errors


def test_two_workers_at_one_run_make_it_once() -> None:
    run = requested(a_call(), as_of=RANKED)
    made, errors = at_once([partial(producing.produce, run_id=run.pk, at=AFTERWARDS)] * 2)
    assert errors == []
    assert [one.attempts for one in made if one is not None] == [1]
    assert the_files_are_right(run)


def test_without_the_lock_the_database_still_keeps_one_file_a_format(monkeypatch) -> None:
    assert two_workers(monkeypatch)[0] == len(FORMATS)


def test_control_without_lock_and_constraints_there_are_two_of_each(monkeypatch) -> None:
    with taken_off("reports_reportfile", *ONE_OF_EACH):
        assert two_workers(monkeypatch)[0] == 2 * len(FORMATS)


def a_run_that_comes_out_otherwise(monkeypatch: pytest.MonkeyPatch) -> ReportRun:
    """Its PDF is lost, and the program of today draws it otherwise."""
    run = requested(a_call(), as_of=RANKED)
    producing.produce(run_id=run.pk, at=AFTERWARDS)
    file, drawn = run.files.get(format="pdf"), rendering.draw
    storage.discard(str(file.file.name))
    with pytest.raises(Refused, match="non si trova più"):
        keeping.download(files=[file], by=a_user("regione"), at=AFTERWARDS)
    monkeypatch.setattr(rendering, "draw", lambda **details: drawn(**details) + b"\n")
    requesting.again(run=run, by=a_user("operator"), at=AFTERWARDS)
    made = producing.produce(run_id=run.pk, at=AFTERWARDS)
    assert made is not None
    assert made.bytes_differ
    return made


def test_two_who_choose_another_edition_at_once_make_one(monkeypatch) -> None:
    run, choosers = a_run_that_comes_out_otherwise(monkeypatch), [a_user("operator"), a_user("operator")]
    asked, errors = at_once([partial(requesting.renew, run=run, by=by, at=AFTERWARDS) for by in choosers])
    assert (len(asked), [str(error) for error in errors]) == (1, ["Il rapporto è già in coda: attendete che sia pronto."])
    _made, errors = at_once([partial(producing.produce, run_id=run.pk, at=AFTERWARDS)] * 2)
    assert errors == []
    [edition] = run.files.exclude(edition=1)
    assert (edition.edition, edition.asked_by in choosers) == (2, True)
    run.refresh_from_db()
    assert (run.state, all(row.is_equal for row in compare(run, redraw=False))) == (RunState.DONE, True)


def two_workers_at_an_edition(monkeypatch: pytest.MonkeyPatch) -> int:
    run = a_run_that_comes_out_otherwise(monkeypatch)
    requesting.renew(run=run, by=a_user("operator"), at=AFTERWARDS)
    two_workers(monkeypatch, run)
    return run.files.filter(edition=2).count()


def test_without_the_lock_the_database_still_keeps_one_edition(monkeypatch) -> None:
    assert two_workers_at_an_edition(monkeypatch) == 1


def test_control_without_lock_and_constraints_there_are_two_second_editions(monkeypatch) -> None:
    with taken_off("reports_reportfile", *ONE_OF_EACH):
        assert two_workers_at_an_edition(monkeypatch) == 2


def stored_files() -> int:
    return len(list(storage.stored("reports")))


def the_files_are_right(run: ReportRun) -> bool:
    """One of each format, equal to what comes out now, and no other file beside them."""
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert sorted(file.format for file in run.files.all()) == FORMATS
    assert all(row.is_equal for row in compare(run, redraw=True))
    return all(storage.digest_of(str(file.file.name)) == file.sha256 for file in run.files.all())


@contextmanager
def stops_at(progress: int) -> Iterator[None]:
    """The first worker that wants to write a progress so far or farther waits for the lock that this test holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                   IF NEW.progress >= {progress} AND NEW.attempts = 1 THEN PERFORM pg_advisory_lock({STOP}); END IF;
                   RETURN NEW;
                END $$;
                CREATE TRIGGER stop_here BEFORE UPDATE ON reports_reportrun FOR EACH ROW EXECUTE FUNCTION stop_here();
                SELECT pg_advisory_lock({STOP})"""
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                # What the killed one had asked for dies with it, and is not done later.
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted;"
                f"SELECT pg_advisory_unlock({STOP}); DROP TRIGGER stop_here ON reports_reportrun; DROP FUNCTION stop_here()"
            )


def ended(run: ReportRun) -> bool:
    run.refresh_from_db()
    return run.state in {RunState.DONE, RunState.FAILED}


@pytest.mark.parametrize(
    ("stop", "told"),
    [(producing.COMPUTED, producing.TAKEN), (producing.DRAWN[FileFormat.PDF], producing.COMPUTED), (100, 95)],
    ids=["at the beginning", "in the middle", "at the end"],
)
def test_a_worker_killed_on_its_way_leaves_a_run_that_the_next_one_makes_once(stop, told) -> None:
    """With an emptied broker too: the sweep hands the run out when its worker has been silent long enough."""
    call, before = a_call(), stored_files()
    run = requested(call, as_of=RANKED)
    empty_the_broker()
    with a_worker(schedule=False) as first, stops_at(stop):
        tasks.produce.delay(run.pk)
        waits_for(somebody_waits, first)
        kill(first)
        run.refresh_from_db()
        assert (run.state, run.attempts) == (RunState.RUNNING, 1)
        assert run.progress <= max(told, stop - 1)
        assert not run.files.exists()
    empty_the_broker()
    assert tasks.sweep_runs() == 0, "its worker may still be alive"
    ReportRun.objects.filter(pk=run.pk).update(alive_at=timezone.now() - timedelta(hours=1))
    assert tasks.sweep_runs() == tasks.sweep_runs() == 1
    with a_worker(schedule=False) as other:
        waits_for(partial(ended, run), other)
    assert run.attempts == 2
    assert the_files_are_right(run)
    # At the very end the first one had stored its files and not said so: nobody names them, and `orphans` finds them.
    assert stored_files() - before in {len(FORMATS), 2 * len(FORMATS)}
    assert settings.MEDIA_ROOT


def test_with_the_broker_emptied_the_sweep_hands_the_run_out() -> None:
    run = requested(a_call(), as_of=RANKED)
    tasks.hurry(run.pk)
    empty_the_broker()
    with a_worker() as worker:
        waits_for(partial(ended, run), worker)
    assert run.attempts == 1
    assert the_files_are_right(run)
