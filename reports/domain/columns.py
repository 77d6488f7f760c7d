"""What a column of a table holds: its name, its title, its kind, and which cells it accepts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from reports.domain.texts import is_writable, writable

CENT, ZERO = Decimal("0.01"), Decimal("0.00")
Cell: TypeAlias = "str | int | Decimal | date | datetime | None"
Row: TypeAlias = "tuple[Cell, ...]"


class Kind(StrEnum):
    """What a column holds; money is euro, number is a plain quantity (a score), percent is points (70 means 70 %).

    All three are decimals with two places.
    """

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DAY = "day"
    INSTANT = "instant"

    @property
    def is_number(self) -> bool:
        return self in {Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.PERCENT}


ACCEPTED: dict[Kind, type | tuple[type, ...]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: Decimal,
    Kind.MONEY: Decimal,
    Kind.PERCENT: Decimal,
    Kind.DAY: date,
    Kind.INSTANT: datetime,
}


IN_PLACES = frozenset({Kind.NUMBER, Kind.MONEY, Kind.PERCENT})


@dataclass(frozen=True)
class Column:
    """One column: `name` for machines, `title` for readers, `width` relative to its neighbours.

    Money is summed in the totals and nothing else, unless `summed` says otherwise (a score is not; a count of files may be).
    """

    name: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 10
    summed: bool | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", writable(self.title))
        if self.summed and self.kind not in {Kind.INTEGER, Kind.MONEY}:
            raise TypeError(f"Column {self.name}: only money and integers can be summed")

    @property
    def is_summed(self) -> bool:
        return self.kind is Kind.MONEY if self.summed is None else self.summed

    def total(self, cells: Iterable[Any]) -> Decimal | int:
        """The sum of the cells of a column that is summed."""
        start: Decimal | int = ZERO if self.kind is Kind.MONEY else 0
        return sum([cell for cell in cells if cell is not None], start)

    def accepted_all(self, cells: Sequence[Any]) -> Sequence[Cell]:
        """The cells as they will be kept; looked at one by one only where some of them might not be kept as they are."""
        present = [cell for cell in cells if cell is not None]
        if set(map(type, present)) <= {ACCEPTED[self.kind]}:
            if self.kind in {Kind.INTEGER, Kind.DAY} or (self.kind is Kind.TEXT and is_writable("".join(present))):
                return cells
            if self.kind in IN_PLACES and all(map(CENT.same_quantum, present)):
                return [cell if cell is None else cell or ZERO for cell in cells]
        return list(map(self.accepted, cells))

    def accepted(self, cell: Cell) -> Cell:
        """The cell as it will be kept; TypeError for a foreign type (floats first of all), ValueError for a wrong value."""
        if cell is None:
            return None
        exact = ACCEPTED[self.kind]
        foreign = not isinstance(cell, exact) or isinstance(cell, bool)
        if foreign or (self.kind is Kind.DAY and isinstance(cell, datetime)):
            raise TypeError(f"Column {self.name} holds {self.kind}, not {type(cell).__name__}: {cell!r}")
        if isinstance(cell, str):
            return writable(cell)
        if isinstance(cell, datetime) and cell.utcoffset() is None:
            raise ValueError(f"Column {self.name}: an instant without a time zone is no instant: {cell!r}")
        return _two_places(self.name, cell) if isinstance(cell, Decimal) else cell


def _two_places(name: str, value: Decimal) -> Decimal:
    if value.same_quantum(ZERO):
        # -0.00 and 0.00 are equal and must be spelled alike.
        return value or ZERO
    if not value.is_finite() or value != round(value, 2):
        raise ValueError(f"Column {name}: {value} has more than two places; round it where it is computed")
    return round(value, 2) + ZERO
