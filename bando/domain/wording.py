"""Sentences with typed values: stored as Italian bytes, shown in the reader's language by `queries/wording.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Union

from core.money import cents

_ITALIAN = str.maketrans(",.", ".,")
MONTHS = (
    *("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno"),
    *("luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"),
)


def euro(amount: Decimal) -> str:
    """«12.345,67 €», with a space that does not break."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{abs(cents(amount)):,.2f}".translate(_ITALIAN) + "\u00a0€"


def count(number: int | Decimal) -> str:
    """«1.250»; of units that may be parts, such as yearly work units: «249,75»."""
    digits = f"{int(number):,}" if number == int(number) else f"{Decimal(number).normalize():,f}"
    return digits.translate(_ITALIAN)


def percent(rate: Decimal) -> str:
    """A share of one: «70 %», «12,5 %»."""
    return f"{(rate * 100).normalize():f}".translate(_ITALIAN) + "\u00a0%"


def day(value: date) -> str:
    """«24 luglio 2020»."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def listing(parts: Sequence[str]) -> str:
    """«a, b e c»."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} e {parts[-1]}"


@dataclass(frozen=True)
class Money:
    """An amount in euro."""

    amount: Decimal

    def italian(self) -> str:
        return euro(self.amount)


@dataclass(frozen=True)
class Count:
    """A number of things, whole or in parts."""

    number: int | Decimal

    def italian(self) -> str:
        return count(self.number)


@dataclass(frozen=True)
class Percent:
    """A share of one."""

    rate: Decimal

    def italian(self) -> str:
        return percent(self.rate)


@dataclass(frozen=True)
class Day:
    """A day of the calendar."""

    day: date

    def italian(self) -> str:
        return day(self.day)


@dataclass(frozen=True)
class Text:
    """Words that no language changes: a name, a code, what a row of the call says."""

    text: str

    def italian(self) -> str:
        return self.text


@dataclass(frozen=True)
class Listing:
    """Things one after the other, the last after an «e»."""

    words: tuple["Word", ...]

    def italian(self) -> str:
        return listing([word.italian() for word in self.words])


@dataclass(frozen=True)
class Sentence:
    """An Italian msgid (marked with `gettext_noop`) with `%(name)s` for each typed value; a part of a sentence may be one too."""

    template: str
    values: Mapping[str, "Word"] = field(default_factory=dict, hash=False)

    def italian(self) -> str:
        """The bytes that are kept, whatever the language of the page."""
        return self.template % {name: word.italian() for name, word in self.values.items()}


Word = Union[Money, Count, Percent, Day, Text, Listing, Sentence]  # noqa: UP007 - refers to itself

# A part of a sentence that is translated on its own: «microimpresa», «il fatturato».
Phrase = Sentence

# Nothing in it is a word: no language changes it.
COMPARED = "%(what)s %(found)s %(sign)s %(limit)s"


def say(template: str, /, **values: Word) -> Sentence:
    """A sentence and its values by name."""
    return Sentence(template, values)


def phrases(templates: Sequence[str]) -> Listing:
    """A listing of parts that are translated one by one."""
    return Listing(tuple(Phrase(template) for template in templates))


def texts(words: Sequence[str]) -> Listing:
    """A listing of names or codes."""
    return Listing(tuple(Text(word) for word in words))


def several(words: Sequence[Word]) -> Listing:
    """A listing of words of any kind."""
    return Listing(tuple(words))


def compared(what: Word | str, found: Word, sign: str, limit: Word) -> Sentence:
    """«occupati 260 > 249»: a text in `what` is an Italian msgid."""
    named = Phrase(what) if isinstance(what, str) else what
    return Sentence(COMPARED, {"what": named, "found": found, "sign": Text(sign), "limit": limit})
