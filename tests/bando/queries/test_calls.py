"""Where calls stand, read in one statement; who is listed, who is only reachable; what each refusal says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bando.enums import ActKind, CallStatus, MovementKind, Procedure
from bando.models import Act, BudgetLine, Call, Pot, Version
from bando.operations import acts, ledger
from bando.policies.opening import why_not_apply, why_not_decide, why_not_send
from bando.queries.calls import reachable_calls, status, visible_calls
from tests.bando.rows import AGAIN, CLOSES, OPENS, PAUSE, PREPARED, PUBLISHED, a_full_call, a_person, a_prepared_call, publish

pytestmark = pytest.mark.django_db
TICK = timedelta(microseconds=1)


def opened(**changes: object) -> Call:
    call = a_full_call()
    Call.objects.filter(pk=call.pk).update(**changes)
    call.refresh_from_db()
    publish(call)
    return Call.objects.get(pk=call.pk)


def test_between_two_windows_one_may_write_a_draft_and_not_send_it() -> None:
    call = opened()
    meanwhile = PAUSE + timedelta(hours=1)
    assert [status(call, at) for at in (OPENS, PAUSE, meanwhile, AGAIN, CLOSES, CLOSES + TICK)] == [
        CallStatus.OPEN, CallStatus.OPEN, CallStatus.ANNOUNCED, CallStatus.OPEN, CallStatus.OPEN, CallStatus.CLOSED,
    ]  # fmt: skip
    assert why_not_apply(call, at=meanwhile) is None
    assert "riapre il 29 giugno 2020, ore 10:00" in (why_not_send(call, at=meanwhile) or "")
    assert [why_not_send(call, at=at) for at in (OPENS, PAUSE, AGAIN, CLOSES)] == [None] * 4


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (PREPARED, "non è ancora pubblicato"),
        (OPENS - TICK, "apre il 18 giugno 2020, ore 10:00"),
        (CLOSES + TICK, "2020-07-24 12:00:00.000001"),
    ],
)
def test_outside_its_windows_nothing_is_sent_and_the_sentence_says_what_to_do(at: object, words: str) -> None:
    assert words in (why_not_send(opened(), at=at) or "")


def act(call: Call, kind: ActKind, at: object) -> Act:
    return acts.adopt(
        call=call, kind=kind, number=f"{kind}", issued_on=date(2020, 6, 8), issuer="U", signer="D", subject="x",
        by=a_person("director"), at=at,
    )  # fmt: skip


def test_a_suspension_is_in_force_after_its_instant_until_another_act_on_the_windows() -> None:
    call = opened()
    half = OPENS + timedelta(days=1)
    Version.objects.create(call=call, number=2, act=act(call, ActKind.SUSPENSION, half), in_force_at=half, content={})
    assert [status(call, at) for at in (half, half + TICK, CLOSES + TICK)] == [
        CallStatus.OPEN, CallStatus.SUSPENDED, CallStatus.SUSPENDED,
    ]  # fmt: skip
    for ask in (why_not_apply, why_not_send, why_not_decide):
        assert "sospeso" in (ask(call, at=half + TICK) or "")
    Version.objects.create(call=call, number=3, act=act(call, ActKind.EXTENSION, half), in_force_at=half, content={})
    assert status(call, half + TICK) == CallStatus.SUSPENDED
    Version.objects.create(call=call, number=4, act=act(call, ActKind.RESUMPTION, half), in_force_at=half, content={})
    assert status(call, half + TICK) == CallStatus.OPEN


def spend(call: Call, keep: int = 0) -> None:
    """Commit all the money of the call but `keep` lines."""
    lines = BudgetLine.objects.filter(pot__call=call).order_by("pk")
    postings = [ledger.Posting(line.pk, MovementKind.COMMIT, line.available) for line in lines[keep:]]
    ledger.post(postings=postings, reference="test", act=None, by=None, at=OPENS)


def test_a_call_by_arrival_is_exhausted_when_no_pot_has_money_left() -> None:
    call = opened(procedure=Procedure.FIRST_COME_MINIMUM)
    spend(call, keep=1)
    assert status(call, OPENS) == CallStatus.OPEN
    last = BudgetLine.objects.filter(pot__call=call).order_by("pk")[0]
    posting = ledger.Posting(last.pk, MovementKind.COMMIT, last.available)
    ledger.post(postings=[posting], reference="rest", act=None, by=None, at=OPENS)
    assert status(call, OPENS) == CallStatus.EXHAUSTED
    assert "esauriti" in (why_not_send(call, at=OPENS) or "")
    assert "esauriti" in (why_not_apply(call, at=OPENS) or "")
    assert why_not_apply(call, at=OPENS - TICK) is None


def test_overbooking_keeps_a_call_open_and_a_ranking_does_not_run_out() -> None:
    call = a_full_call()
    Call.objects.filter(pk=call.pk).update(procedure=Procedure.FIRST_COME_MINIMUM)
    Pot.objects.filter(call=call, chamber__code="so").update(overbooking="0.25")
    publish(call)
    spend(call)
    assert status(call, OPENS) == CallStatus.OPEN
    ranked = opened()
    spend(ranked)
    assert status(ranked, OPENS) == CallStatus.OPEN


def test_a_ranking_decides_and_a_conclusion_ends() -> None:
    call = opened()
    late = CLOSES + timedelta(days=40)
    assert "chiude il 24 luglio" in (why_not_decide(call, at=CLOSES) or "")
    assert why_not_decide(call, at=CLOSES + TICK) is None
    act(call, ActKind.RANKING, late)
    assert status(call, late) == CallStatus.DECIDED
    act(call, ActKind.CONCLUSION, late)
    assert status(call, late) == CallStatus.CONCLUDED
    assert "concluso" in (why_not_apply(call, at=late) or "")


def test_a_rehearsal_is_reached_by_its_address_and_listed_nowhere() -> None:
    call = a_prepared_call()
    rehearsal = Call.objects.get(pk=call.pk)
    rehearsal.pk, rehearsal.code, rehearsal.slug, rehearsal.rehearsal, rehearsal.published_at = None, "R", "r", True, PUBLISHED
    rehearsal.save()
    assert rehearsal in reachable_calls()
    assert rehearsal not in visible_calls()
    assert call not in reachable_calls()


@pytest.mark.parametrize("calls", [1, 3])
def test_a_list_knows_where_its_calls_stand_in_one_statement(calls: int) -> None:
    for _ in range(calls):
        opened()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert {status(call, OPENS) for call in visible_calls()} == {CallStatus.OPEN}
    assert len(asked) == 1


def test_sending_asks_one_statement() -> None:
    call = opened()
    with CaptureQueriesContext(connection) as asked:
        assert why_not_send(call, at=OPENS) is None
    assert len(asked) == 1
