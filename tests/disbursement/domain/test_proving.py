"""How much, to whom, when: what the payments of an invoice prove."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.checking import Outcome
from disbursement.domain.proving import Owed, Paid, Question, left_to_prove, proved, shared

ISSUED = date(2026, 2, 10)
OWED = Owed("Web Agency S.r.l.", ISSUED, Decimal("1220.00"))


def outcomes(*payments: Paid, owed: Owed = OWED) -> dict[Question, Outcome]:
    return {one.question: one.outcome for one in proved(owed, payments)}


def paid(amount: str, payee: str = "WEB AGENCY SRL", on: date = ISSUED) -> Paid:
    return Paid(Decimal(amount), payee, on)


@pytest.mark.parametrize("payments", [("1220.00",), ("1000.00", "220.00"), ("1219.00",), ("1300.00",)])
def test_what_was_paid_in_one_or_more_times_is_proved(payments):
    assert set(outcomes(*map(paid, payments)).values()) == {Outcome.MET}


def test_what_is_short_is_said_with_how_much():
    [answer, *_others] = proved(OWED, [paid("1000.00")])
    assert (answer.question, answer.outcome) == (Question.AMOUNT, Outcome.NOT_MET)
    assert "1.000,00 su 1.220,00 euro" in answer.explanation
    assert "mancano 220,00" in answer.explanation


def test_another_payee_and_an_earlier_day_are_for_the_chamber_to_see():
    found = outcomes(paid("1220.00", "Banca del Factoring", date(2026, 2, 9)))
    assert found == {Question.AMOUNT: Outcome.MET, Question.PAYEE: Outcome.TO_VERIFY, Question.DAY: Outcome.TO_VERIFY}


def test_nothing_is_asked_of_what_owes_nothing():
    assert outcomes(owed=Owed("x", ISSUED, Decimal(0))) == {}
    assert outcomes() == {Question.AMOUNT: Outcome.NOT_MET}


@pytest.mark.parametrize(("short", "left"), [("1.00", "0"), ("1.01", "1.01"), ("-5.00", "0")])
def test_bank_charges_leave_nothing_to_prove(short, left):
    assert left_to_prove(Decimal("100.00"), Decimal("100.00") - Decimal(short)) == Decimal(left)


AMOUNTS = st.decimals(Decimal("0.00"), Decimal("99999.99"), places=2)


@given(AMOUNTS, st.lists(AMOUNTS, max_size=6))
def test_a_payment_goes_to_its_invoices_in_their_order_and_no_further(amount, left):
    parts = shared(amount, left)
    assert sum(parts) == min(amount, sum(left))
    assert all(Decimal(0) <= part <= wanted for part, wanted in zip(parts, left, strict=True))
    first_short = next((at for at, (part, wanted) in enumerate(zip(parts, left, strict=True)) if part < wanted), len(parts))
    assert not any(parts[first_short + 1 :])
