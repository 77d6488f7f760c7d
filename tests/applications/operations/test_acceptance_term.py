"""The firm accepts within the term of the call; it is reminded of it; after it the grant is forfeited and the money is free."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from applications.domain.terms import GRACE
from applications.enums import Move, NoticeKind, State
from applications.models import Application, Notice
from applications.operations import accepting, granting, reminding
from applications.queries.ranking import scrolls
from applications.tasks import expire_acceptances
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Movement
from bando.operations import acts
from bando.queries.balance import differences
from core.models import AuditEvent, Transition
from core.refusals import Refused
from tests.applications import rows
from tests.factories import a_call, application_at, fresh
from tests.letters import posted

pytestmark = pytest.mark.django_db
AT, MOMENT = rows.LATER, timedelta(microseconds=1)
LAST = datetime(2026, 9, 2, 23, 59, 59, 999999, ZoneInfo("Europe/Rome"))
OVER = LAST + GRACE + MOMENT


def known_by(number):
    return {"number": number, "issued_on": date(2026, 8, 1), "issuer": "Unioncamere", "signer": "Direttore"}


def granted(days=10, firms=1, waiting=0):
    """A call whose grants, given at AT, are to be accepted in so many days."""
    place, director = rows.chamber("milano"), rows.user("director")
    money = {"regional": f"{2000 * firms}.01", "own": f"{1500 * firms - 1}.99"}
    call = rows.call(place, acceptance_days=days, **money)
    sent = [rows.scored(rows.submitted(call, place), 90 - index, at=AT) for index in range(firms + waiting)]
    rows.ranked(call, director, at=AT, **known_by("1"))
    act = acts.adopt(call=call, kind=ActKind.GRANT, subject="–", by=director, at=AT, **known_by("2"))
    for number, application in enumerate(sent[:firms]):
        codes = {"cor": f"{1_000_000 + number}", "cup": f"E41B{application.pk:011d}"}
        granting.grant(application=application, act=act, **codes, by=director, at=AT)
    return [Application.objects.get(pk=application.pk) for application in sent]


def accept(application, at):
    accepting.accept(application=application, by=rows.representative_of(application), at=at)
    application.refresh_from_db()


def kinds_told(application):
    return list(Notice.objects.filter(application=application).order_by("pk").values_list("kind", flat=True))


def test_the_term_ends_with_its_last_day_and_its_last_moment_counts():
    (application,) = granted()
    assert application.grant.acceptance_due_at == LAST
    assert "entro il 2 settembre 2026, ore 23:59" in posted()[-1].body
    accept(application, LAST)
    assert application.state == State.ACCEPTED
    assert accepting.expire_acceptances(at=OVER) == 0


def test_a_moment_later_the_acceptance_is_refused_with_the_instant_swept_or_not():
    (application,) = granted()
    late = "Il termine per accettare il contributo è scaduto il 2 settembre 2026, ore 23:59"
    with pytest.raises(Refused, match=late):
        accept(application, LAST + MOMENT)
    accepting.expire_acceptances(at=OVER)
    for at in (LAST, LAST + MOMENT):
        with pytest.raises(Refused, match=late):
            accept(application, at)


def test_a_call_that_names_no_term_asks_nobody_to_accept():
    (application,) = granted(days=None)
    assert (application.state, application.grant.acceptance_due_at) == (State.ACCEPTED, None)
    step = Transition.objects.get(subject_id=application.pk, move=Move.ACCEPT)
    assert step.reason == "Il bando non chiede di accettare il contributo."
    assert "Il bando non chiede di accettare: il contributo è vostro." in posted()[-1].body
    with pytest.raises(Refused, match=r"^Il contributo è accettato"):
        accept(application, AT)
    accepting.renounce(application=application, reason="–", by=rows.representative_of(application), at=AT)
    application.refresh_from_db()
    assert application.state == State.RENOUNCED


def test_the_firm_is_reminded_three_days_before_and_one_and_not_once_it_has_accepted():
    waits, accepts = granted(firms=2)
    accept(accepts, AT)
    for left in (4, 3, 2, 1, 0.5):
        reminding.remind(at=LAST - timedelta(days=left))
    told = Notice.objects.filter(kind=NoticeKind.ACCEPTANCE_REMINDER).order_by("pk")
    assert list(told.values_list("application", "reference")) == [(waits.pk, "3"), (waits.pk, "1")]
    assert "entro il 2 settembre 2026, ore 23:59" in posted()[-1].body
    assert reminding.remind(at=LAST + MOMENT) == 0


def test_what_is_not_accepted_goes_back_to_the_cent_to_the_lines_it_came_from():
    first, second = granted(firms=2)
    lines = list(BudgetLine.objects.filter(pot__call=first.call).order_by("pk"))
    committed = Movement.objects.filter(reference=f"application:{first.pk}", kind=MovementKind.COMMIT)
    given = dict(committed.values_list("line", "amount"))
    accept(second, AT)
    assert accepting.expire_acceptances(at=LAST + GRACE) == 0
    assert accepting.expire_acceptances(at=OVER) == 1
    back = Movement.objects.filter(kind=MovementKind.FORFEIT)
    assert dict(back.values_list("line", "amount")) == given
    assert set(back.values_list("reference", "act", "by")) == {(f"application:{first.pk}", None, None)}
    assert sum(given.values()) == first.grant.amount == Decimal("3500.00")
    for line in lines:
        before = line.available
        line.refresh_from_db()
        assert line.available - before == given[line.pk]
    assert list(differences()) == []


def test_a_forfeiture_is_told_recorded_and_done_once():
    (application,) = granted()
    assert accepting.expire_acceptances(at=OVER) == 1
    assert accepting.expire_acceptances(at=OVER) == 0
    application.refresh_from_db()
    assert application.state == State.FORFEITED
    step = Transition.objects.get(subject_id=application.pk, move=Move.FORFEIT)
    assert (step.at, step.by_id, step.target) == (OVER, None, "forfeited")
    assert AuditEvent.objects.get(action="accepting.forfeit").data == {"freed": "3500.00"}
    assert kinds_told(application)[-1] == NoticeKind.FORFEITED
    body = posted()[-1].body
    assert "è scaduto il 2 settembre 2026, ore 23:59 senza risposta: il contributo è decaduto" in body
    assert "3.500,00" in body
    with pytest.raises(Refused, match="«decaduta»"):
        accepting.renounce(application=application, reason="–", by=rows.representative_of(application), at=LAST + MOMENT)


def test_the_task_takes_back_what_is_late_on_the_clock_and_nothing_else():
    late, in_time = application_at(State.GRANTED, call=a_call(acceptance_days=10)), application_at(State.GRANTED)
    assert expire_acceptances() == 1
    assert [fresh(each).state for each in (late, in_time)] == [State.FORFEITED, State.GRANTED]


def test_the_money_of_who_has_not_accepted_can_go_to_who_waits():
    _first, second = granted(waiting=1)
    assert scrolls() == []
    accepting.expire_acceptances(at=OVER)
    assert scrolls() == [(second.call, 1)]


@pytest.mark.parametrize(("target", "move", "at"), [("accepted", Move.ACCEPT, LAST + MOMENT), ("forfeited", Move.FORFEIT, LAST)])
def test_the_database_holds_the_term_against_whoever_writes_by_hand(target, move, at):
    (application,) = granted()
    with pytest.raises(IntegrityError, match="a_grant_is_accepted_in_its_term"), transaction.atomic():
        by_hand(application, target, move, at)
    with pytest.raises(IntegrityError, match="a_grant_is_accepted_in_its_term"), transaction.atomic():
        by_hand(application, target, None, at)


@pytest.mark.parametrize(("target", "move", "at"), [("accepted", Move.ACCEPT, LAST), ("forfeited", Move.FORFEIT, LAST + MOMENT)])
def test_control_and_lets_pass_what_came_in_its_time(target, move, at):
    (application,) = granted()
    by_hand(application, target, move, at)


def by_hand(application, target, move, at):
    """The state, and the record of the step if there is a `move`; judged at once as at the commit."""
    Application.objects.filter(pk=application.pk).update(state=target)
    if move is not None:
        Transition.objects.create(
            at=at, by_label="–", subject_type="applications.application", subject_id=application.pk, move=move, source="granted",
            target=target,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
