"""Nobody works on a file before she has declared her interests, nor after she has declared a conflict: in operations and rows."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from applications.enums import Side, State
from applications.models import (
    Application,
    Confirmation,
    ConflictDeclaration,
    ExpenseCut,
    IntegrationRequest,
    Message,
    RejectionNotice,
    ScoreSheet,
    Verdict,
)
from applications.operations import declaring, rejecting, reviewing, scoring, verifying, writing
from core.models import AuditEvent
from core.refusals import Refused
from disbursement.operations import checking, settling
from tests import factories_disbursement
from tests.factories import NOON, REVIEWED, a_chamber, a_draft, a_first_come_call, a_user, application_at, declared, staff

pytestmark = pytest.mark.django_db
FIRST = "Prima di aprire questa pratica dichiarate"
SHUT = "Avete dichiarato un conflitto d’interessi"


def declare(application: Application, by: User, *, conflicted: bool = True, words: str = "Mio fratello ne è socio."):
    return declaring.declare(application=application, conflicted=conflicted, words=words, by=by, at=REVIEWED)


def officer_of(application: Application) -> User:
    return a_user("officer", chamber=application.pot.chamber)


# Every operation of the check and of the scoring, as an officer or an evaluator would call it.
Does = Callable[[Application, User], object]
CHECKS: dict[str, Does] = {
    "request": lambda it, by: reviewing.request_integration(application=it, text="Manca.", by=by, at=REVIEWED),
    "cut": lambda it, by: reviewing.cut(expense=it.expenses.get(), admitted=Decimal(1), reason="–", by=by, at=REVIEWED),
    "admit": lambda it, by: reviewing.admit(application=it, by=by, at=REVIEWED),
    "reject": lambda it, by: reviewing.reject(application=it, reason_code="documents", text="–", by=by, at=REVIEWED),
    "notice": lambda it, by: rejecting.notice(application=it, reason_code="documents", text="–", by=by, at=REVIEWED),
    "confirm": lambda it, by: verifying.confirm_facts(
        application=it, words={"annual-fee": True}, note="Visura.", by=by, at=REVIEWED
    ),
    "write": lambda it, by: writing.write_to_firm(application=it, text="Ciao.", by=by, at=REVIEWED),
}


@pytest.mark.parametrize("does", CHECKS.values(), ids=CHECKS)
def test_an_officer_works_on_a_file_between_her_declaration_and_a_conflict(does: Does) -> None:
    application = application_at(State.SUBMITTED)
    officer = officer_of(application)
    with pytest.raises(Refused, match=FIRST):
        does(application, officer)
    declare(application, officer, conflicted=False)
    declare(application, officer)
    with pytest.raises(Refused, match=SHUT):
        does(application, officer)


def test_an_evaluator_scores_after_her_declaration_only() -> None:
    application = application_at(State.ADMISSIBLE)
    evaluator = a_user("evaluator")

    def score() -> object:
        points = {one.pk: Decimal(20) for one in application.call.scoringcriterions.all()}
        return scoring.score(application=application, points=points, note="–", by=evaluator, at=REVIEWED)

    with pytest.raises(Refused, match=FIRST):
        score()
    declare(application, evaluator, conflicted=False)
    declare(application, evaluator)
    with pytest.raises(Refused, match=SHUT):
        score()


def test_accounts_are_checked_by_who_has_no_conflict_with_the_application() -> None:
    application = factories_disbursement.application_at(State.ACCOUNTED)
    officer, account = officer_of(application), application.account
    with pytest.raises(Refused, match=FIRST):
        checking.request_integration(account=account, text="Manca.", by=officer, at=factories_disbursement.CHECKED)
    declare(application, officer)
    for does in (checking.check, settling.settle):
        with pytest.raises(Refused, match=SHUT):
            does(account=account, by=officer, at=factories_disbursement.CHECKED)


def test_none_may_become_a_conflict_and_a_conflict_stays() -> None:
    application = application_at(State.SUBMITTED)
    officer = officer_of(application)
    declare(application, officer, conflicted=False, words="")
    with pytest.raises(Refused, match="potete solo segnalarne uno"):
        declare(application, officer, conflicted=False)
    with pytest.raises(Refused, match="in che cosa consiste"):
        declare(application, officer, words=" ")
    declare(application, officer)
    for conflicted in (True, False):
        with pytest.raises(Refused, match="non si ritira"):
            declare(application, officer, conflicted=conflicted)
    told = AuditEvent.objects.filter(action="declaring.declare", subject_id=application.pk).values_list("data", flat=True)
    assert list(told.order_by("pk")) == [{"conflicted": False}, {"conflicted": True}]


@pytest.mark.parametrize("role", ["operator", "director", "auditor", "chamber_director"])
def test_who_only_reads_has_nothing_to_declare(role: str) -> None:
    application = application_at(State.SUBMITTED)
    reader = a_user(role, chamber=application.pot.chamber if role == "chamber_director" else None)
    with pytest.raises(Refused, match="è per chi istruisce o valuta"):
        declare(application, reader)


def test_a_foreign_officer_and_a_draft_have_no_declaration() -> None:
    application = application_at(State.SUBMITTED)
    with pytest.raises(Refused, match="è per chi istruisce o valuta"):
        declare(application, a_user("officer", chamber=a_chamber("bs")))
    with pytest.raises(Refused, match="non è ancora stata inviata"):
        declare(a_draft(), a_user("evaluator"))


# The same by hand: each row of that work, refused by its table, and taken with the trigger off.

Writes = Callable[[Application, User], object]
ROWS: dict[str, Writes] = {
    "integrationrequest": lambda it, by: IntegrationRequest.objects.create(
        application=it, text="–", requested_at=NOON, due_at=REVIEWED, by=by
    ),
    "expensecut": lambda it, by: ExpenseCut.objects.create(expense=it.expenses.get(), admitted=1, reason="–", at=NOON, by=by),
    "confirmation": lambda it, by: Confirmation.objects.create(
        application=it, rule=it.call.eligibilityrules.first(), code="–", holds=True, note="–", at=NOON, by=by
    ),
    "verdict": lambda it, by: Verdict.objects.create(
        application=it, outcome="admitted", admitted_spend=1, grant=1, at=NOON, by=by
    ),
    "rejectionnotice": lambda it, by: RejectionNotice.objects.create(
        application=it, reason_code="documents", text="–", noticed_at=NOON, due_at=REVIEWED, by=by
    ),
    "message": lambda it, by: Message.objects.create(application=it, side=Side.CHAMBER, text="–", at=NOON, by=by),
    "scoresheet": lambda it, by: ScoreSheet.objects.create(application=it, evaluator=by, at=NOON),
}


@pytest.mark.parametrize("table", ROWS)
def test_the_database_takes_no_work_of_a_person_in_conflict(table: str) -> None:
    application = application_at(State.SUBMITTED, call=a_first_come_call())
    officer = officer_of(application)
    declare(application, officer)
    with pytest.raises(DatabaseError, match="nobody_in_conflict_works_on_a_file"), transaction.atomic():
        ROWS[table](application, officer)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tgname FROM pg_trigger WHERE tgrelid = 'applications_{table}'::regclass AND tgname LIKE '%conflict%'"
        )
        ((trigger,),) = cursor.fetchall()
        cursor.execute(f"ALTER TABLE applications_{table} DISABLE TRIGGER {trigger}")
    assert ROWS[table](application, officer), "the control: without its trigger the table takes it"


def test_a_declaration_stays_as_it_was_made() -> None:
    application = application_at(State.SUBMITTED)
    officer = officer_of(application)
    declared(officer, application)
    row = ConflictDeclaration.objects.get(person=officer)
    with pytest.raises(DatabaseError, match="a_declaration_of_interests_is_never_changed"), transaction.atomic():
        ConflictDeclaration.objects.filter(pk=row.pk).update(conflicted=True)
    with pytest.raises(DatabaseError, match="a_declaration_of_interests_is_never_changed"), transaction.atomic():
        row.delete()
    with pytest.raises(IntegrityError, match="a_declared_conflict_says_what_it_is"), transaction.atomic():
        ConflictDeclaration.objects.create(application=application, person=officer, conflicted=True, at=NOON)
    declare(application, officer)
    with pytest.raises(DatabaseError, match="a_declared_conflict_is_never_taken_back"), transaction.atomic():
        ConflictDeclaration.objects.create(application=application, person=officer, conflicted=False, at=NOON)


def test_the_database_lets_nobody_score_what_she_checked() -> None:
    application = application_at(State.ADMISSIBLE)
    with pytest.raises(DatabaseError, match="who_checked_a_file_does_not_score_it"), transaction.atomic():
        ScoreSheet.objects.create(application=application, evaluator=application.verdict.by, at=NOON)
    assert ScoreSheet.objects.create(application=application, evaluator=staff("evaluator")[0], at=NOON)
