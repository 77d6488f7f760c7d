"""Sixty people on the two lines of one pot: some are granted, some renounce, an act scrolls; exact, and nobody waits for ever."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, transaction

from applications.enums import State
from applications.models import Application, Grant, Ranking
from applications.operations import accepting, granting, ranking
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Call, Movement
from bando.operations import acts, ledger
from bando.operations.ledger import Posting, post
from bando.queries.balance import differences
from core.money import split
from core.refusals import Refused
from tests.applications import rows
from tests.concurrency.crowd import at_once, together

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 60
AT = rows.LATER
DUE = Decimal("2800.01")


def known_by(number: int) -> dict[str, Any]:
    return {"number": str(number), "issued_on": date(2026, 8, 1), "issuer": "Unioncamere", "signer": "–"}


def financed(count: int, *, waiting: int = 0) -> Call:
    """A ranking that has committed so many grants on the two lines of a pot, and left some waiting."""
    place = rows.chamber("milano")
    regional, own = split(DUE * count, [4, 3])
    call = rows.call(place, regional=str(regional), own=str(own))
    for points in range(count + waiting):
        application = rows.submitted(call, place, "4000.01")
        rows.scored(application, Decimal(99) - points / Decimal(10), at=AT)
    proposal = ranking.propose(call=call, by=rows.user("operator"), at=AT)
    ranking.sign(ranking=proposal, by=rows.user("director"), at=AT, **known_by(1))
    return call


def by_state(call: Call, state: State) -> list[Application]:
    return list(Application.objects.filter(call=call, state=state).select_related("call", "firm").order_by("pk"))


def granters(call: Call, applications: Sequence[Application]) -> Iterator[Callable[[], object]]:
    by = rows.user("director")
    act = acts.adopt(call=call, kind=ActKind.GRANT, subject="–", by=by, at=AT, **known_by(2))
    for it in applications:
        codes = {"cor": f"{1_000_000 + it.pk}", "cup": f"E41B{it.pk:011d}"}
        yield partial(granting.grant, application=it, act=act, **codes, by=by, at=AT)


def renouncers(applications: Sequence[Application]) -> Iterator[Callable[[], object]]:
    for it in applications:
        yield partial(accepting.renounce, application=it, reason="Cambiato.", by=rows.representative_of(it), at=AT)


def lines_of(call: Call) -> list[BudgetLine]:
    return list(BudgetLine.objects.filter(pot__call=call).order_by("pk"))


def test_sixty_grant_and_renounce_on_two_lines_in_opposite_orders(monkeypatch) -> None:
    call = financed(CROWD)
    before = sum(line.committed for line in lines_of(call))
    # Every other one names her lines the other way round.
    monkeypatch.setattr(accepting, "post", lambda *, postings, **more: post(postings=_turned(postings, more), **more))
    files = by_state(call, State.FINANCED)
    going, staying = files[::2], files[1::2]
    acts_of_all = [act for pair in zip(granters(call, staying), renouncers(going), strict=True) for act in pair]
    _results, errors = at_once(acts_of_all)
    assert errors == []
    freed = sum(movement.amount for movement in Movement.objects.filter(kind=MovementKind.RENOUNCE))
    assert (before, freed) == (DUE * CROWD, DUE * CROWD / 2)
    assert sum(line.committed for line in lines_of(call)) == sum(grant.amount for grant in Grant.objects.all()) == before - freed
    assert sum(line.available for line in lines_of(call)) == freed
    assert Movement.objects.filter(kind=MovementKind.RENOUNCE).count() == CROWD
    assert list(differences()) == []


def _turned(postings: Sequence[Posting], more: dict[str, Any]) -> list[Posting]:
    return list(postings)[:: -1 if int(more["reference"].partition(":")[2]) % 4 else 1]


def test_control_locked_in_the_order_they_are_named_two_lines_end_in_a_dead_lock() -> None:
    lines = lines_of(financed(1))
    meet = together(2, lambda: None)

    def lock_as_named(named: Sequence[BudgetLine]) -> None:
        with transaction.atomic():
            BudgetLine.objects.select_for_update().get(pk=named[0].pk)
            meet()
            BudgetLine.objects.select_for_update().get(pk=named[1].pk)

    _results, errors = at_once([partial(lock_as_named, lines), partial(lock_as_named, lines[::-1])])
    assert [type(error) for error in errors] == [OperationalError]
    assert "deadlock" in str(errors[0])


def test_an_act_that_scrolls_while_others_renounce_counts_each_euro_once() -> None:
    call = financed(8, waiting=8)
    first = by_state(call, State.FINANCED)
    for leave in list(renouncers(first[:2])):
        leave()
    proposal, signer = ranking.propose(call=call, by=rows.user("operator"), at=AT), rows.user("director")
    sign = partial(ranking.sign, ranking=proposal, by=signer, at=AT + timedelta(days=1), **known_by(3))
    _results, errors = at_once([sign, *renouncers(first[2:])])
    assert all(isinstance(error, Refused) and "Dopo la proposta qualcosa è cambiato" in error.reason for error in errors), errors
    let_in = 0 if errors else 2
    assert len(by_state(call, State.FINANCED)) == let_in
    assert sum(line.committed for line in lines_of(call)) == DUE * let_in
    assert sum(line.available for line in lines_of(call)) == DUE * (8 - let_in)
    assert list(differences()) == []


def test_one_proposal_is_signed_once_however_many_sign() -> None:
    call = financed(2, waiting=1)
    for leave in list(renouncers(by_state(call, State.FINANCED)[:1])):
        leave()
    proposal = ranking.propose(call=call, by=rows.user("operator"), at=AT)
    signers = [rows.user("director") for _number in range(6)]
    signed, errors = at_once(
        [partial(ranking.sign, ranking=proposal, by=by, at=AT, **known_by(10 + n)) for n, by in enumerate(signers)]
    )
    assert len(signed) == 1
    assert all(isinstance(error, Refused) for error in errors), errors
    assert call.acts.filter(kind=ActKind.RANKING).count() == Ranking.objects.filter(act__isnull=False).count() == 2
    assert list(differences()) == []


@pytest.mark.breaks_the_ledger
def test_control_without_the_lines_lock_a_renunciation_is_lost_from_what_an_act_has_seen(monkeypatch) -> None:
    """Without the lock what is computed from a line is old; `F()` and the CHECK still hold the books."""
    call = financed(4)
    files = by_state(call, State.FINANCED)
    seen: list[Decimal] = []

    def without_lock(queryset: Any, rung: Any) -> list[Any]:
        found = list(queryset.order_by("pk"))
        meet()
        seen.append(sum(line.available for line in found))
        return found

    meet = together(4, lambda: None)
    monkeypatch.setattr(ledger, "lock", without_lock)
    _results, errors = at_once(list(renouncers(files)))
    assert errors == []
    assert seen == [0, 0, 0, 0]
    assert sum(line.available for line in lines_of(call)) == DUE * 4
    assert list(differences()) == []
