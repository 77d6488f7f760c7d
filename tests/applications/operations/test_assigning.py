"""Files given to people: drawn with a seed that repeats, never against a conflict, passed on with a reason, kept in rows."""

from datetime import timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from applications.enums import State, Task
from applications.models import Application, Assignment, AssignmentRun
from applications.operations import assigning, declaring, reviewing, scoring
from applications.queries.assignments import current, repeated
from applications.queries.terms import term_of, with_terms
from applications.queries.waiting import awaiting_assignment
from bando.models import Call
from core.models import AuditEvent
from core.refusals import Refused
from tests.factories import (
    NOON,
    REVIEWED,
    a_call,
    a_chamber,
    a_draft,
    a_first_come_call,
    a_representative,
    a_user,
    application_at,
    ask,
    confirm,
    declared,
    fill,
    fresh,
    give,
    send,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def files(count: int, call: Call | None = None) -> list[Application]:
    call = call or a_call()
    return [send(confirm(fill(a_draft(call=call)))) for _each in range(count)]


def assign(call: Call, task: Task = Task.CHECK, *, by: User | None = None, seed: str = "7", chamber: str = "bg") -> AssignmentRun:
    place = a_chamber(chamber) if task == Task.CHECK else None
    return assigning.assign(call=call, task=task, chamber=place, seed=seed, by=by or a_user("operator"), at=REVIEWED)


def holders(application: Application, task: Task = Task.CHECK) -> list[User]:
    return [row.person for row in current().filter(application=application, task=task).order_by("place")]


def in_conflict(user: User, application: Application) -> None:
    declaring.declare(application=application, conflicted=True, words="Ne è socio.", by=user, at=REVIEWED)


def test_files_go_to_the_officers_of_the_chamber_by_load_and_anybody_can_repeat_it():
    officers = [a_user("officer", chamber=a_chamber("bg")) for _each in range(2)]
    a_user("officer", chamber=a_chamber("bs"))
    four = files(4)
    run = assign(four[0].call)
    given = [holders(application)[0] for application in four]
    assert sorted(given.count(officer) for officer in officers) == [2, 2]
    stored = {row.application_id: (row.person_id,) for row in run.assignments.all()}
    assert repeated(AssignmentRun.objects.get()).given == stored
    event = AuditEvent.objects.get(action="assigning.assign")
    assert (event.data["seed"], event.data["given"], event.data["short"]) == ("7", 4, 0)
    with pytest.raises(Refused, match="Non ci sono pratiche da assegnare"):
        assign(four[0].call)


def test_who_has_files_already_gets_fewer_and_who_has_a_conflict_none_of_that_firm():
    first, second = (a_user("officer", chamber=a_chamber("bg")) for _each in range(2))
    (shut,) = files(1)
    in_conflict(first, shut)
    assign(shut.call)
    assert holders(shut) == [second]
    later = files(1, shut.call)[0]
    assign(shut.call)
    assert holders(later) == [first]


def test_what_nobody_may_have_stays_and_is_counted():
    only = a_user("officer", chamber=a_chamber("bg"))
    one, other = files(2)
    in_conflict(only, one)
    assign(one.call)
    assert (holders(one), holders(other)) == ([], [only])
    assert AuditEvent.objects.get(action="assigning.assign").data["short"] == 1
    with pytest.raises(Refused, match="Nessuna delle persone può avere queste pratiche"):
        assign(one.call)


def test_projects_go_to_as_many_evaluators_as_the_call_asks_never_to_who_checked_them():
    application = application_at(State.ADMISSIBLE)
    checker = User.objects.get(pk=application.verdict.by_id)
    give(checker, "evaluator")
    with pytest.raises(Refused, match="Nessuna delle persone"):
        assign(application.call, Task.SCORE)
    able = {a_user("evaluator") for _each in range(2)}
    run = assign(application.call, Task.SCORE)
    assert set(holders(application, Task.SCORE)) == able
    assert repeated(run).given == {application.pk: tuple(row.person_id for row in run.assignments.order_by("place"))}


def test_a_project_that_is_given_is_scored_by_those_who_have_it():
    application = application_at(State.ADMISSIBLE)
    for _each in range(2):
        a_user("evaluator")
    assign(application.call, Task.SCORE)
    points = {one.pk: Decimal(20) for one in application.call.scoringcriterions.all()}
    stranger = declared(a_user("evaluator"), application)
    with pytest.raises(Refused, match="assegnato ad altri valutatori"):
        scoring.score(application=application, points=points, note="–", by=stranger, at=REVIEWED)
    for evaluator in holders(application, Task.SCORE):
        scoring.score(application=application, points=points, note="–", by=declared(evaluator, application), at=REVIEWED)
    assert fresh(application).state == State.SCORED


@pytest.mark.parametrize(
    ("role", "task", "sentence"),
    [
        ("officer", Task.CHECK, "ruolo non permette"),
        ("auditor", Task.CHECK, "ruolo non permette"),
        ("chamber_director", Task.SCORE, "li assegna Unioncamere"),
    ],
)
def test_who_may_not_give_files_out_is_told_so(role, task, sentence):
    (application,) = files(1)
    by = a_user(role, chamber=None if role == "auditor" else a_chamber("bg"))
    with pytest.raises(Refused, match=sentence):
        assign(application.call, task, by=by)


def test_a_director_gives_out_her_own_chambers_files_only_and_with_a_seed():
    a_user("officer", chamber=a_chamber("bg"))
    (application,) = files(1)
    director = a_user("chamber_director", chamber=a_chamber("bg"))
    with pytest.raises(Refused, match="ruolo non permette"):
        assign(application.call, by=director, chamber="bs")
    with pytest.raises(Refused, match="Scrivete il seme"):
        assign(application.call, by=director, seed=" ")
    assign(application.call, by=director)
    assert len(holders(application)) == 1


def test_without_anybody_for_the_work_nothing_is_given():
    (application,) = files(1)
    with pytest.raises(Refused, match="Nessuno ha il ruolo"):
        assign(application.call)


def passed_on(application: Application, person: User, reason: str = "In ferie.", *, row: Assignment | None = None, by=None):
    row = row or current().get(application=application)
    by = by or a_user("chamber_director", chamber=application.pot.chamber)
    return assigning.reassign(assignment=row, person=person, reason=reason, by=by, at=REVIEWED)


def test_a_place_passes_on_with_a_reason_and_the_row_before_stays():
    officers = [a_user("officer", chamber=a_chamber("bg")) for _each in range(3)]
    (application,) = files(1)
    assign(application.call)
    had = current().get(application=application)
    to, third = (officer for officer in officers if officer != had.person)
    with pytest.raises(Refused, match="Scrivete il motivo"):
        passed_on(application, to, " ")
    with pytest.raises(Refused, match="l’ha già"):
        passed_on(application, had.person)
    with pytest.raises(Refused, match="non ha il ruolo"):
        passed_on(application, a_user("officer", chamber=a_chamber("bs")))
    in_conflict(third, application)
    with pytest.raises(Refused, match="ha un conflitto"):
        passed_on(application, third)
    with pytest.raises(Refused, match="ruolo non permette"):
        passed_on(application, to, by=a_user("officer", chamber=a_chamber("bg")))
    passed_on(application, to)
    assert holders(application) == [to]
    assert list(application.assignments.values_list("person", "reason")) == [(had.person_id, ""), (to.pk, "In ferie.")]
    with pytest.raises(Refused, match="già passata"):
        passed_on(application, had.person, row=had)


def nobodys(by: User) -> list[int]:
    return sorted(awaiting_assignment(by).values_list("pk", flat=True))


def test_what_nobody_has_waits_to_be_given_out_whatever_becomes_of_its_places():
    first, second = (a_user("officer", chamber=a_chamber("bg")) for _each in range(2))
    director = a_user("chamber_director", chamber=a_chamber("bg"))
    sent = files(2)
    assert nobodys(director) == [one.pk for one in sent]
    assert nobodys(a_user("chamber_director", chamber=a_chamber("bs"))) == []
    assign(sent[0].call)
    assert nobodys(director) == []
    mine = next(one for one in sent if holders(one) == [first])
    in_conflict(first, mine)
    assert nobodys(director) == [mine.pk], "who has it may not open it"
    assignment = current().get(application=mine)
    assigning.reassign(assignment=assignment, person=second, reason="Conflitto.", by=director, at=REVIEWED)
    assert nobodys(director) == []
    declared(second, mine)
    assert nobodys(director) == []


def test_what_is_known_of_a_files_hands_is_what_its_rows_say():
    """The control: a declaration of which the file is not told."""
    officer, director = a_user("officer", chamber=a_chamber("bg")), a_user("chamber_director", chamber=a_chamber("bg"))
    (sent,) = files(1)
    assign(sent.call)
    with pgtrigger.ignore("applications.ConflictDeclaration:a_conflict_tells_whose_hands_a_file_is_in"):
        in_conflict(officer, sent)
    assert (nobodys(director), fresh(sent).in_good_hands) == ([], True)


def test_who_has_scored_keeps_her_place():
    application = application_at(State.ADMISSIBLE)
    for _each in range(2):
        a_user("evaluator")
    assign(application.call, Task.SCORE)
    first = current().filter(application=application, task=Task.SCORE).first()
    points = {one.pk: Decimal(20) for one in application.call.scoringcriterions.all()}
    scoring.score(application=application, points=points, note="–", by=declared(first.person, application), at=REVIEWED)
    with pytest.raises(Refused, match="ha già valutato"):
        passed_on(application, a_user("evaluator"), row=first, by=a_user("operator"))


# By hand


def test_the_rows_hold_against_a_shell():
    first, second = (a_user("officer", chamber=a_chamber("bg")) for _each in range(2))
    one, other = files(2)
    run = assign(one.call)
    row, elsewhere = (current().get(application=each) for each in (one, other))
    to = second if row.person == first else first
    base = {"application": one, "task": Task.CHECK, "place": 1, "person": to, "at": NOON, "by": first}
    refused = {
        "a_place_is_given_once": {"run": run},
        "a_place_is_given_by_a_run_or_taken_over_with_a_reason": {"replaces": row},
        "a_place_is_taken_over_from_who_has_it": {"replaces": elsewhere, "reason": "–"},
        "a_person_has_one_place_in_a_task": {"replaces": row, "reason": "–", "person": row.person},
    }
    for sentence, values in refused.items():
        with pytest.raises((DatabaseError, IntegrityError), match=sentence), transaction.atomic():
            Assignment.objects.create(**base | values)
    with pytest.raises(DatabaseError, match="an_assignment_is_never_changed"), transaction.atomic():
        Assignment.objects.update(person=to)
    with pytest.raises(DatabaseError, match="an_automatic_assignment_is_never_changed"), transaction.atomic():
        AssignmentRun.objects.update(seed="8")
    in_conflict(to, one)
    with pytest.raises(DatabaseError, match="nobody_in_conflict_works_on_a_file"), transaction.atomic():
        Assignment.objects.create(**base, replaces=row, reason="–")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_assignment DISABLE TRIGGER USER")
    assert Assignment.objects.create(**base, replaces=row, reason="–"), "the control: without its triggers the table takes it"


def test_the_scoring_is_not_given_by_hand_to_who_checked():
    application = application_at(State.ADMISSIBLE)
    run = AssignmentRun.objects.create(
        call=application.call, task=Task.SCORE, seed="7", inputs="{}", at=NOON, by=a_user("operator")
    )
    with pytest.raises(DatabaseError, match="who_checked_a_file_is_not_given_its_scoring"), transaction.atomic():
        Assignment.objects.create(
            application=application, task=Task.SCORE, place=1, person=application.verdict.by, run=run, at=NOON, by=run.by
        )


def test_sharing_asks_as_often_for_three_files_as_for_one(django_assert_num_queries):
    operator, one = a_user("operator"), a_call()
    a_user("officer", chamber=a_chamber("bg"))
    files(1, one)
    three = a_call()
    files(3, three)
    operator.holds("assign_files")
    for call in (one, three):
        with django_assert_num_queries(ASSIGN_QUERIES):
            assign(call, by=operator)


ASSIGN_QUERIES = 12


# The term that the queue is ordered by


def test_the_term_stands_still_while_the_firm_is_asked_and_runs_again_afterwards():
    application = application_at(State.SUBMITTED)
    plain = term_of(application, at=REVIEWED)
    assert (plain.paused, plain.suspended) == (timedelta(0), False)
    assert (plain.due_at - application.call.closes_at).days == application.call.procedure_days
    asked = ask(application)
    after = REVIEWED + timedelta(days=4)
    assert term_of(asked, at=after).suspended
    assert term_of(asked, at=after).due_at == plain.due_at + timedelta(days=4)
    reviewing.answer_integration(application=asked, text="Ecco.", by=a_representative(asked.firm), at=after)
    much_later = after + timedelta(days=20)
    there = term_of(fresh(application), at=much_later)
    assert (there.paused, there.suspended) == (timedelta(days=4), False)
    assert there.due_at == plain.due_at + timedelta(days=4)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.INTEGRATION, State.REJECTION_NOTICED])
def test_the_set_is_ordered_by_what_each_page_shows(state):
    application = application_at(state)
    for days in (0, 3, 30):
        at = REVIEWED + timedelta(days=days)
        shown = term_of(application, at=at)
        row = with_terms(Application.objects.filter(pk=application.pk), at=at).get()
        assert timedelta(0) <= shown.due_at - row.term_at <= timedelta(days=1), days


def test_where_who_comes_first_is_served_the_term_begins_with_the_arrival():
    application = application_at(State.SUBMITTED, call=a_first_come_call())
    term = term_of(application, at=REVIEWED)
    assert (term.due_at - application.arrival.received_at).days == application.call.procedure_days
