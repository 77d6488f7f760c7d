"""A paid grant is taken back: told, heard, decided by act, given back with interest; the capital returns to its lines."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from applications.enums import NoticeKind, State
from bando.enums import ActKind, MovementKind
from bando.models import BudgetLine, Movement
from bando.queries.balance import differences
from core.money import split
from core.refusals import Refused
from disbursement.models import Instalment, InterestRate, Recovery, RecoveryReceipt
from disbursement.operations import recovering
from disbursement.queries.orders import payable
from disbursement.queries.recoveries import due_on, recovery_open
from tests.factories import a_call, a_representative, act_details, an_act, an_officer, fresh, staff
from tests.factories_disbursement import (
    PAID,
    PAID_ON,
    a_director,
    adopted,
    an_order,
    application_at,
    begin_revocation,
    make_public,
    somebody_else,
    take_back,
    verify,
)

pytestmark = pytest.mark.django_db
LATER = PAID + timedelta(days=400)
ON = LATER.date()


@pytest.fixture
def paid():
    return application_at(State.PAID)


@pytest.fixture
def payout(paid):
    return paid.account.settlement.payout


def observe(notice, *, at=PAID, by=None):
    by = by or a_representative(notice.application.firm)
    return recovering.observe(notice=notice, text="Riapre.", by=by, at=at)


def decide(notice, *, amount="1000.00", reason="Non riapre.", at=PAID, by=None, days=30):
    by, pay_by_on = by or a_director(notice.application), at.date() + timedelta(days=days)
    about = {"amount": Decimal(amount), "pay_by_on": pay_by_on, "reason": reason}
    return recovering.decide(notice=notice, by=by, at=at, **about, **act_details(at))


def receive(recovery, amount, *, on=ON, at=LATER):
    by = a_director(recovery.application)
    return recovering.receive(recovery=recovery, amount=Decimal(amount), received_on=on, reference="CRO 1", by=by, at=at)


def test_the_firm_is_told_and_has_its_days(paid, payout):
    notice = begin_revocation(payout)
    assert notice.due_at.date() >= PAID.date() + timedelta(days=paid.call.rejection_days)
    assert paid.notices.filter(kind=NoticeKind.REVOCATION_NOTICED).exists()
    with pytest.raises(Refused, match="attendete le osservazioni o la scadenza"):
        decide(notice)
    with pytest.raises(Refused, match="già avviata"):
        begin_revocation(payout)
    with pytest.raises(Refused, match="Non agite per questa impresa"):
        observe(notice, by=somebody_else())
    with pytest.raises(Refused, match="scaduto"):
        observe(notice, at=notice.due_at + timedelta(seconds=1))
    observe(notice)
    with pytest.raises(Refused, match="Avete già presentato"):
        observe(notice)
    assert decide(notice)
    with pytest.raises(Refused, match="già stata decisa"):
        decide(notice)


def test_after_the_term_it_is_decided_without_an_answer(payout):
    notice = begin_revocation(payout)
    assert decide(notice, at=notice.due_at + timedelta(days=1))


@pytest.mark.parametrize(("amount", "words"), [("8400.01", "al massimo quanto è stato pagato"), ("0.00", "al massimo quanto")])
def test_no_more_is_asked_than_was_paid(payout, amount, words):
    with pytest.raises(Refused, match=words):
        begin_revocation(payout, amount=amount)


def test_no_more_is_decided_than_was_told(payout):
    notice = begin_revocation(payout)
    observe(notice)
    with pytest.raises(Refused, match="al massimo quanto comunicato"):
        decide(notice, amount="1000.01")
    with pytest.raises(Refused, match="Scrivete la motivazione"):
        decide(notice, reason=" ")


def test_the_chambers_director_decides_who_has_not_begun_it(paid, payout):
    notice = begin_revocation(payout)
    observe(notice)
    with pytest.raises(Refused, match="Il vostro ruolo non permette"):
        decide(notice, by=staff("director")[0])
    with pytest.raises(Refused, match="Il vostro ruolo non permette"):
        decide(notice, by=an_officer(paid))
    with pytest.raises(Error, match="a_recovery_is_decided_once_the_firm_was_heard"), transaction.atomic():
        _decided_by(notice, notice.by)


def _decided_by(notice, by):
    """Written by hand."""
    act = an_act(notice.application.call, ActKind.REVOCATION, at=PAID)
    Recovery.objects.create(
        notice=notice, application=notice.application, act=act, amount=1, interest_from_on=PAID_ON, at=PAID, by=by
    )


def test_a_revocation_may_end_with_nothing(paid, payout):
    notice = begin_revocation(payout)
    observe(notice)
    recovering.dismiss(notice=notice, reason="La sede è riaperta.", by=a_director(paid), at=PAID)
    assert paid.notices.filter(kind=NoticeKind.REVOCATION_DISMISSED).exists()
    assert fresh(paid).state == State.PAID
    with pytest.raises(Refused, match="già stata decisa"):
        decide(notice)
    assert recovery_open(paid) is None


def test_a_part_leaves_the_grant_paid_the_whole_revokes_it(paid, payout):
    take_back(payout, amount="1000.00")
    assert fresh(paid).state == State.PAID
    take_back(payout, amount="7400.00")
    assert fresh(paid).state == State.REVOKED
    with pytest.raises(Refused, match="già stato revocato per intero"):
        begin_revocation(payout)


def test_what_comes_back_is_interest_first_and_returns_to_the_lines(paid, payout):
    recovery = take_back(payout, amount="8400.00")
    interest, capital = due_on(recovery, ON)
    # 199 days of 2021 at 0.01 %, 201 of 2022 at 1.25 %.
    assert (interest, capital) == (Decimal("58.28"), Decimal("8400.00"))
    with pytest.raises(Refused, match=r"al massimo 8\.458,28"):
        receive(recovery, "8458.29")
    with pytest.raises(Refused, match="non è nel futuro"):
        receive(recovery, "1.00", on=ON + timedelta(days=1))
    first = receive(recovery, "1058.28")
    assert (first.interest, first.capital) == (Decimal("58.28"), Decimal("1000.00"))
    with pytest.raises(Refused, match="data successiva"):
        receive(recovery, "1.00", on=ON - timedelta(days=1))
    back = Movement.objects.filter(kind=MovementKind.RECOVER, reference=f"recovery:{first.pk}")
    paid_out = Movement.objects.filter(kind=MovementKind.PAY).order_by("line")
    assert [row.amount for row in back.order_by("line")] == split(Decimal("1000.00"), [row.amount for row in paid_out])
    receive(recovery, "7400.00")
    assert due_on(recovery, ON) == (0, 0)
    with pytest.raises(Refused, match="ha restituito tutto"):
        receive(recovery, "0.01")
    assert not BudgetLine.objects.filter(paid__gt=0).exists()
    assert list(differences()) == []


def test_a_firm_that_owes_is_paid_nothing_more(paid, payout):
    recovery = take_back(payout)
    other = application_at(State.SETTLED, call=a_call(), firm=paid.firm)
    assert recovery_open(other) == recovery
    settlement = verify(make_public(other)).account.settlement
    assert list(payable(other.pot)) == []
    with pytest.raises(Refused, match="prima di pagarle altro registrate la restituzione"):
        an_order(settlement)
    receive(recovery, str(sum(due_on(recovery, ON))))
    assert recovery_open(other) is None
    assert list(payable(other.pot)) == [settlement]


def test_what_was_proposed_before_the_recovery_is_not_adopted(paid, payout):
    other = application_at(State.SETTLED, call=a_call(), firm=paid.firm)
    order = an_order(verify(make_public(other)).account.settlement)
    take_back(payout)
    with pytest.raises(Refused, match="prima di pagarle altro registrate la restituzione"):
        adopted(order)


def test_instalments_are_fixed_once_and_add_up(payout):
    recovery = take_back(payout)
    agree = lambda parts: recovering.agree_instalments(  # noqa: E731
        recovery=recovery, parts=parts, by=a_director(recovery.application), at=PAID
    )
    day = date(2021, 9, 1)
    with pytest.raises(Refused, match="Le rate fanno"):
        agree([(day, Decimal("999.99"))])
    with pytest.raises(Refused, match="scade dopo quella che la precede"):
        agree([(day, Decimal("500.00")), (day, Decimal("500.00"))])
    agree([(day, Decimal("500.00")), (day + timedelta(days=30), Decimal("500.00"))])
    with pytest.raises(Refused, match="già fissate"):
        agree([(day, Decimal("1000.00"))])
    with pytest.raises(Error, match="the_instalments_of_a_recovery_add_up_to_it"):
        _one_more(recovery)


@transaction.atomic
def _one_more(recovery):
    Instalment.objects.create(recovery=recovery, number=3, due_on=date(2022, 1, 1), amount=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_takes_no_more_than_is_due(payout):
    recovery = take_back(payout)
    with pytest.raises(Error, match="no_more_comes_back_than_is_due"), transaction.atomic():
        RecoveryReceipt.objects.create(
            recovery=recovery, received_on=ON, reference="x", amount=1001, interest=0, capital=1001, at=PAID, by=recovery.by
        )


def test_the_rates_are_there_and_stay():
    assert InterestRate.objects.count() == 8
    with pytest.raises(Error, match="a_rate_of_interest_is_never_changed"), transaction.atomic():
        InterestRate.objects.update(rate=0)
