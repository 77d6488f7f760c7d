"""One payment, whoever says so, however often and whatever dies meanwhile; and what happens when a belt is taken off."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from applications.enums import State
from applications.models import Application, Grant, Notice
from applications.operations import revoking
from bando.enums import MovementKind
from bando.models import Act, Movement
from bando.queries.balance import differences
from core.refusals import Refused
from disbursement.models import OrderLine, PaymentOrder, Payout, Settlement
from disbursement.operations import banking, ordering, paying
from disbursement.queries import locked
from tests.concurrency.belts import everything
from tests.concurrency.crowd import PATIENCE, at_once
from tests.concurrency.killed import all_that_is_there, killed_after
from tests.disbursement.adapters.test_pain002 import one, report
from tests.factories import act_details, an_officer, fresh, staff
from tests.factories_disbursement import PAID, PAID_ON, adopted, an_account, an_order, application_at, make_public

pytestmark = pytest.mark.django_db(transaction=True)
LIVE_ONCE = "a_settlement_stands_in_one_live_order_line"
# Exchanges with the database of each confirmation, at the least: what is counted here is known to have been tried.
LEAST = 15


@pytest.fixture
def settlement() -> Settlement:
    return make_public(application_at(State.SETTLED)).account.settlement


@pytest.fixture
def order(settlement: Settlement) -> PaymentOrder:
    """Adopted: the bank has it."""
    return adopted(an_order(settlement))


def confirming(order: PaymentOrder, paid_on: date = PAID_ON) -> Callable[[], list[Payout]]:
    """The request of one page: its person reads anew what she may do, its order is as the page had it."""
    officer = an_officer(OrderLine.objects.filter(order=order).get().settlement.account.application)
    return lambda: paying.confirm(order=order, paid_on=paid_on, by=officer.asking(PAID), at=PAID)


def state_of_all() -> dict[str, object]:
    return all_that_is_there() | {"order lines": list(OrderLine.objects.order_by("pk").values())}


def assert_paid_once(settlement: Settlement) -> None:
    payout = Payout.objects.get()
    assert (payout.settlement, payout.gross) == (settlement, settlement.final_grant)
    assert fresh(settlement.account.application).state == State.PAID
    paid = Movement.objects.filter(kind=MovementKind.PAY).aggregate(all=Sum("amount"))["all"]
    assert paid == settlement.final_grant <= Grant.objects.get().amount
    assert Notice.objects.filter(kind="accounts_paid").count() == 1
    assert list(differences()) == []


# Killed, repeated, replayed


def test_a_confirmation_killed_after_any_statement_pays_nothing_or_once(settlement, order):
    confirm, before, step = confirming(order), state_of_all(), 1
    while killed_after(step, confirm) and not Payout.objects.exists():
        assert state_of_all() == before
        step += 1
    # The last death came after the commit: the answer was lost, the payment is not.
    assert step >= LEAST
    assert_paid_once(settlement)
    with pytest.raises(Refused, match="già registrato"):
        confirm()
    assert_paid_once(settlement)


def test_three_confirmations_at_once_pay_once_and_the_others_read_why(settlement, order):
    paid, errors = at_once([confirming(order)] * 3)
    assert len(paid) == 1
    assert [str(error) for error in errors] == ["L’esito di questi pagamenti è già registrato: ricaricate la pagina."] * 2
    assert_paid_once(settlement)


def test_a_confirmation_replayed_from_a_page_of_before_changes_nothing(settlement, order):
    stale = confirming(order)
    confirming(order)()
    before = state_of_all()
    with pytest.raises(Refused, match="già registrato"):
        stale()
    assert state_of_all() == before
    assert_paid_once(settlement)


def test_the_banks_file_read_three_times_at_once_pays_once(settlement, order):
    content = report(one(order.lines.get().end_to_end, "ACSC"), message_id=order.message_id)
    by = an_officer(settlement.account.application)
    read = partial(paying.read_status, order=order, content=content, paid_on=PAID_ON, by=by, at=PAID)
    found, errors = at_once([read] * 3)
    assert errors == []
    assert sorted(each.paid for each in found) == [0, 0, 1]
    assert_paid_once(settlement)
    before = state_of_all()
    assert read() == paying.Outcome(0, 0, 0)
    assert state_of_all() == before


def test_a_worker_killed_while_it_makes_the_banks_file_leaves_it_to_the_next(order):
    make, step = partial(banking.make, order_id=order.pk, at=PAID), 1
    while killed_after(step, make) and banking.due(at=PAID) == [order.pk]:
        step += 1
    assert step >= 5
    assert banking.due(at=PAID) == []
    first = PaymentOrder.objects.get(pk=order.pk).sha256
    assert first
    assert make().sha256 == first


def test_three_workers_make_one_file(order):
    made, errors = at_once([partial(banking.make, order_id=order.pk, at=PAID)] * 3)
    assert errors == []
    assert len({(each.sha256, each.file.name) for each in made}) == 1


# Two people at once


def proposing(settlement: Settlement) -> Callable[[], PaymentOrder]:
    by = an_officer(settlement.account.application)
    return partial(ordering.propose, settlements=[settlement], by=by, at=PAID)


def test_two_officers_who_propose_the_same_payment_make_one_order(settlement):
    made, errors = at_once([proposing(settlement)] * 2)
    assert len(made) == OrderLine.objects.count() == 1
    assert [type(error) for error in errors] == [Refused]
    assert "È già in un mandato" in str(errors[0])


def adopting(order: PaymentOrder, number: int) -> Callable[[], PaymentOrder]:
    by = staff("chamber_director", chamber=order.pot.chamber)[0]
    known = {"issued_on": PAID_ON, "issuer": "Camera", "signer": by.name, "execute_on": PAID_ON}
    return partial(ordering.adopt, order=order, number=f"A{number}", by=by, at=PAID, **known)


def test_two_directors_who_adopt_the_same_order_leave_one_act(settlement):
    order = an_order(settlement)
    an_account(order.pot.chamber)
    done, errors = at_once([adopting(order, 1), adopting(order, 2)])
    assert len(done) == Act.objects.filter(kind="payment").count() == 1
    assert [type(error) for error in errors] == [Refused]
    assert "già stato adottato" in str(errors[0])


def revocation(settlement: Settlement) -> Callable[[], Act]:
    application, by = settlement.account.application, staff("director")[0]
    return partial(revoking.adopt_and_revoke, application=application, reason="Sede chiusa.", by=by, at=PAID, **act_details(PAID))


def test_an_adoption_and_a_revocation_at_once_are_never_both(settlement):
    order = an_order(settlement)
    an_account(order.pot.chamber)
    done, errors = at_once([adopting(order, 1), revocation(settlement)])
    assert len(done) == len(errors) == 1
    assert isinstance(errors[0], Refused), errors
    state = fresh(settlement.account.application).state
    assert (state, OrderLine.objects.get().state) in {(State.SETTLED, "ordered"), (State.REVOKED, "ordered")}
    assert (PaymentOrder.objects.get().state == "adopted") is (state == State.SETTLED)


def test_what_is_ordered_is_not_revoked(settlement, order):
    with pytest.raises(Refused, match="aspettatene l’esito, poi revocate"):
        revocation(settlement)()
    with pytest.raises(IntegrityError, match="what_is_ordered_is_not_revoked"), transaction.atomic():
        Application.objects.filter(account__settlement=settlement).update(state="revoked")
    confirming(order)()
    assert revocation(settlement)()


# What happens without a belt


def all_read_before_anybody_writes(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, people: int) -> None:
    """No lock; each goes on when all have read what they judge by."""
    gate, real = Barrier(people), getattr(place, name)

    def met(*args: Any) -> Any:
        found = real(*args)
        gate.wait(PATIENCE)
        return found

    monkeypatch.setattr(locked, "lock", lambda queryset, rung: list(queryset))
    monkeypatch.setattr(place, name, met)


def test_control_without_the_lock_the_database_still_takes_one_of_two_orders(monkeypatch, settlement):
    """Without the lock nobody reads why: the belt that is left speaks no sentence."""
    all_read_before_anybody_writes(monkeypatch, ordering, "locked_settlements", 2)
    made, errors = at_once([proposing(settlement)] * 2)
    assert len(made) == OrderLine.objects.count() == 1
    assert [type(error) for error in errors] == [IntegrityError]


def test_control_without_lock_and_constraints_a_payment_is_ordered_twice(monkeypatch, settlement):
    before, kept = everything(), {each.name: each for each in OrderLine._meta.constraints}
    belts = [kept[LIVE_ONCE], kept["an_end_to_end_id_is_used_once_for_ever"]]
    all_read_before_anybody_writes(monkeypatch, ordering, "locked_settlements", 2)
    with connection.schema_editor() as editor:
        for belt in belts:
            editor.remove_constraint(OrderLine, belt)
    try:
        made, errors = at_once([proposing(settlement)] * 2)
        assert errors == []
        assert len(made) == OrderLine.objects.filter(settlement=settlement, state="ordered").count() == 2
    finally:
        with connection.cursor() as cursor:
            cursor.execute('TRUNCATE "disbursement_paymentorder" CASCADE')
        with connection.schema_editor() as editor:
            for belt in belts:
                editor.add_constraint(OrderLine, belt)
    assert everything() == before


def test_control_without_the_lock_the_database_still_pays_once(monkeypatch, settlement, order):
    all_read_before_anybody_writes(monkeypatch, paying, "locked_order", 3)
    paid, errors = at_once([confirming(order)] * 3)
    assert len(paid) == 1
    assert [type(error) for error in errors] == [IntegrityError] * 2
    assert_paid_once(settlement)


def test_control_without_its_triggers_more_is_paid_than_was_granted(settlement, order):
    line = order.lines.get()
    more = {"settlement": settlement, "line": line, "act": order.act, "iban": line.iban, "paid_on": PAID_ON, "at": PAID}
    payout = Payout(gross=90000, withheld=0, net=90000, by=staff("director")[0], **more)
    belts = ["nothing_is_paid_beyond_the_grant", "what_is_paid_was_ordered_by_act"]
    for taken, belt in enumerate(belts):
        with pytest.raises(IntegrityError, match=belt):
            paid_by_hand(payout, without=belts[:taken])
    assert paid_by_hand(payout, without=belts) > Grant.objects.get().amount
    assert not Payout.objects.exists()


@transaction.atomic
def paid_by_hand(payout: Payout, *, without: list[str]) -> Decimal:
    """What is paid in all once somebody has written a payment with a shell; nothing of it stays."""
    triggers = {each.name: each for each in Payout._meta.triggers}
    with connection.cursor() as cursor:
        for name in without:
            cursor.execute(f'DROP TRIGGER "{triggers[name].get_pgid(Payout)}" ON disbursement_payout')
    payout.save(force_insert=True)
    paid: Decimal = Payout.objects.aggregate(all=Sum("gross"))["all"]
    transaction.set_rollback(True)
    return paid
