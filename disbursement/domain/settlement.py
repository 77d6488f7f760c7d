"""What a firm is due in the end, on the budget lines that its grant was committed on; the rest goes back to the same lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, split


@dataclass(frozen=True)
class Commitment:
    """What one budget line has committed for an application, in euro; `regional` says whose money it is."""

    line_id: int
    regional: bool
    amount: Decimal


@dataclass(frozen=True)
class Outcome:
    """What becomes of one commitment: `final + economia` is what was committed, neither is negative."""

    line_id: int
    regional: bool
    final: Decimal
    economia: Decimal


def settle(final: Decimal, commitments: Sequence[Commitment]) -> list[Outcome]:
    """Divide the final grant over the lines in proportion to what each committed, to the cent.

    Raises ValueError if it is negative or more than was committed.
    """
    if not ZERO <= final <= sum((one.amount for one in commitments), ZERO):
        raise ValueError("a final grant lies between zero and what was committed")
    parts = split(final, [one.amount for one in commitments])
    return [Outcome(one.line_id, one.regional, part, one.amount - part) for one, part in zip(commitments, parts, strict=True)]


def regional_share(outcomes: Sequence[Outcome]) -> Decimal:
    """The Region's part of the final grant."""
    return sum((one.final for one in outcomes if one.regional), ZERO)


def least_spend(granted_spend: Decimal, minimum_share: Decimal) -> Decimal:
    """The spend under which too little of the project was realised: a share of the spend that the grant was given for."""
    return granted_spend * minimum_share
