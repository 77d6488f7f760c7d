"""The parameters of each kind of rule, read strictly from the row's JSON: an unknown or ill-typed one is refused."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any, get_type_hints

from bando.domain.rules.facts import Name
from bando.enums import RuleKind, SizeClass

# What a project may be asked to describe, and how a sentence names it.
PARTS: dict[str, str] = {
    Name.PORTFOLIO: "i prodotti da vendere online",
    Name.MARKETS: "i mercati esteri a cui puntate",
    Name.CHANNELS: "almeno un canale di vendita online specializzato",
}


class BadParameters(ValueError):
    """The JSON of a rule does not say what its kind needs."""


@dataclass(frozen=True)
class Size:
    """The size classes that may apply."""

    classes: tuple[str, ...]

    def __post_init__(self) -> None:
        _known(self.classes, SizeClass.values, "classes")


@dataclass(frozen=True)
class Seat:
    """Whether a seat that is still to be opened is enough for now."""

    may_be_opened_later: bool


@dataclass(frozen=True)
class Declaration:
    """Which declaration, and whether the Chamber has to confirm it."""

    declaration: str
    officer_confirms: bool = False


@dataclass(frozen=True)
class Capital:
    """In difficulty is who lost more than this share of the subscribed capital (art. 2 point 18 Reg. (EU) 651/2014)."""

    share: Decimal = Decimal("0.5")


@dataclass(frozen=True)
class Single:
    """How many other applications of the firm are allowed."""

    others: int = 0


@dataclass(frozen=True)
class MinimumSpend:
    """The least admitted spend, in euro net of VAT."""

    amount: Decimal


@dataclass(frozen=True)
class Readiness:
    """What the project has to describe."""

    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        _known(self.parts, PARTS, "parts")


@dataclass(frozen=True)
class AidCeiling:
    """The most aid under the regime, in euro, this grant included."""

    amount: Decimal


Parameters = Size | Seat | Declaration | Capital | Single | MinimumSpend | Readiness | AidCeiling

SHAPES: dict[RuleKind, type[Any]] = {
    RuleKind.SIZE: Size,
    RuleKind.SEAT: Seat,
    RuleKind.DECLARATION: Declaration,
    RuleKind.CAPITAL: Capital,
    RuleKind.SINGLE: Single,
    RuleKind.MINIMUM_SPEND: MinimumSpend,
    RuleKind.READINESS: Readiness,
    RuleKind.AID_CEILING: AidCeiling,
}


def parse(kind: str, row: Mapping[str, Any]) -> Parameters:
    """The parameters in `row` (amounts and shares as texts, never as floats). Raises BadParameters."""
    shape = SHAPES[RuleKind(kind)]
    types = get_type_hints(shape)
    unknown = sorted(set(row) - set(types))
    missing = [f.name for f in fields(shape) if f.default is MISSING and f.name not in row]
    if unknown or missing:
        raise BadParameters(f"{kind}: unknown {unknown}, missing {missing}")
    parameters: Parameters = shape(**{name: _typed(name, value, types[name]) for name, value in row.items()})
    return parameters


def _typed(name: str, value: Any, wanted: Any) -> Any:
    if wanted is Decimal and isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            raise BadParameters(f"{name}: «{value}» is not a number") from None
    if wanted == tuple[str, ...] and isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return tuple(value)
    if wanted in (bool, int, str) and type(value) is wanted:
        return value
    raise BadParameters(f"{name}: {value!r} is not what is wanted here")


def _known(given: tuple[str, ...], known: Any, name: str) -> None:
    strange = [one for one in given if one not in known]
    if strange:
        raise BadParameters(f"{name}: unknown {strange}")
