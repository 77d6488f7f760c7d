"""What is known about an applicant: each fact with its source and instant; whoever reads one leaves a trace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from bando.domain.rules.records import Aid, Granted, ItemCut, ItemShortfall, Record, is_record, read, written
from bando.domain.size import Relative
from core.money import cents

Value = Decimal | int | str | bool | date | tuple[str | Record, ...] | None
Canonical = dict[str, Any]
R = TypeVar("R", Relative, Aid, Granted, ItemCut, ItemShortfall)


class Name(StrEnum):
    """The facts that rules may ask for; declarations have a name each (see `declaration`)."""

    # The day the question is asked, in Rome: the engine has no clock.
    TODAY = "today"

    # The firm.
    STAFF = "staff"
    TURNOVER = "turnover"
    BALANCE_SHEET = "balance_sheet"
    # Linked and partner firms, with their own figures (`Relative`); () where there are none.
    RELATIVES = "relatives"
    FOUNDED_ON = "founded_on"
    SUBSCRIBED_CAPITAL = "subscribed_capital"
    ACCUMULATED_LOSSES = "accumulated_losses"
    ATECO_CODE = "ateco_code"
    # "2007" or "2025".
    ATECO_VERSION = "ateco_version"
    DURC_ISSUED_ON = "durc_issued_on"
    DURC_EXPIRES_ON = "durc_expires_on"
    # Who is checked against mafia (art. 85 D.Lgs. 159/2011): how many, and how many of them have made their declaration.
    PERSONS = "persons"
    PERSONS_DECLARED = "persons_declared"

    # Where the project is carried out.
    SEAT_PROVINCE = "seat_province"
    # Name of the Chamber (or pool) that serves the seat in this call; "" where the call serves no such province.
    COMPETENT_CHAMBER = "competent_chamber"
    SEAT_TO_BE_OPENED = "seat_to_be_opened"

    # Other applications and calls: numbers of applications sent, codes of calls of which the firm is a beneficiary.
    OTHER_APPLICATIONS = "other_applications"
    LINKED_APPLICATIONS = "linked_applications"
    BENEFICIARY_OF = "beneficiary_of"

    # Money. SPEND is what caps leave; ITEM_CUTS (`ItemCut`) and ITEM_SHORTFALLS (`ItemShortfall`) say what they did.
    SPEND = "spend"
    GRANT = "grant"
    ITEM_CUTS = "item_cuts"
    ITEM_SHORTFALLS = "item_shortfalls"
    # Aids with their days (`Aid`); where the days are not known, their total.
    AIDS = "aids"
    AID_RECEIVED = "aid_received"
    # Grants under other calls with their days (`Granted`); where these are not known, the total of the calendar year.
    GRANTED = "granted"
    GRANTED_THIS_YEAR = "granted_this_year"

    # The project in words.
    PORTFOLIO = "portfolio"
    MARKETS = "markets"
    CHANNELS = "channels"


# Declarations and confirmations of an officer that belong to a kind of rule, not to a call: see `Asks.declares`, `.confirms`.
INSOLVENCY, DURC, ANNUAL_FEE, SUPPLIES, ANTIMAFIA = "insolvency", "durc", "annual_fee", "supplies", "antimafia"
EARLIER_CALLS, SEAT = "earlier_calls", "seat"


def declaration(code: str) -> str:
    """The name of the fact "the firm has declared `code`"."""
    return f"declaration:{code}"


def confirmation(code: str) -> str:
    """The name of the fact "an officer has found the declaration `code` true" (False: untrue; unknown: not yet looked at)."""
    return f"confirmation:{code}"


@dataclass(frozen=True)
class Fact:
    """One value, who says so («impresa», «portale», «Camera»…) and since when. None: asked and not known."""

    value: Value
    source: str
    at: datetime

    def __post_init__(self) -> None:
        if isinstance(self.value, (float, datetime)):
            raise TypeError("a fact is never a float nor an instant")
        if isinstance(self.value, Decimal) and self.value != cents(self.value):
            raise ValueError("an amount is in whole cents")
        if isinstance(self.value, tuple) and not _is_even(self.value):
            raise TypeError("a fact lists texts, or records of one shape")
        if self.at.tzinfo is None:
            raise ValueError("the instant of a fact has its zone")

    def canonical(self) -> Canonical:
        """The fact as it is kept: one type of JSON value for each type of fact, instants in UTC."""
        kind, value = _written(self.value)
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return {"at": at, "source": self.source, "type": kind, "value": value}


def _is_even(values: tuple[Any, ...]) -> bool:
    return len({type(value) for value in values}) < 2 and all(isinstance(one, str) or is_record(one) for one in values)


def _written(value: Value) -> tuple[str, Any]:
    match value:
        case None:
            return "unknown", None
        case bool():
            return "flag", value
        case Decimal():
            return "money", f"{cents(value):f}"
        case date():
            return "day", value.isoformat()
        case tuple():
            return "list", [one if isinstance(one, str) else written(one) for one in value]
        case int():
            return "count", value
    return "text", value


def _value(kind: str, kept: Any) -> Value:
    match kind:
        case "money":
            return Decimal(kept)
        case "day":
            return date.fromisoformat(kept)
        case "list":
            return tuple(one if isinstance(one, str) else read(one) for one in kept)
    value: Value = kept
    return value


def _read(kept: Canonical) -> Fact:
    return Fact(_value(kept["type"], kept["value"]), str(kept["source"]), datetime.fromisoformat(kept["at"]))


class Facts:
    """Facts by name, read through typed getters; `used` lists what was read, in order, since `afresh`."""

    def __init__(self, known: Mapping[str, Fact]) -> None:
        self._known = {str(name): fact for name, fact in known.items()}
        self.used: dict[str, Fact | None] = {}

    @classmethod
    def of(cls, values: Mapping[str, Value], *, source: str, at: datetime) -> "Facts":
        """Facts that share their source and instant."""
        return cls({name: Fact(value, source, at) for name, value in values.items()})

    def plus(self, values: Mapping[str, Value], *, source: str, at: datetime) -> "Facts":
        """These facts and more; a later word on the same thing replaces the earlier one."""
        return Facts(self._known | Facts.of(values, source=source, at=at)._known)

    def afresh(self) -> "Facts":
        """The same facts, none of them read yet."""
        return Facts(self._known)

    def was_asked(self, name: str) -> bool:
        """Whether it was asked for at all: what was asked and is not known, the applicant left empty."""
        return str(name) in self._known

    def money(self, name: str) -> Decimal | None:
        """An amount in euro; None if unknown. Raises TypeError if the fact is of another type."""
        value = self._take(name)
        if value is not None and not isinstance(value, Decimal):
            raise TypeError(f"{name} is not an amount")
        return value

    def count(self, name: str) -> int | None:
        """A whole number; None if unknown."""
        value = self._take(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise TypeError(f"{name} is not a number")
        return value

    def flag(self, name: str) -> bool | None:
        """Yes or no; None if unknown."""
        value = self._take(name)
        if value is not None and not isinstance(value, bool):
            raise TypeError(f"{name} is not a yes or no")
        return value

    def text(self, name: str) -> str | None:
        """A text without blanks around it; None if unknown."""
        value = self._take(name)
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} is not a text")
        return value if value is None else value.strip()

    def day(self, name: str) -> date | None:
        """A day; None if unknown."""
        value = self._take(name)
        if value is not None and not isinstance(value, date):
            raise TypeError(f"{name} is not a day")
        return value

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Codes or names; None if unknown."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, tuple) or not all(isinstance(one, str) for one in value):
            raise TypeError(f"{name} is not a list of texts")
        return tuple(str(one) for one in value)

    def records(self, name: str, shape: type[R]) -> tuple[R, ...] | None:
        """Records of a shape; None if unknown."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, tuple):
            raise TypeError(f"{name} is not a list")
        found = tuple(one for one in value if isinstance(one, shape))
        if len(found) != len(value):
            raise TypeError(f"{name} does not list {shape.__name__}")
        return found

    def _take(self, name: str) -> Value:
        fact = self._known.get(str(name))
        self.used[str(name)] = fact
        return fact.value if fact is not None else None

    def to_json(self) -> str:
        """All facts as canonical JSON: the same facts give the same bytes."""
        return canonical_json({name: fact.canonical() for name, fact in self._known.items()})

    @classmethod
    def from_json(cls, kept: str) -> "Facts":
        """The facts that `to_json` wrote."""
        return cls({name: _read(fact) for name, fact in json.loads(kept).items()})


def canonical_json(data: object) -> str:
    """JSON with one writing only: sorted keys, no blanks, UTF-8 text as it is; floats are refused."""
    _refuse_floats(data)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _refuse_floats(data: object) -> None:
    if isinstance(data, float):
        raise TypeError("canonical JSON has no floats")
    for part in data.values() if isinstance(data, dict) else data if isinstance(data, (list, tuple)) else ():
        _refuse_floats(part)
