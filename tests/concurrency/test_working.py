"""Jobs under hard conditions: workers at once, workers killed, the broker emptied; each row once, and what keeps it so."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Assignment
from applications.operations.in_bulk import ASSIGN_CHECKS
from core import tasks
from core.domain.bulk import Proposed
from core.locks import Rung
from core.models import Job, Outcome
from core.operations import working
from tests.concurrency.belts import taken_off
from tests.concurrency.crowd import at_once, together
from tests.concurrency.killed import killed_after
from tests.core.jobs import COUNT, confirmed, count, counting_by, outcomes, things, times, worked
from tests.factories import a_call, a_chamber, a_draft, a_user, confirm, fill, send
from tests.worker import a_worker, empty_the_broker, kill

pytestmark = pytest.mark.django_db(transaction=True)
DONE, REFUSED = Outcome.DONE, Outcome.REFUSED
ONCE = {1: 1, 2: 1, 3: 1}


def test_many_workers_at_one_job_do_each_row_once() -> None:
    job = confirmed(a_user("operator"), 12)
    _results, errors = at_once([partial(worked, job)] * 6)
    assert errors == []
    worked(job)
    assert times() == dict.fromkeys(range(1, 13), 1)
    assert set(outcomes(job)) == {DONE}


def test_who_confirms_at_once_confirms_once() -> None:
    person = a_user("operator")
    job = working.propose(act=COUNT, subject_type="accounts.user", rows=things(2), parameters={}, by=person, at=timezone.now())
    acts = [lambda: working.confirm(job=job, parameters={}, by=person, at=timezone.now()).confirmed_at] * 4
    instants, errors = at_once(acts)
    assert (errors, len(set(instants))) == ([], 1)


def test_who_proposes_the_same_at_once_proposes_one_job() -> None:
    person = a_user("operator")
    propose = partial(
        working.propose, act=COUNT, subject_type="accounts.user", rows=things(2), parameters={}, by=person, at=timezone.now()
    )
    jobs, errors = at_once([propose] * 4)
    assert (errors, len(set(jobs)), Job.objects.count()) == ([], 1, 1)
    assert jobs[0].rows.count() == 2


def unlocked(job_id: int) -> Job | None:
    """The job as `working._taken` finds it, held by nobody."""
    return Job.objects.filter(pk=job_id, confirmed_at__isnull=False, finished_at=None).first()


def two_at_one_row(monkeypatch: pytest.MonkeyPatch) -> dict[int, int]:
    """Two workers who do not wait for each other, both at the row before either has settled it."""
    monkeypatch.setattr(working, "_taken", unlocked)
    job = confirmed(a_user("operator"), 1)
    meet = together(2, count)
    with counting_by(meet):
        at_once([partial(worked, job)] * 2)
    return times()


def test_without_the_lock_the_database_still_settles_a_row_once(monkeypatch) -> None:
    assert two_at_one_row(monkeypatch) == {1: 1}


def test_control_without_lock_and_trigger_a_row_is_done_twice(monkeypatch) -> None:
    with taken_off("core_jobrow", "a_row_of_a_job_is_settled_once"):
        assert two_at_one_row(monkeypatch) == {1: 2}


def test_a_worker_killed_after_any_statement_leaves_a_job_that_the_next_one_ends() -> None:
    person, rows = a_user("operator"), [*things(1), *things(2, refuses=True)[1:], *things(3)[2:]]
    step, resumed = 0, 0
    while True:
        step += 1
        job = confirmed(person, [Proposed(label=f"{step}", subject_id=row.subject_id, data=row.data) for row in rows])
        before = times()
        died = killed_after(step, partial(worked, job))
        settled = {row.pk: (row.settled_at, row.result) for row in job.rows.exclude(outcome=Outcome.WAITING)}
        worked(job)
        assert outcomes(job) == [DONE, REFUSED, DONE], step
        assert {key: times()[key] - before.get(key, 0) for key in times()} == {1: 1, 3: 1}, step
        assert {row.pk: (row.settled_at, row.result) for row in job.rows.filter(pk__in=settled)} == settled
        resumed += 0 < len(settled) < len(rows)
        if not died:
            break
    # Exchanges of three rows at the least; some deaths came with rows done and rows left.
    assert step > 20
    assert resumed > 10


def files(number: int) -> list[Application]:
    call = a_call()
    return [send(confirm(fill(a_draft(call=call)))) for _each in range(number)]


def giving(applications: list[Application], by: User) -> Job:
    rows = [Proposed(label=str(each), subject_id=each.pk) for each in applications]
    at = timezone.now()
    job = working.propose(act=ASSIGN_CHECKS, subject_type="applications.application", rows=rows, parameters={}, by=by, at=at)
    return working.confirm(job=job, parameters={"seed": "7"}, by=by, at=at)


@pytest.fixture
def job() -> Job:
    """Three files to be given to the two officers of a Chamber."""
    for _each in range(2):
        a_user("officer", chamber=a_chamber("bg"))
    return giving(files(3), a_user("operator"))


def ended(job: Job) -> bool:
    job.refresh_from_db()
    return job.finished_at is not None


def waits_for(condition: Callable[[], Any], worker: "subprocess.Popen[bytes]") -> None:
    """Look until it holds; a worker that has ended will not make it so."""
    with connection.cursor() as cursor:
        for _look in range(6_000):
            if condition():
                return
            assert worker.poll() is None, "the worker ended by itself"
            cursor.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("it never came to hold")


def somebody_waits() -> bool:
    """Whether a connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
        return bool(cursor.fetchone()[0])


def given_once(job: Job) -> None:
    keys = sorted(job.rows.values_list("subject_id", flat=True))
    assert sorted(Assignment.objects.values_list("application", flat=True)) == keys
    assert set(outcomes(job)) == {DONE}


def test_a_real_worker_killed_in_the_middle_and_another_that_goes_on(job, monkeypatch) -> None:
    """The first one stands at the second row, whose file somebody holds, when it is killed; the sweep finds the job."""
    second = job.rows.get(number=2)
    empty_the_broker()
    with a_worker(schedule=False) as first, transaction.atomic():
        Application.objects.select_for_update().get(pk=second.subject_id)
        tasks.work_on.delay(job.pk)
        waits_for(somebody_waits, first)
        kill(first)
    done = job.rows.get(outcome=DONE)
    assert (done.number, Assignment.objects.get().application_id) == (1, done.subject_id)
    assert not ended(job)
    empty_the_broker()
    monkeypatch.setattr(working, "SILENCE", timedelta(0))
    assert tasks.sweep_jobs() == 1
    with a_worker(schedule=False) as other:
        waits_for(partial(ended, job), other)
    given_once(job)
    assert job.rows.get(number=1).settled_at == done.settled_at
    assert job.rows.get(number=2).tries == 2


def test_with_the_broker_emptied_the_sweep_hands_the_job_out(job) -> None:
    tasks.hurry_job(job.pk)
    empty_the_broker()
    with a_worker() as worker:
        waits_for(partial(ended, job), worker)
    given_once(job)


def test_the_rung_of_jobs_is_below_all_others() -> None:
    assert min(Rung) == Rung.JOB
