"""First come, first served: what an arrival finds in its pot, and that nobody overtakes."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from applications.enums import NoticeKind, Reserved, State
from applications.models import Application, Arrival, Notice
from applications.operations import rejecting, reminding, submitting, withdrawing
from bando.enums import Procedure
from bando.models import BudgetLine, Call, Movement
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


def a_counter(**fields) -> Call:
    call = a_call(published=False, procedure=Procedure.FIRST_COME, minimum_score=0, **fields)
    call.scoringcriterions.all().delete()
    publish(call)
    return call


def arrive(call: Call, spend: str = WHOLE, province: str = "BG") -> Arrival:
    return send(confirm(fill(a_draft(call=call), spend=spend, province=province))).arrival


def left(call: Call, code: str = "bg") -> tuple[Decimal, Decimal]:
    lines = BudgetLine.objects.filter(pot__call=call, pot__chamber__code=code)
    return sum(line.available for line in lines), sum(line.reserved for line in lines)


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


def test_when_every_pot_is_empty_nobody_is_taken_any_more():
    call = a_counter(partial_last_grant=True)
    late = confirm(fill(a_draft(call=call)))
    for province in ("BG", "BS"):
        for _number in range(11):
            arrive(call, province=province)
    assert left(call) == left(call, "bs") == (Decimal("0.00"), Decimal("105000.00"))
    with pytest.raises(Refused, match="I fondi del bando sono esauriti"):
        send(late)
    assert fresh(late).state == State.DRAFT


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
    call = a_counter(partial_last_grant=True)
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
