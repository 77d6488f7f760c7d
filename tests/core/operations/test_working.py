"""Jobs: proposed, looked at, confirmed once; each row done with its result or not at all; what was written is not changed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, OperationalError, transaction

from accounts.models import User
from core.domain.bulk import Proposed
from core.models import AuditEvent, Job, JobRow, Outcome
from core.operations import working
from core.refusals import Refused
from tests.core.jobs import AT, confirmed, counting_by, outcomes, proposed, things, times, worked
from tests.factories import a_user

pytestmark = pytest.mark.django_db
DONE, REFUSED, FAILED, WAITING = Outcome.DONE, Outcome.REFUSED, Outcome.FAILED, Outcome.WAITING


@pytest.fixture
def person() -> User:
    return a_user("operator")


def test_a_proposal_does_nothing_and_a_confirmed_job_does_each_row_once(person):
    job = proposed(person, word="prima")
    assert not worked(job)
    assert times() == {}
    working.confirm(job=job, parameters={"word": "dopo"}, by=person, at=AT)
    assert not worked(job)
    job.refresh_from_db()
    assert (job.finished_at, times()) == (AT, {1: 1, 2: 1, 3: 1})
    assert {row.result for row in job.rows.all()} == {"Contata: dopo."}
    assert not worked(job)
    assert times() == {1: 1, 2: 1, 3: 1}
    acts = [event.action for event in AuditEvent.objects.filter(subject_type="core.job").order_by("pk")]
    assert acts == ["working.propose", "working.confirm", "working.finish"]


def test_a_double_click_makes_one_job_and_a_second_confirmation_changes_nothing(person):
    assert proposed(person) == proposed(person)
    job = confirmed(person, word="una")
    again = working.confirm(job=job, parameters={"word": "due"}, by=person, at=AT + timedelta(hours=1))
    assert (Job.objects.count(), again.confirmed_at, again.parameters) == (1, AT, {"word": "una"})
    assert proposed(person) != job, "what was confirmed is no proposal any more"
    assert proposed(a_user("operator")) != proposed(person)


def test_what_cannot_be_done_says_so_beforehand_and_is_left_alone(person):
    rows = [Proposed(label="A", subject_id=1, refused="No."), Proposed(label="B", subject_id=2, already="C’è."), *things(3)[2:]]
    job = confirmed(person, rows)
    worked(job)
    assert outcomes(job) == [REFUSED, Outcome.ALREADY, DONE]
    assert times() == {3: 1}
    nothing = proposed(person, rows[:2])
    with pytest.raises(Refused, match="Non c’è niente da fare"):
        working.confirm(job=nothing, parameters={}, by=person, at=AT)


def test_a_row_that_is_refused_or_breaks_leaves_nothing_and_stops_nobody(person, caplog):
    rows = [*things(1, refuses=True), *things(2, breaks=True)[1:], *things(4)[2:]]
    job = confirmed(person, rows)
    worked(job)
    assert outcomes(job) == [REFUSED, FAILED, DONE, DONE]
    assert times() == {3: 1, 4: 1}
    refused, failed = job.rows.order_by("number")[:2]
    assert refused.result == "Così non si può."
    assert failed.result.startswith("È successo qualcosa di imprevisto")
    assert "broken" not in failed.result
    assert "broken" in caplog.text
    job.refresh_from_db()
    assert job.finished_at == AT


def test_what_the_database_cannot_do_now_is_left_for_the_next_worker(person):
    def interrupted(**_details):
        raise OperationalError("the connection is gone")

    job = confirmed(person, 1)
    with counting_by(interrupted), pytest.raises(OperationalError):
        worked(job)
    assert outcomes(job) == [WAITING]
    assert not worked(job)
    assert (outcomes(job), times()) == ([DONE], {1: 1})


def test_a_row_that_has_ended_too_many_workers_is_left_to_a_person(person):
    def deadly(**_details):
        raise OperationalError("out of memory")

    job = confirmed(person, [*things(2)])
    for _worker in range(working.MOST_TRIES):
        with counting_by(deadly), pytest.raises(OperationalError):
            worked(job)
    worked(job)
    assert outcomes(job) == [FAILED, DONE]
    assert job.rows.get(number=1).result.startswith("Il lavoro si è interrotto più volte su questa riga")


def test_a_long_job_lets_others_through(person):
    job = confirmed(person, 5)
    assert worked(job, most=2)
    assert times() == {1: 1, 2: 1}
    assert worked(job, most=3)
    assert not worked(job, most=3)
    assert times() == dict.fromkeys(range(1, 6), 1)


def test_who_did_not_propose_it_neither_confirms_nor_stops_it(person):
    job, other = proposed(person), a_user("operator")
    for act in (lambda: working.confirm(job=job, parameters={}, by=other, at=AT), lambda: working.stop(job=job, by=other, at=AT)):
        with pytest.raises(Refused, match="chi lo ha preparato"):
            act()


def test_a_stopped_job_keeps_what_was_done_and_drops_the_rest(person):
    job = confirmed(person)
    worked(job, most=1)
    working.stop(job=job, by=person, at=AT)
    assert not worked(job)
    assert outcomes(job) == [DONE, Outcome.DROPPED, Outcome.DROPPED]
    assert times() == {1: 1}
    with pytest.raises(Refused, match="già finito"):
        working.stop(job=job, by=person, at=AT)
    with pytest.raises(Refused, match="è stato fermato"):
        working.confirm(job=job, parameters={}, by=person, at=AT)


def test_nothing_and_too_much_is_refused(person):
    with pytest.raises(Refused, match="Non avete scelto niente"):
        proposed(person, [])
    with pytest.raises(Refused, match="troppe"):
        proposed(person, working.MOST_ROWS + 1)


def test_who_has_lost_the_role_does_no_more_rows(person):
    """The operation asks the person as she is now, not as she was when she confirmed."""
    seen = []

    def asked(*, by, **_details):
        seen.append(by.holds("read_files"))
        return "Fatta."

    job = confirmed(person, 2)
    with counting_by(asked):
        worked(job, most=1)
        User.objects.filter(pk=person.pk).update(is_active=False)
        worked(job)
    assert seen == [True, False]


def test_the_sweep_finds_what_somebody_let_lie_and_leaves_alone_what_is_being_done(person):
    job = confirmed(person)
    assert working.due(at=AT) == [job.pk]
    worked(job, most=1)
    assert working.due(at=AT + timedelta(seconds=5)) == []
    assert working.due(at=AT + working.SILENCE) == [job.pk]
    worked(job)
    assert working.due(at=AT + working.SILENCE) == []
    proposed(person, 7)
    assert working.due(at=AT + timedelta(days=1)) == []


WRITES = {
    "a_job_changes_as_it_goes_on_only": lambda job: Job.objects.filter(pk=job.pk).update(act="altro"),
    "a_job_is_confirmed_and_ends_once": lambda job: Job.objects.filter(pk=job.pk).update(finished_at=None),
    "what_was_confirmed_is_what_is_done": lambda job: Job.objects.filter(pk=job.pk).update(parameters={"word": "altra"}),
    "a_row_of_a_job_is_settled_once": lambda job: job.rows.filter(number=1).update(outcome=WAITING, settled_at=None, result=""),
    "a_row_of_a_job_changes_in_its_outcome_only": lambda job: job.rows.filter(number=1).update(subject_id=9),
    "a_confirmed_job_takes_no_more_rows": lambda job: JobRow.objects.create(job=job, number=9, label="–"),
}


@pytest.mark.parametrize("guard", sorted(WRITES))
def test_the_database_keeps_what_was_written(person, guard):
    job = confirmed(person)
    worked(job)
    with pytest.raises(InternalError, match=guard), transaction.atomic():
        WRITES[guard](job)


def test_a_thing_stands_once_in_a_job_and_an_end_has_its_beginning(person):
    with pytest.raises(IntegrityError, match="a_job_has_a_thing_once"), transaction.atomic():
        proposed(person, [*things(1), *things(1)])
    job = proposed(person)
    with pytest.raises(IntegrityError, match="a_job_that_ends_was_confirmed_or_stopped"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(finished_at=AT)
    with pytest.raises(IntegrityError, match="a_row_that_is_settled_says_when"), transaction.atomic():
        job.rows.update(outcome=DONE)
