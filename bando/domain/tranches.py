"""The parts in which a fund is paid: shares of one that add up to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bando.enums import Gate, TrancheKind

WHOLE = Decimal(1)


@dataclass(frozen=True)
class Part:
    """One tranche as an act foresees it: `share` of one, opened by the report that `gate` names, due on a day; `progress` is the
    share of the fund that must be granted or paid by then."""

    kind: TrancheKind
    share: Decimal
    gate: Gate
    due_on: date
    progress: Decimal = Decimal(0)


def whole(shares: Iterable[Decimal]) -> bool:
    """Whether the shares make up the fund, no less and no more."""
    return sum(shares, Decimal(0)) == WHOLE
