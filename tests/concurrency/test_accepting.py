"""A firm accepts at the last moment while the sweep takes its grant back: one of the two has happened, and wholly."""

from datetime import timedelta
from functools import partial
from typing import Any

import pgtrigger
import pytest

from applications.domain.terms import GRACE
from applications.enums import NoticeKind, State
from applications.models import Application, Notice
from applications.operations import accepting
from applications.queries.granting import committed_by_line
from bando.enums import MovementKind
from bando.models import Movement
from bando.queries.balance import differences
from core.refusals import Refused
from tests.applications import rows
from tests.concurrency.crowd import at_once, together
from tests.concurrency.test_granting import by_state, financed, granters

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, MOMENT = 8, timedelta(microseconds=1)
ENDS = {NoticeKind.ACCEPTED, NoticeKind.FORFEITED}


def granted(count: int) -> list[Application]:
    call = financed(count)
    for grant in list(granters(call, by_state(call, State.FINANCED))):
        grant()
    return list(Application.objects.filter(call=call).select_related("grant").order_by("pk"))


def racers(application: Application) -> list[Any]:
    """The acceptance at the last moment, kept waiting, and the sweep of the moment after its grace."""
    due_at = application.grant.acceptance_due_at
    by = rows.representative_of(application)
    return [
        partial(accepting.accept, application=application, by=by, at=due_at),
        partial(accepting.expire_acceptances, at=due_at + GRACE + MOMENT),
    ]


def told(application: Application) -> set[str]:
    return ENDS & set(Notice.objects.filter(application=application).values_list("kind", flat=True))


def test_whoever_comes_first_the_other_finds_it_done() -> None:
    for _round in range(ROUNDS):
        (application,) = granted(1)
        _results, errors = at_once(racers(application))
        application.refresh_from_db()
        held = sum(committed_by_line(application).values())
        if errors:
            assert [type(error) for error in errors] == [Refused]
            assert "Il termine per accettare il contributo è scaduto" in str(errors[0])
            assert (application.state, held, told(application)) == (State.FORFEITED, 0, {NoticeKind.FORFEITED})
        else:
            assert (application.state, held) == (State.ACCEPTED, application.grant.amount)
            assert told(application) == {NoticeKind.ACCEPTED}
        assert list(differences()) == []


def test_sweeps_at_once_take_each_grant_back_once() -> None:
    files = granted(6)
    at = files[0].grant.acceptance_due_at + GRACE + MOMENT
    counts, errors = at_once([partial(accepting.expire_acceptances, at=at)] * 4)
    assert errors == []
    assert sum(counts) == len(files)
    back = Movement.objects.filter(kind=MovementKind.FORFEIT)
    assert sum(back.values_list("amount", flat=True)) == sum(file.grant.amount for file in files)
    assert list(differences()) == []


def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the grant before either writes."""
    meet = together(2, lambda: None)

    def read(queryset: Any, rung: Any) -> list[Any]:
        found = list(queryset.order_by("pk"))
        meet()
        return found

    monkeypatch.setattr(accepting, "lock", read)


def test_control_without_the_lock_the_database_stops_the_second_without_a_sentence(monkeypatch) -> None:
    (application,) = granted(1)
    without_lock(monkeypatch)
    _results, errors = at_once(racers(application))
    assert len(errors) == 1
    assert not isinstance(errors[0], Refused)
    assert "Invalid transition" in str(errors[0])
    assert len(told(application)) == 1
    assert list(differences()) == []


def test_control_without_lock_and_table_a_firm_has_accepted_what_was_taken_back(monkeypatch) -> None:
    (application,) = granted(1)
    without_lock(monkeypatch)

    def unheld(act: Any) -> Any:
        with pgtrigger.ignore("applications.Application:application_moves_by_its_table"):
            return act()

    _results, errors = at_once([partial(unheld, act) for act in racers(application)])
    assert errors == []
    assert told(application) == ENDS
    assert committed_by_line(application) == {}
