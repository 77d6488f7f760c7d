"""Sheets that lie far apart give no score before a word or another sheet; who wrote one sees them, nobody else does."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from applications.domain.scoring import is_wide, spread
from applications.enums import State
from applications.models import SpreadNote
from applications.operations import scoring
from applications.queries.competing import scores_of
from applications.queries.dossier import sheets
from core.refusals import Refused
from tests.applications.faces.test_desk import browser, page, points, press
from tests.factories import REVIEWED, a_user, an_officer, application_at, declared, fresh

pytestmark = pytest.mark.django_db


def score(application, evaluator, *values):
    given = {one.pk: Decimal(value) for one, value in zip(application.call.scoringcriterions.all(), values, strict=True)}
    return scoring.score(application=application, points=given, note="–", by=declared(evaluator, application), at=REVIEWED)


def explain(application, by, text="Uno valuta i mercati, l’altro il prodotto."):
    return scoring.explain(application=application, text=text, by=by, at=REVIEWED)


@pytest.fixture
def apart():
    """A project of 90 and 50 points out of 100, with the two who gave them."""
    application = application_at(State.ADMISSIBLE)
    high, low = a_user("evaluator", name="Ada Alta"), a_user("evaluator", name="Bea Bassa")
    score(application, high, "30", "40", "20")
    score(application, low, "20", "20", "10")
    return application, high, low


def test_a_fifth_of_the_points_is_the_threshold():
    assert spread([Decimal(90), Decimal(50), Decimal(70)]) == 40
    assert not is_wide([Decimal(70), Decimal(50)], Decimal(100))
    assert is_wide([Decimal("70.01"), Decimal(50)], Decimal(100))
    assert spread([]) == 0


def test_the_project_waits_and_the_note_gives_it_its_mean(apart):
    application, high, _low = apart
    assert fresh(application).state == State.ADMISSIBLE
    with pytest.raises(Refused, match="Scrivete perché"):
        explain(application, high, " ")
    note = explain(application, high)
    assert (note.spread, fresh(application).state) == (Decimal(40), State.SCORED)
    assert scores_of([application.pk]) == {application.pk: Decimal(70)}
    with pytest.raises(Refused, match="non c’è uno scarto"):
        explain(application, high)


def test_a_third_sheet_gives_the_mean_of_all(apart):
    application, _high, _low = apart
    third = a_user("evaluator")
    score(application, third, "30", "30", "10")
    assert fresh(application).state == State.SCORED
    assert scores_of([application.pk]) == {application.pk: Decimal(70)}
    assert not SpreadNote.objects.exists()


def test_sheets_that_agree_ask_for_nothing():
    application = application_at(State.ADMISSIBLE)
    first = a_user("evaluator")
    score(application, first, "30", "30", "20")
    with pytest.raises(Refused, match="non c’è uno scarto"):
        explain(application, first)
    score(application, a_user("evaluator"), "20", "30", "10")
    assert fresh(application).state == State.SCORED


def test_who_wrote_no_sheet_explains_nothing_and_sees_nothing(apart):
    application, high, low = apart
    stranger = declared(a_user("evaluator"), application)
    with pytest.raises(Refused, match="chi ha valutato il progetto"):
        explain(application, stranger)
    application = fresh(application)
    seen = {by: {sheet.evaluator for sheet in sheets(application, by)} for by in (high, low, stranger, an_officer(application))}
    both = {"Ada Alta", "Bea Bassa"}
    assert list(seen.values()) == [both, both, set(), set()]


def test_before_all_are_in_each_sees_her_own():
    application = application_at(State.ADMISSIBLE)
    first, second = a_user("evaluator", name="Ada"), a_user("evaluator", name="Bea")
    score(application, first, "30", "40", "20")
    application = fresh(application)
    assert [[sheet.evaluator for sheet in sheets(application, by)] for by in (first, second)] == [["Ada"], []]


def test_the_history_tells_no_points_before_time():
    application = application_at(State.ADMISSIBLE)
    score(application, a_user("evaluator", name="Ada"), "29.25", "33.5", "17")
    second = declared(a_user("evaluator"), application)
    text = browser(second).get(page(application, "history/")).text
    assert "scoring.score" in text
    for told in ("79.75", "79,75", "29.25", "total"):
        assert told not in text


def test_a_note_stays_as_it_was_written(apart):
    application, high, _low = apart
    explain(application, high)
    with pytest.raises(DatabaseError, match="an_explained_spread_is_never_changed"), transaction.atomic():
        SpreadNote.objects.update(text="Altro.")


def test_the_alarm_and_its_two_ways_out_stand_in_the_dossier(apart):
    application, high, low = apart
    client = browser(high)
    text = client.get(page(application)).text
    assert "Punteggi distanti" in text
    assert "Bea Bassa" in text
    third = browser(declared(a_user("evaluator"), application))
    text = third.get(page(application)).text
    assert "voi potete aggiungere la vostra scheda" in text
    assert "Bea Bassa" not in text
    answer = press(client, application, "motiva-scarto", text="Letture diverse dei mercati.")
    assert "il progetto ha il suo punteggio" in answer.text
    assert "Letture diverse dei mercati." in answer.text
    answer = press(browser(low), application, "motiva-scarto", text="–")
    assert (answer.status_code, "non c’è uno scarto" in answer.text) == (409, True)
    assert press(third, application, "valuta", note="–", **points(application, "1", "1", "1")).status_code == 409
