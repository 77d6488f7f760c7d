"""When sending is and is not possible, to the microsecond, through the page; and on the nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications.enums import State
from applications.models import Application, Arrival
from applications.operations import submitting
from bando.enums import Phase, RuleKind
from bando.models import Call, EligibilityRule
from core.figures import instant_exact
from tests.factories import (
    BEFORE,
    CLOSES,
    NOON,
    OPENS,
    a_call,
    a_draft,
    a_representative,
    confirm,
    fill,
    fresh,
    publish,
)  # fmt: skip

pytestmark = pytest.mark.django_db
MICROSECOND = timedelta(microseconds=1)
# The clock of Rome shows 2:30 twice on 25 October 2020: first in summer time, an hour later in winter time.
IN_SUMMER_TIME, IN_WINTER_TIME = datetime(2020, 10, 25, 0, 30, tzinfo=UTC), datetime(2020, 10, 25, 1, 30, tzinfo=UTC)
# On 29 March 2020 it goes from 1:59:59 to 3:00:00.
SPRING = datetime(2020, 3, 29, 1, 0, tzinfo=UTC)
GUARD = "an_arrival_comes_in_a_window_of_its_call"


def ready(call: Call | None = None, *, at: datetime = BEFORE) -> Application:
    return confirm(fill(a_draft(call=call, at=at), at=at), at=at)


def press(application: Application, at: datetime) -> str:
    """«Invia la domanda» at an instant of the portal's clock; the page that comes back. The database's clock is today's."""
    address, client = reverse("application_send", args=[application.pk]), Client()
    data = {"key": str(uuid4()), "version": fresh(application).content.version}
    with time_machine.travel(at, tick=False):
        client.force_login(a_representative(application.firm))
        answer = client.post(address, data, follow=True, headers={"referer": f"http://testserver{address}"})
    assert answer.status_code == 200
    return answer.content.decode()


def taken(application: Application, at: datetime) -> Arrival:
    """It is sent at this instant: both instants are on the answer and on the receipt."""
    text = press(application, at)
    arrival = Arrival.objects.get(application=application)
    assert arrival.received_at == at
    client = Client()
    client.force_login(a_representative(application.firm))
    receipt = client.get(reverse("application_receipt", args=[application.pk])).content.decode()
    for page in (text, receipt):
        assert "La domanda è arrivata: il vostro numero è" in page
        assert instant_exact(at) in page
        assert instant_exact(arrival.at) in page
    return arrival


def refused(application: Application, at: datetime) -> str:
    """It is not sent at this instant: the draft stays as it was. The page that says why."""
    text = press(application, at)
    assert not Arrival.objects.filter(application=application).exists()
    assert fresh(application).state == State.DRAFT
    return text


def test_a_microsecond_before_the_opening_and_at_the_opening():
    application = ready()
    text = refused(application, OPENS - MICROSECOND)
    assert "Il bando apre il 18 giugno 2020, ore 10:00: la domanda non è stata inviata." in text
    assert "La bozza resta salvata; tornate a quell’ora e premete di nuovo" in text
    taken(application, OPENS)


def test_at_the_closing_and_a_microsecond_after():
    call = a_call()
    late = ready(call)
    # The request came in time; its place is taken when the database has got to it, by its own clock.
    assert taken(ready(call), CLOSES).at > CLOSES
    text = refused(late, CLOSES + MICROSECOND)
    assert (
        "Il bando ha chiuso il 24 luglio 2020, ore 12:00 e la richiesta è arrivata il 2020-07-24 12:00:00.000001+02:00: "
        "la domanda non è stata inviata."
    ) in text


def test_what_nobody_has_checked_is_judged_at_the_same_instants():
    call = a_call()
    early, late = fill(a_draft(call=call, at=BEFORE), at=BEFORE), fill(a_draft(call=call, at=BEFORE), at=BEFORE)
    assert "Il bando apre il" in refused(early, OPENS - MICROSECOND)
    taken(early, OPENS)
    assert "Il bando ha chiuso il" in refused(late, CLOSES + MICROSECOND)


def test_the_hour_that_comes_twice():
    call = a_call(closes_at=IN_WINTER_TIME)
    first, second, late = ready(call), ready(call), ready(call)
    assert "2020-10-25 02:30:00.000000+02:00" in instant_exact(taken(first, IN_SUMMER_TIME).received_at)
    assert "2020-10-25 02:30:00.000000+01:00" in instant_exact(taken(second, IN_WINTER_TIME).received_at)
    text = refused(late, IN_WINTER_TIME + MICROSECOND)
    assert "Il bando ha chiuso il 25 ottobre 2020, ore 02:30 (ora solare)" in text
    assert "la richiesta è arrivata il 2020-10-25 02:30:00.000001+01:00" in text


def test_a_call_that_closes_the_first_time_is_closed_the_second():
    call = a_call(closes_at=IN_SUMMER_TIME)
    # 2:10 in winter time: earlier on the clock than 2:30, forty minutes later in truth.
    text = refused(ready(call), IN_WINTER_TIME - timedelta(minutes=20))
    assert "Il bando ha chiuso il 25 ottobre 2020, ore 02:30 (ora legale)" in text
    assert "la richiesta è arrivata il 2020-10-25 02:10:00.000000+01:00" in text
    taken(ready(call), IN_SUMMER_TIME)


