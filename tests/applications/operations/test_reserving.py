"""First come, first served: what an arrival finds in its pot, and that nobody overtakes."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from applications.enums import NoticeKind, Reserved, State
from applications.models import Application, Arrival, Notice
from applications.operations import rejecting, reminding, submitting, withdrawing
from applications.queries.waiting_lists import miscounted
from bando.enums import Procedure
from bando.models import BudgetLine, Call, Movement, Pot, WaitingList
from bando.models.situation import rooms_of, situation_of
from bando.operations import amending
from bando.policies.opening import why_not_send
from core.refusals import Refused
from tests.factories import (
    CLOSES,
    NOON,
    a_call,
    a_draft,
    a_firm,
    a_representative,
    a_user,
    act_details,
    confirm,
    drain,
    fill,
    fresh,
    notice_rejection,
    publish,
    reject,
    send,
)

pytestmark = pytest.mark.django_db
# A pot of 105,000.00 holds ten grants of 10,000.00 and 5,000.00 more.
WHOLE, SMALL = "20000.00", "4000.00"


def a_counter(*, overbooking: str = "1", **fields) -> Call:
    """First come, first served; without other words a pot takes as much again as its money, on its waiting list."""
    call = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0, **fields)
    call.scoringcriterions.all().delete()
    call.pots.update(overbooking=overbooking)
    publish(call)
    return call


def arrive(call: Call, spend: str = WHOLE, province: str = "BG") -> Arrival:
    return send(confirm(fill(a_draft(call=call), spend=spend, province=province))).arrival


def left(call: Call, code: str = "bg") -> tuple[Decimal, Decimal]:
    lines = BudgetLine.objects.filter(pot__call=call, pot__chamber__code=code)
    return sum(line.available for line in lines), sum(line.reserved for line in lines)


def rooms(call: Call) -> dict[str, Decimal]:
    """Chamber → for how many euro its pot still takes applications; the one answer that pages and sending have."""
    codes = dict(call.pots.values_list("pk", "chamber__code"))
    return {codes[pot]: room for pot, room in rooms_of(call).items()}


def exhausted(call: Call) -> bool:
    return situation_of(Call.objects.get(pk=call.pk)).is_exhausted


def test_a_ranking_reserves_nothing():
    arrival = arrive(a_call())
    assert (arrival.found, arrival.asked, arrival.reserved) == (Reserved.NOTHING, None, None)
    assert not Movement.objects.filter(kind="reserve").exists()


def test_what_fits_is_reserved_on_the_lines_of_the_pot():
    call = a_counter()
    arrival = arrive(call)
    assert (arrival.found, arrival.reserved) == (Reserved.WHOLE, Decimal("10000.00"))
    assert left(call) == (Decimal("95000.00"), Decimal("10000.00"))
    assert left(call, "bs") == (Decimal("105000.00"), Decimal("0.00"))
    parts = list(Movement.objects.filter(kind="reserve").order_by("line").values_list("amount", "reference"))
    reference = f"application:{arrival.application_id}"
    assert parts == [(Decimal("5714.29"), reference), (Decimal("4285.71"), reference)]


def test_who_does_not_fit_waits_and_nobody_overtakes_her():
    call = a_counter()
    for _number in range(10):
        assert arrive(call).found == Reserved.WHOLE
    assert arrive(call).found == Reserved.WAITING
    # 2,800.00 would still fit in the 5,000.00 that are left, but somebody came before.
    assert arrive(call, SMALL).found == Reserved.WAITING
    assert left(call) == (Decimal("5000.00"), Decimal("100000.00"))
    assert arrive(call, province="BS").found == Reserved.WHOLE


def test_the_last_one_gets_what_is_left_where_the_call_says_so():
    call = a_counter(partial_last_grant=True)
    for _number in range(10):
        arrive(call)
    last = arrive(call)
    assert (last.found, last.reserved, last.asked) == (Reserved.PART, Decimal("5000.00"), Decimal("10000.00"))
    assert left(call) == (Decimal("0.00"), Decimal("105000.00"))
    # The other pot has money yet: who comes to this one waits, the call goes on.
    assert arrive(call, SMALL).found == Reserved.WAITING


def refused(application: Application) -> str:
    """What who may not send is told; her draft stays."""
    with pytest.raises(Refused) as told:
        send(application)
    assert fresh(application).state == State.DRAFT
    return str(told.value)


def ready(call: Call, province: str = "BG") -> Application:
    return confirm(fill(a_draft(call=call), spend=SMALL, province=province))


def test_when_every_pot_is_full_nobody_is_taken_any_more():
    call = a_counter(overbooking="0", partial_last_grant=True)
    late = ready(call)
    for province in ("BG", "BS"):
        assert not exhausted(call)
        for _number in range(11):
            arrive(call, province=province)
    assert left(call) == left(call, "bs") == (Decimal("0.00"), Decimal("105000.00"))
    # Who was served in part waits for the rest: with no waiting list to speak of, she was the last one.
    assert rooms(call) == {"bg": 0, "bs": 0}
    assert exhausted(call)
    assert "I fondi del bando sono esauriti" in refused(late)


def test_a_pot_takes_its_money_and_its_waiting_list_and_who_crosses_the_line_is_in():
    call = a_counter(overbooking="0.10")
    late, elsewhere = ready(call), ready(call, "BS")
    for _number in range(10):
        arrive(call)
    assert rooms(call)["bg"] == Decimal("15500.00")
    assert [arrive(call).found, arrive(call).found] == [Reserved.WAITING, Reserved.WAITING]
    assert rooms(call)["bg"] == 0
    assert "Bergamo: i fondi per questo bando sono esauriti, lista d’attesa compresa" in refused(late)
    # The pot of another Chamber takes who belongs there, and the call is open.
    assert not exhausted(call)
    assert send(elsewhere).arrival.found == Reserved.WHOLE


@pytest.mark.parametrize("found", [Reserved.WHOLE, Reserved.WAITING])
def test_who_leaves_makes_room_behind_those_who_wait(found):
    call = a_counter(overbooking="0.10")
    late, rows = ready(call), [arrive(call) for _number in range(12)]
    leaving = next(row.application for row in rows if row.found == found)
    assert refused(late)
    withdrawing.withdraw(application=leaving, by=a_representative(leaving.firm), at=NOON)
    assert rooms(call)["bg"] == Decimal("5500.00")
    money = left(call)
    assert send(late).arrival.found == Reserved.WAITING
    assert left(call) == money


def test_a_rejection_takes_who_waited_off_the_list_too():
    call = a_counter(overbooking="0.10")
    waiting = [arrive(call) for _number in range(11)][-1].application
    assert WaitingList.objects.get(pot=waiting.pot).amount == Decimal("10000.00")
    rejecting.observe(
        application=notice_rejection(waiting, at=NOON), text="No.", by=a_representative(waiting.firm), at=NOON
    )  # fmt: skip
    reject(waiting, at=NOON)
    assert WaitingList.objects.get(pot=waiting.pot).amount == 0
    assert arrive(call, SMALL).found == Reserved.WHOLE


@pytest.mark.parametrize("own", ["60000.00", "1.00"])
def test_the_common_pool_is_for_those_who_wait_before_others_draw_on_it(own):
    """A pot that has money of its own goes on; what it lacks is not taken from the pool over the heads of those who wait."""
    call = with_a_pool(own=Decimal(own), pool=Decimal("15000.00"))
    assert [arrive(call, province="BS").found for _number in range(2)] == [Reserved.WHOLE, Reserved.WAITING]
    found = arrive(call).found
    assert found == (Reserved.WHOLE if own != "1.00" else Reserved.WAITING)
    pool = BudgetLine.objects.get(pot__call=call, pot__chamber=None)
    assert pool.available == Decimal("5000.00")
    # Together they have waited for as much as both pots and the pool take.
    taken = 0
    while not exhausted(call):
        arrive(call, province="BS" if rooms(call)["bs"] > 0 else "BG")
        taken += 1
    asked = sum(row.asked for row in Arrival.objects.filter(call=call))
    most = 2 * (Decimal(own) + Decimal("15000.00"))
    assert most <= asked < most + 2 * 10_000


def with_a_pool(*, own: Decimal, pool: Decimal) -> Call:
    """Bergamo has money of its own, Brescia has none; both draw on the pool, of which each line takes as much again."""
    call = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0)
    call.scoringcriterions.all().delete()
    BudgetLine.objects.filter(pot__call=call).delete()
    common = Pot.objects.create(call=call)
    call.pots.update(overbooking=1)
    for fund, pot, amount in zip(
        call.funds.order_by("kind"), (call.pots.get(chamber__code="bg"), common), (own, pool), strict=True
    ):
        type(fund).objects.filter(pk=fund.pk).update(amount=amount)
        BudgetLine.objects.create(fund=fund, pot=pot, endowment=amount)
    publish(call)
    return call


def test_a_waiting_list_is_not_written_by_hand():
    call = a_counter()
    waiting = [arrive(call) for _number in range(11)][-1]
    for change in (lambda rows: rows.update(amount=0), lambda rows: rows.delete()):
        with pytest.raises(InternalError, match="bando_waitinglist"), transaction.atomic():
            change(WaitingList.objects.filter(pot=waiting.pot))


def test_a_waiting_list_that_was_miscounted_is_found():
    call = a_counter()
    for _number in range(11):
        arrive(call)
    assert list(miscounted()) == []
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE bando_waitinglist SET amount = amount - 1")
    (told,) = miscounted()
    assert "in lista d’attesa 9.999,00\xa0€, gli arrivi danno 10.000,00\xa0€" in told
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bando_waitinglist SET amount = amount + 1")
        cursor.execute("SET session_replication_role = origin")


def test_a_withdrawal_frees_the_money_and_begins_a_draft_with_the_same_content():
    call, firm = a_counter(), a_firm()
    sent = send(confirm(fill(a_draft(call=call, firm=firm))))
    by = a_representative(firm)
    draft = withdrawing.withdraw(application=sent, by=by, at=NOON)
    assert fresh(sent).state == State.WITHDRAWN
    assert left(call) == (Decimal("105000.00"), Decimal("0.00"))
    assert draft.content.title == sent.content.title
    assert [row.amount for row in draft.expenses.all()] == [row.amount for row in sent.expenses.all()]
    assert {row.sha256 for row in draft.documents.all()} == {row.sha256 for row in sent.documents.all()}
    again = send(confirm(fresh(draft)))
    assert again.arrival.number == 2
    assert Arrival.objects.get(application=sent).number == 1


def test_a_draft_that_follows_does_not_take_the_files_of_what_was_withdrawn():
    sent = send(confirm(fill(a_draft())))
    by = a_representative(sent.firm)
    draft = withdrawing.withdraw(application=sent, by=by, at=NOON)
    document = draft.documents.get()
    assert document.file.name == sent.documents.get().file.name
    assert document.file.storage.exists(document.file.name)


def test_who_waits_no_longer_waits_when_she_withdraws():
    call = a_counter()
    for _number in range(10):
        arrive(call)
    waiting = arrive(call).application
    withdrawing.withdraw(application=waiting, by=a_representative(waiting.firm), at=NOON)
    assert arrive(call, SMALL).found == Reserved.WHOLE


def test_nothing_is_withdrawn_after_the_closing_nor_twice_nor_by_others():
    sent = send(confirm(fill(a_draft())))
    by = a_representative(sent.firm)
    with pytest.raises(Refused, match="solo finché il bando è aperto"):
        withdrawing.withdraw(application=sent, by=by, at=CLOSES.replace(second=1))
    with pytest.raises(Refused, match="Non agite"):
        withdrawing.withdraw(application=sent, by=a_user(), at=NOON)
    withdrawing.withdraw(application=sent, by=by, at=NOON)
    with pytest.raises(Refused, match="ritirata"):
        withdrawing.withdraw(application=sent, by=by, at=NOON)
    # Its receipt stays what it was, whoever asks again.
    assert submitting.submit(application=fresh(sent), key=uuid4(), by=by, at=NOON) == sent.arrival


def noticed(call: Call) -> Application:
    sent = send(confirm(fill(a_draft(call=call))))
    return notice_rejection(sent, at=NOON)


def test_a_notice_of_rejection_does_not_hold_back_who_mends_and_sends_again():
    call = a_counter()
    sent = noticed(call)
    by, notice = a_representative(sent.firm), sent.rejection_notices.get()
    draft = withdrawing.withdraw(application=sent, by=by, at=notice.due_at)
    assert left(call) == (Decimal("105000.00"), Decimal("0.00"))
    # The notice has ended with it: nobody observes, nobody is reminded, no term gives it back to the desk.
    with pytest.raises(Refused, match="Non c’è un preavviso"):
        rejecting.observe(application=sent, text="Il piano c’è.", by=by, at=notice.due_at)
    reminding.remind(at=notice.due_at - timedelta(hours=1))
    assert not Notice.objects.filter(application=sent, kind=NoticeKind.REJECTION_REMINDER).exists()
    assert rejecting.expire_observations(at=notice.due_at + timedelta(days=1)) == 0
    assert fresh(sent).state == State.WITHDRAWN
    assert send(confirm(fresh(draft))).arrival.found == Reserved.WHOLE


def test_what_the_chamber_has_decided_is_not_withdrawn():
    sent = noticed(a_counter())
    by = a_representative(sent.firm)
    rejecting.observe(application=sent, text="Il piano c’è.", by=by, at=NOON)
    reject(sent, at=NOON)
    with pytest.raises(Refused, match="non ammessa"):
        withdrawing.withdraw(application=sent, by=by, at=NOON)


def test_a_withdrawal_waits_for_the_call_to_take_applications_again():
    call = a_counter()
    sent, director = send(confirm(fill(a_draft(call=call)))), a_user("director")
    amending.suspend(call=call, from_at=NOON, by=director, at=NOON, **act_details(NOON))
    with pytest.raises(Refused, match="ora non ne prende: guardate nella pagina del bando"):
        withdrawing.withdraw(application=sent, by=a_representative(sent.firm), at=NOON + timedelta(days=1))
    assert fresh(sent).state == State.SUBMITTED


def test_a_call_without_money_lets_go_whoever_wants_to_leave_it():
    call = a_counter(overbooking="0", partial_last_grant=True)
    first = arrive(call).application
    drain(first, at=NOON)
    assert why_not_send(call, at=NOON)
    draft = withdrawing.withdraw(application=first, by=a_representative(first.firm), at=NOON)
    # What she leaves is there again, and nobody waits before her.
    assert send(confirm(fresh(draft))).arrival.found == Reserved.WHOLE


def test_a_firm_has_one_live_application_in_a_call():
    sent = send(confirm(fill(a_draft())))
    twin = {"call": sent.call, "firm": sent.firm, "measure": sent.measure, "started_at": NOON, "started_by": sent.started_by}
    with pytest.raises(IntegrityError, match="a_firm_has_one_live_application_in_a_call"), transaction.atomic():
        Application.objects.create(**twin)
    withdrawing.withdraw(application=sent, by=a_representative(sent.firm), at=NOON)
    assert Application.objects.filter(call=sent.call, firm=sent.firm).count() == 2
