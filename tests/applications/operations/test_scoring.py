"""The evaluation: whole sheets within the grid, by people who did not check the file."""

from decimal import Decimal

import pytest

from accounts.models import Membership
from applications.enums import State
from applications.operations import reviewing, scoring
from applications.queries.competing import scores_of
from core.refusals import Refused
from tests.applications import rows

pytestmark = pytest.mark.django_db
AT = rows.LATER


@pytest.fixture
def milano():
    return rows.chamber("milano")


@pytest.fixture
def officer(milano):
    return rows.user("officer", chamber=milano)


@pytest.fixture
def application(milano, officer):
    admitted = rows.submitted(rows.call(milano), milano)
    reviewing.admit(application=admitted, by=rows.declared(officer, admitted), at=AT)
    admitted.refresh_from_db()
    return admitted


def points(application, *values):
    criteria = application.call.scoringcriterions.all()
    return {criterion.pk: Decimal(value) for criterion, value in zip(criteria, values, strict=False)}


def score(application, evaluator, *values):
    if not application.conflict_declarations.filter(person=evaluator).exists() and evaluator.holds("score"):
        rows.declared(evaluator, application)
    return scoring.score(application=application, points=points(application, *values), note="Buono.", by=evaluator, at=AT)


def test_the_last_sheet_needed_gives_the_project_its_score(application):
    score(application, rows.user("evaluator"), "25", "30", "20")
    application.refresh_from_db()
    assert application.state == State.ADMISSIBLE
    score(application, rows.user("evaluator"), "20", "30.05", "20")
    application.refresh_from_db()
    assert application.state == State.SCORED
    assert scores_of([application.pk]) == {application.pk: Decimal("72.53")}


def test_nobody_scores_twice(application):
    evaluator = rows.user("evaluator")
    score(application, evaluator, "25", "30", "20")
    with pytest.raises(Refused, match="Avete già valutato"):
        score(application, evaluator, "30", "40", "30")


def test_who_checked_a_file_does_not_score_it(application, officer):
    Membership.objects.create(user=officer, role="evaluator", since_at=AT)
    with pytest.raises(Refused, match="Avete istruito voi"):
        score(application, rows.User.objects.get(pk=officer.pk), "25", "30", "20")


@pytest.mark.parametrize("role", ["operator", "director", "auditor"])
def test_only_an_evaluator_scores(application, role):
    with pytest.raises(Refused, match="ruolo non permette"):
        score(application, rows.user(role), "25", "30", "20")


def test_what_is_not_admitted_is_not_scored(milano):
    sent = rows.submitted(rows.call(milano), milano)
    with pytest.raises(Refused, match="ora lo stato è «inviata»"):
        score(sent, rows.user("evaluator"), "25", "30", "20")


def test_every_criterion_is_scored(application):
    with pytest.raises(Refused, match="Manca il punteggio del criterio «Criterio 2»"):
        score(application, rows.user("evaluator"), "25", "30")


@pytest.mark.parametrize("value", ["-0.01", "30.01", "12.345"])
def test_points_stay_within_their_criterion(application, value):
    with pytest.raises(Refused, match=r"va da 0\.00 a 30\.00 punti"):
        score(application, rows.user("evaluator"), value, "30", "20")


def test_a_criterion_of_another_call_is_refused(application, milano):
    foreign = rows.call(milano).scoringcriterions.first()
    evaluator = rows.declared(rows.user("evaluator"), application)
    with pytest.raises(Refused, match="non sono di questo bando"):
        scoring.score(
            application=application,
            points=points(application, "25", "30", "20") | {foreign.pk: Decimal(1)},
            note="",
            by=evaluator,
            at=AT,
        )
