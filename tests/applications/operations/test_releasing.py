"""Where money goes by arrival, whatever ends an application frees what it had reserved: once, on the lines it came from."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from applications.domain.workflow import BEFORE_THE_MONEY, WORKFLOW
from applications.enums import Move, Reserved, State
from applications.models import Application
from applications.operations import rejecting, reviewing, revoking, withdrawing
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Call, Movement
from bando.operations.ledger import Posting, post
from bando.queries.balance import differences
from core.operations.moving import move
from core.refusals import Refused
from tests.factories import (
    ANSWERED,
    GRANTED,
    NOON,
    RANKED,
    REVIEWED,
    a_call_without_points,
    a_draft,
    a_first_come_call,
    a_representative,
    accept,
    admit,
    an_act,
    an_officer,
    ask,
    confirm,
    fill,
    fresh,
    grant,
    notice_rejection,
    rank,
    reject,
    renounce,
    score,
    send,
    staff,
)

pytestmark = pytest.mark.django_db
# A pot of 105,000.00 on two lines; a grant of 10,000.00 is reserved on them as 5,714.29 and 4,285.71.
POT, ASKED = Decimal("105000.00"), Decimal("10000.00")
PARTS = [Decimal("5714.29"), Decimal("4285.71")]


def arrived(call: Call | None = None, province: str = "BG") -> Application:
    draft = a_draft(call=call or a_first_come_call())
    return send(confirm(fill(draft, spend="20000.00", province=province)))


def observe(application: Application) -> Application:
    by = a_representative(application.firm)
    rejecting.observe(application=application, text="Il piano c’era.", by=by, at=REVIEWED)
    return fresh(application)


def answered(application: Application) -> Application:
    by = a_representative(application.firm)
    reviewing.answer_integration(application=application, text="Eccolo.", by=by, at=REVIEWED)
    return fresh(application)


def withdraw(application: Application) -> Application:
    withdrawing.withdraw(application=application, by=a_representative(application.firm), at=NOON)
    return fresh(application)


def reject_late(application: Application) -> Application:
    """The integration has not come by its term; the reason had been noticed before."""
    return reject(application, at=RANKED)


def early(walk: Callable[..., Application]) -> Callable[[Application], Application]:
    """The Chamber does not wait for the closing."""
    return partial(walk, at=NOON)


def low(application: Application) -> Application:
    return score(application, "40")


def revoke(application: Application) -> Application:
    act = an_act(application.call, ActKind.REVOCATION, at=ANSWERED)
    revoking.revoke(application=application, act=act, reason="Sede chiusa.", by=staff("director")[0], at=ANSWERED)
    return fresh(application)


# How an application comes to each of its ends, after it has arrived.
ENDS = {
    (State.SUBMITTED, Move.WITHDRAW): (withdraw,),
    (State.INTEGRATION, Move.WITHDRAW): (early(ask), withdraw),
    (State.REJECTION_NOTICED, Move.WITHDRAW): (early(notice_rejection), withdraw),
    (State.SUBMITTED, Move.REJECT): (notice_rejection, observe, reject),
    (State.INTEGRATION, Move.REJECT): (notice_rejection, observe, ask, reject_late),
    (State.SCORED, Move.EXCLUDE): (admit, low, rank),
    (State.SCORED, Move.FINANCE): (admit, score, rank),
    (State.ADMISSIBLE, Move.FINANCE): (admit, rank),
}
# What comes after the grant finds nothing reserved, and gives back what was committed.
AFTERWARDS = {Move.RENOUNCE: (accept, renounce), Move.REVOKE: (accept, revoke)}


def ways_out() -> set[tuple[str, str]]:
    """Every step of the table by which an application leaves the states in which money is held for it."""
    return {
        (source, step)
        for step, (sources, target) in WORKFLOW.moves.items()
        for source in sources
        if source in BEFORE_THE_MONEY and target not in BEFORE_THE_MONEY
    }


def moved(application: Application) -> dict[str, list[Decimal]]:
    rows = Movement.objects.filter(reference=f"application:{application.pk}").order_by("pk")
    kinds: dict[str, list[Decimal]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row.amount)
    return kinds


def standing(call: Call) -> tuple[Decimal, Decimal, Decimal]:
    lines = BudgetLine.objects.filter(pot__call=call, pot__chamber__code="bg")
    return tuple(sum(getattr(line, bucket) for line in lines) for bucket in ("available", "reserved", "committed"))


def at_the_commit() -> None:
    """What the database asks at the commit is asked now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@transaction.atomic
def just_moved(application: Application, step: Move) -> None:
    """The step alone, without the movement that belongs to it."""
    move(subject=application, workflow=WORKFLOW, move=step, by=None, at=NOON)
    at_the_commit()


def test_every_way_out_of_the_table_is_walked_here() -> None:
    # Who waits for all that she asks for has nothing reserved: below, she is financed with what another has freed.
    assert ways_out() == set(ENDS) | {(State.WAITING, Move.SCROLL)}
    after = {step for step, (sources, _target) in WORKFLOW.moves.items() if State.ACCEPTED in sources}
    assert after - set(AFTERWARDS) == {Move.ACCOUNT}


