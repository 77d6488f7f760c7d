"""What is known about an applicant: each fact with its source and instant; whoever reads one leaves a trace."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from core.money import cents

Value = Decimal | int | str | bool | None
Canonical = dict[str, str | int | bool | None]


class Name(StrEnum):
    """The facts that rules may ask for; declarations have a name each (see `declaration`)."""

    STAFF = "staff"
    TURNOVER = "turnover"
    BALANCE_SHEET = "balance_sheet"
    SUBSCRIBED_CAPITAL = "subscribed_capital"
    ACCUMULATED_LOSSES = "accumulated_losses"
    AID_RECEIVED = "aid_received"
    SEAT_PROVINCE = "seat_province"
    # Name of the Chamber (or pool) that serves the seat in this call; "" where the call serves no such province.
    COMPETENT_CHAMBER = "competent_chamber"
    SEAT_TO_BE_OPENED = "seat_to_be_opened"
    OTHER_APPLICATIONS = "other_applications"
    SPEND = "spend"
    GRANT = "grant"
    PORTFOLIO = "portfolio"
    MARKETS = "markets"
    CHANNELS = "channels"


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
        if isinstance(self.value, float):
            raise TypeError("a fact is never a float")
        if self.at.tzinfo is None:
            raise ValueError("the instant of a fact has its zone")

    def canonical(self) -> Canonical:
        """The fact as it is kept: one type of JSON value for each type of fact, instants in UTC."""
        kind, value = _written(self.value)
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return {"at": at, "source": self.source, "type": kind, "value": value}


def _written(value: Value) -> tuple[str, str | int | bool | None]:
    if isinstance(value, Decimal):
        return "money", f"{cents(value):f}"
    if value is None:
        return "unknown", None
    if isinstance(value, bool):
        return "flag", value
    return ("count", value) if isinstance(value, int) else ("text", value)


def _read(kept: Canonical) -> Fact:
    value = Decimal(str(kept["value"])) if kept["type"] == "money" else kept["value"]
    return Fact(value, str(kept["source"]), datetime.fromisoformat(str(kept["at"])))


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
