"""Facts of more than one figure (an aid with its day, a tied firm, a cut): how they are written and read back."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, get_type_hints

from bando.domain.caps import Admitted, Cap, shortfalls
from bando.domain.size import Relative
from core.money import cents


@dataclass(frozen=True)
class Aid:
    """An aid that the single undertaking got: the day it was granted and its amount in euro."""

    granted_on: date
    amount: Decimal


@dataclass(frozen=True)
class Granted:
    """A grant to the firm under a call, by the code of the call."""

    call: str
    granted_on: date
    amount: Decimal


@dataclass(frozen=True)
class ItemCut:
    """What a cap of the call leaves of what was asked for (euro); the label is the cap's."""

    label: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class ItemShortfall:
    """A minimum share that is not reached (euro): what is admitted and the least; the label is the cap's."""

    label: str
    reached: Decimal
    needed: Decimal


Record = Relative | Aid | Granted | ItemCut | ItemShortfall
Part = str | int | bool
SHAPES: dict[str, type[Any]] = {
    "relative": Relative,
    "aid": Aid,
    "granted": Granted,
    "cut": ItemCut,
    "shortfall": ItemShortfall,
}
NAMES = {shape: name for name, shape in SHAPES.items()}


def item_cuts(admitted: Admitted) -> tuple[ItemCut, ...]:
    """What caps did to a claim, as a fact."""
    return tuple(ItemCut(cut.cap.label, cut.before, cut.after) for cut in admitted.cuts)


def item_shortfalls(admitted: Admitted, caps: Iterable[Cap]) -> tuple[ItemShortfall, ...]:
    """The minimum shares that a claim does not reach, as a fact."""
    return tuple(ItemShortfall(one.cap.label, one.has, one.needs) for one in shortfalls(admitted, caps))


def is_record(value: object) -> bool:
    """Whether it is one of the records that a fact may hold."""
    return type(value) in NAMES


def written(record: Record) -> dict[str, Part]:
    """The record as JSON keeps it: amounts and shares as texts, days as ISO."""
    row = {one.name: _part(getattr(record, one.name)) for one in fields(record)}
    return {"kind": NAMES[type(record)], **row}


def _part(value: Decimal | date | str | int | bool) -> Part:
    if isinstance(value, Decimal):
        return f"{cents(value):f}" if value == cents(value) else f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def read(row: dict[str, Part]) -> Record:
    """The record that `written` wrote."""
    shape = SHAPES[str(row["kind"])]
    types = get_type_hints(shape)
    record: Record = shape(**{name: _typed(types[name], value) for name, value in row.items() if name != "kind"})
    return record


def _typed(wanted: type, value: Part) -> Decimal | date | Part:
    if wanted is Decimal:
        return Decimal(str(value))
    return date.fromisoformat(str(value)) if wanted is date else value