@pytest.mark.parametrize(("source", "step"), ENDS)
def test_an_end_frees_what_was_reserved_once(source: State, step: Move) -> None:
    application = arrived(a_call_without_points() if source == State.ADMISSIBLE else None)
    assert standing(application.call) == (POT - ASKED, ASKED, 0)
    *before, last = ENDS[source, step]
    for walk in before:
        application = walk(application)
        assert standing(application.call)[1] == ASKED
    assert application.state == source
    application = last(application)
    assert application.state == WORKFLOW.moves[step][1]
    at_the_commit()
    if step == Move.FINANCE:
        assert moved(application) == {"reserve": PARTS, "confirm": PARTS}
        assert standing(application.call) == (POT - ASKED, 0, ASKED)
    else:
        assert moved(application) == {"reserve": PARTS, "release": PARTS}
        assert standing(application.call) == (POT, 0, 0)
    assert list(differences()) == []


@pytest.mark.parametrize("step", AFTERWARDS)
def test_what_was_granted_goes_back_whole_once(step: Move) -> None:
    application = arrived()
    for walk in (*ENDS[State.SCORED, Move.FINANCE], grant, *AFTERWARDS[step]):
        application = walk(application)
    at_the_commit()
    assert standing(application.call) == (POT, 0, 0)
    assert moved(application) == {"reserve": PARTS, "confirm": PARTS, step.value: PARTS}


def test_what_a_cut_leaves_over_is_released_by_the_act() -> None:
    application = arrived()
    expense, by = application.expenses.get(), an_officer(application)
    reviewing.cut(expense=expense, admitted=Decimal("10000.00"), reason="Fuori progetto.", by=by, at=REVIEWED)
    for walk in (admit, score, rank):
        application = walk(application)
    assert standing(application.call) == (POT - 7000, 0, 7000)
    assert moved(application) == {
        "reserve": PARTS,
        "confirm": [Decimal("4000.00"), Decimal("3000.00")],
        "release": [Decimal("1714.29"), Decimal("1285.71")],
    }
    assert grant(application).grant.amount == Decimal("7000.00")


def test_who_waited_is_granted_what_was_freed_and_by_act_only() -> None:
    call = a_first_come_call()
    first, *others = [arrived(call) for _number in range(10)]
    waiting = arrived(call)
    assert waiting.arrival.found == Reserved.WAITING
    for walk in ENDS[State.SUBMITTED, Move.REJECT]:
        first = walk(first)
    # Free again, and given to nobody: who waits still waits, and who comes now waits behind her.
    assert standing(call) == (Decimal("15000.00"), Decimal("90000.00"), 0)
    assert moved(waiting) == {}
    late = arrived(call)
    assert late.arrival.found == Reserved.WAITING
    late, waiting = low(admit(late)), score(admit(waiting), "55")
    others = [score(admit(other), "50") for other in others]
    waiting = rank(waiting)
    assert [fresh(other).state for other in others] == [State.FINANCED] * 9
    assert waiting.state == State.FINANCED
    assert standing(call) == (Decimal("5000.00"), 0, Decimal("100000.00"))
    assert moved(waiting) == {"commit": PARTS}
    assert grant(fresh(others[0])).grant.amount == grant(waiting).grant.amount == ASKED
    assert standing(call) == (Decimal("5000.00"), 0, Decimal("100000.00"))
    at_the_commit()


def test_where_money_goes_by_arrival_a_higher_score_does_not_overtake() -> None:
    call = a_first_come_call()
    reserved = [arrived(call) for _number in range(10)]
    waiting = score(admit(arrived(call)), "100")
    for each in reserved:
        score(admit(each), "51")
    assert rank(waiting).state == State.WAITING
    assert {fresh(each).state for each in reserved} == {State.FINANCED}


@pytest.mark.parametrize("step", [Move.WITHDRAW, Move.REJECT])
def test_an_end_that_releases_nothing_is_refused_at_the_commit(step: Move) -> None:
    """The control: the same step without its movement."""
    application = arrived()
    with pytest.raises(IntegrityError, match="an_application_at_its_end_reserves_nothing"):
        just_moved(application, step)
    assert fresh(application).state == State.SUBMITTED


def test_one_line_released_and_not_the_other_is_refused_too() -> None:
    application = arrived()
    line = BudgetLine.objects.filter(reserved__gt=0).order_by("pk")[0]
    posting = Posting(line_id=line.pk, kind=MovementKind.RELEASE, amount=PARTS[0])
    post(postings=[posting], reference=f"application:{application.pk}", act=None, by=None, at=NOON)
    with pytest.raises(IntegrityError, match="an_application_at_its_end_reserves_nothing"):
        just_moved(application, Move.WITHDRAW)


def test_a_rejection_that_is_refused_releases_nothing() -> None:
    application = arrived()
    with pytest.raises(Refused, match="preavviso di rigetto"):
        reject(application, at=GRANTED)
    assert standing(application.call) == (POT - ASKED, ASKED, 0)
