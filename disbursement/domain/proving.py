"""Is an invoice proved as paid: how much, to whom, when. What a payment of several invoices is worth to each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.money import ZERO
from disbursement.domain.checking import Outcome, in_euro
from disbursement.domain.matching import same_name

# Bank charges and rounding: a payment that is short by no more has paid the invoice.
TOLERANCE = Decimal("1.00")


class Question(StrEnum):
    """What is asked of the payments of an invoice, in this order."""

    AMOUNT = "amount"
    PAYEE = "payee"
    DAY = "day"


@dataclass(frozen=True)
class Owed:
    """An invoice as something to be paid: `due` after withholding, split VAT and the credit notes on it; euro."""

    supplier: str
    issued_on: date
    due: Decimal


@dataclass(frozen=True)
class Paid:
    """A payment, or the part of one that is for the invoice; `payee` "" where it was not asked yet."""

    amount: Decimal
    payee: str
    on: date


@dataclass(frozen=True)
class Answer:
    """What the payments say on one question."""

    question: Question
    outcome: Outcome
    explanation: str


def left_to_prove(due: Decimal, paid: Decimal) -> Decimal:
    """How much is still to be proved; nothing where what is short is within the tolerance."""
    left = due - paid
    return left if left > TOLERANCE else ZERO


def proved(owed: Owed, payments: Sequence[Paid]) -> list[Answer]:
    """One answer a question; none for an invoice that owes nothing."""
    if owed.due <= ZERO:
        return []
    answers = [_amount(owed, sum((one.amount for one in payments), ZERO))]
    if payments:
        answers += [_payee(owed, payments), _day(owed, payments)]
    return answers


def _amount(owed: Owed, paid: Decimal) -> Answer:
    left = left_to_prove(owed.due, paid)
    if not left:
        return Answer(
            Question.AMOUNT,
            Outcome.MET,
            f"Pagamento provato: {in_euro(paid)} su {in_euro(owed.due)} euro da pagare al fornitore.",
        )
    return Answer(
        Question.AMOUNT,
        Outcome.NOT_MET,
        f"Pagamento non provato per intero: {in_euro(paid)} su {in_euro(owed.due)} euro da pagare al "
        f"fornitore, ne mancano {in_euro(left)}.",
    )


def _payee(owed: Owed, payments: Sequence[Paid]) -> Answer:
    others = sorted({one.payee for one in payments if not same_name(one.payee, owed.supplier)})
    if not others:
        return Answer(Question.PAYEE, Outcome.MET, f"Il beneficiario del pagamento è il fornitore ({owed.supplier}).")
    named = ", ".join(one or "non indicato" for one in others)
    return Answer(
        Question.PAYEE,
        Outcome.TO_VERIFY,
        f"Il beneficiario del pagamento ({named}) non è il fornitore ({owed.supplier}): se è una cessione del credito o un "
        "incasso per suo conto, scrivetelo nella relazione; la Camera lo controlla.",
    )


def _day(owed: Owed, payments: Sequence[Paid]) -> Answer:
    early = min(one.on for one in payments)
    if early >= owed.issued_on:
        return Answer(Question.DAY, Outcome.MET, "I pagamenti non precedono la fattura.")
    return Answer(
        Question.DAY,
        Outcome.TO_VERIFY,
        f"Un pagamento del {early:%d/%m/%Y} precede la fattura del {owed.issued_on:%d/%m/%Y}: se è un "
        f"acconto scrivetelo nella relazione; "
        "la Camera lo controlla.",
    )


def shared(amount: Decimal, left: Sequence[Decimal]) -> list[Decimal]:
    """What a payment is worth to each of several invoices, in their order: each takes what it lacks while there is some.

    `left`: what each has still to be paid, euro; nothing is divided, so that nothing is rounded.
    """
    parts = []
    for wanted in left:
        part = min(max(wanted, ZERO), amount)
        parts.append(part)
        amount -= part
    return parts