def test_the_queue_goes_by_instant_and_not_by_the_clock_on_the_wall():
    call = a_call(closes_at=IN_WINTER_TIME)
    places = []
    for at in (IN_SUMMER_TIME + timedelta(minutes=10), IN_WINTER_TIME - timedelta(minutes=20)):
        application = ready(call)
        by = a_representative(application.firm)
        places.append(submitting.submit(application=application, key=uuid4(), by=by, at=at, plays_at=at))
    assert [place.number for place in places] == [1, 2]
    assert places[0].at < places[1].at
    assert [instant_exact(place.at) for place in places] == [
        "2020-10-25 02:40:00.000000+02:00",
        "2020-10-25 02:10:00.000000+01:00",
    ]


def test_the_hour_that_never_comes():
    weeks = {"draft_from_at": SPRING - timedelta(days=14), "opens_at": SPRING, "closes_at": SPRING + timedelta(days=14)}
    call = a_call(at=SPRING - timedelta(days=15), **weeks)
    application = ready(call, at=SPRING - timedelta(days=1))
    assert instant_exact(SPRING - MICROSECOND) == "2020-03-29 01:59:59.999999+01:00"
    assert "Il bando apre il 29 marzo 2020, ore 03:00: la domanda non è stata inviata." in refused(
        application, SPRING - MICROSECOND
    )
    assert instant_exact(taken(application, SPRING).received_at) == "2020-03-29 03:00:00.000000+02:00"


def by_hand(application: Application, at: datetime) -> None:
    """An arrival written by somebody at the database itself."""
    snapshot, number = application.snapshot, Arrival.objects.filter(call=application.call).count() + 1
    with transaction.atomic():
        Arrival.objects.create(
            call=application.call, application=application, number=number, received_at=at, at=at, snapshot=snapshot,
            digest=snapshot.digest, leaf=snapshot.leaf, previous_hash="", hash="0" * 64, key=uuid4(), sent_by=snapshot.by,
        )  # fmt: skip


def without_the_guard() -> None:
    """Until the transaction is rolled back."""
    guard = next(trigger for trigger in Arrival._meta.triggers if trigger.name == GUARD)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE applications_arrival DISABLE TRIGGER "{guard.get_pgid(Arrival)}"')


@pytest.mark.parametrize("at", [OPENS - MICROSECOND, CLOSES + MICROSECOND])
def test_the_database_itself_takes_nothing_outside_the_window(at):
    application = ready()
    with pytest.raises(IntegrityError, match=GUARD):
        by_hand(application, at)
    # The control: it is this trigger that refuses, and nothing else.
    with transaction.atomic():
        without_the_guard()
        by_hand(application, at)
        assert Arrival.objects.get().received_at == at
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError, match=GUARD):
        by_hand(application, at)


@pytest.mark.parametrize("at", [OPENS, CLOSES])
def test_the_database_itself_takes_what_comes_at_its_bounds(at):
    by_hand(ready(), at)
    assert Arrival.objects.get().received_at == at


def a_call_that_asks_for_a_durc(**fields) -> Call:
    call = a_call(published=False, **fields)
    EligibilityRule.objects.create(
        call=call, code="durc", label="DURC", kind=RuleKind.DURC, parameters={}, message="Serve un DURC valido.", remedy="",
        legal_basis="punto B.1", phases=[Phase.PRECHECK, Phase.DRAFT, Phase.SUBMISSION, Phase.REVIEW], order=20,
    )  # fmt: skip
    publish(call)
    return call


def with_a_durc(call: Call, until: date) -> Application:
    draft = fill(a_draft(call=call), durc_expires_on=until)
    return confirm(draft)


def test_a_rule_that_looks_at_the_day_is_asked_again_from_the_midnight_at_which_it_changes():
    call, until = a_call_that_asks_for_a_durc(), date(2020, 7, 10)
    midnight = datetime(2020, 7, 10, 22, 0, tzinfo=UTC)
    in_time, late = with_a_durc(call, until), with_a_durc(call, until)
    assert (in_time.confirmed_until_at, late.confirmed_until_at) == (midnight, midnight)
    taken(in_time, midnight - MICROSECOND)
    assert "Il DURC è scaduto il 10 luglio 2020: chiedetene uno nuovo." in refused(late, midnight)


def test_a_rule_that_answers_the_same_after_that_midnight_lets_it_be_sent():
    """In a window of more than a year they are asked again after one; what still holds is sent as it was confirmed."""
    call = a_call_that_asks_for_a_durc(closes_at=NOON + timedelta(days=500))
    application = with_a_durc(call, date(2022, 6, 30))
    again = application.confirmed_until_at
    assert again is not None
    place = taken(application, again + timedelta(hours=1))
    assert place.snapshot == application.snapshot
    assert fresh(application).evaluations.filter(phase=Phase.SUBMISSION).count() == 2


def test_control_without_the_midnight_what_has_expired_would_be_sent():
    application = with_a_durc(a_call_that_asks_for_a_durc(), date(2020, 7, 10))
    Application.objects.filter(pk=application.pk).update(confirmed_until_at=None)
    taken(application, NOON + timedelta(days=20))
