"""Who may write over a field of a draft: whoever has seen what stands there. Nobody's words go without a word."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from core.money import cents

PRINT = 16


@dataclass(frozen=True)
class Mark:
    """The last change of a field: the version of the content that it made, by whom, when (ISO), from which page of whose
    browser and at which turn of it. A page takes a turn each time it sends, so that its own late answers are told apart."""

    version: int
    by: int | None
    at: str
    page: str = ""
    turn: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Seen:
    """What a writer has seen: the version of all the fields, and of those it has seen later; which page writes, at which turn."""

    version: int
    fields: Mapping[str, int] = field(default_factory=dict)
    page: str = ""
    turn: int = 0

    def of(self, name: str) -> int:
        """The version at which it has last seen a field."""
        return self.fields.get(name, self.version)

    def by_now(self, mark: Mark) -> bool:
        """Whether the change was made by this page itself, at an earlier turn: the answer was lost on the way, not a word."""
        return bool(self.page) and mark.page == self.page and mark.turn < self.turn


@dataclass(frozen=True)
class Clash:
    """A field that somebody has changed since it was seen: its value now, and the change that made it."""

    name: str
    value: Any
    mark: Mark


def marks_of(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Mark]:
    """The changes as they are kept with the content."""
    return {name: Mark(**row) for name, row in stored.items()}


def is_stale(name: str, mark: Mark | None, seen: Seen) -> bool:
    """Whether a field was changed after it was seen, and not by the same page."""
    return mark is not None and mark.version > seen.of(name) and not seen.by_now(mark)


def fingerprint(value: object) -> str:
    """A short sign of a value, by which a page that was given it is told from one in which something else was typed."""
    return sha256(_text(value).encode()).hexdigest()[:PRINT]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, Decimal):
        return f"{cents(value):.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)
