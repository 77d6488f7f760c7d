"""The grant calculator: what the caps admit of a spending plan, why, and the grant step by step."""

from dataclasses import dataclass
from decimal import Decimal

from bando.domain.caps import Admitted, Shortfall, admit
from bando.models import ExpenseItem
from bando.queries.limits import Explained, Limits
from bando.queries.prechecking import Answers, Choice, choice_of
from bando.queries.promises import Promise
from core.money import ZERO


@dataclass(frozen=True)
class Row:
    """An item with what is planned for it and what of that counts (euro, net of VAT)."""

    item: ExpenseItem
    claimed: Decimal
    admitted: Decimal


@dataclass(frozen=True)
class Calculation:
    """From what is planned to the grant: rows of items, cuts in their order, minimum shares missed, the measure's formula."""

    rows: list[Row]
    claimed: Decimal
    admitted: Admitted
    cuts: list[Explained]
    missed: list[tuple[Shortfall, str]]
    choice: Choice


def calculate(promise: Promise, answers: Answers) -> Calculation:
    """Work out the plan under the measure named, or the first one. Asks nothing more of the database."""
    limits = Limits(promise.items, promise.caps)
    admitted = admit(answers.lines, promise.caps)
    claimed = {item.code: ZERO for item in promise.items}
    for line in answers.lines:
        claimed[line.item] += line.amount
    rows = [Row(item, claimed[item.code], admitted.by_item.get(item.code, ZERO)) for item in promise.items]
    measure = next((each for each in promise.measures if each.code == answers.measure), promise.measures[0])
    return Calculation(
        rows=[row for row in rows if row.claimed or row.admitted],
        claimed=sum(claimed.values(), ZERO),
        admitted=admitted,
        cuts=limits.explained(admitted),
        missed=limits.missed(admitted),
        choice=choice_of(measure, admitted.total, answers.held),
    )
