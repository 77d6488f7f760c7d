"""What a bank is told of payments, and what it answers: values only, in the letters that banks carry."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from core.money import ZERO

# The letters that every bank of the scheme carries (EPC217-08, the basic Latin set).
CARRIED = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")
# What many names have and no bank carries, as it is usually put instead.
INSTEAD = str.maketrans(
    {"&": "+", "’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "_": "-", "ß": "ss", "@": "(at)", "ø": "o", "Ø": "O"}
)
LONGEST_NAME, LONGEST_TEXT, LONGEST_REASON = 70, 140, 250


@dataclass(frozen=True)
class Transfer:
    """One credit transfer, in euro."""

    end_to_end: str
    amount: Decimal
    name: str
    iban: str
    text: str


@dataclass(frozen=True)
class Message:
    """A file of transfers from one account on one day; `made_at` is the instant of the act, not of the drawing."""

    message_id: str
    made_at: datetime
    execute_on: date
    debtor_name: str
    debtor_iban: str
    transfers: Sequence[Transfer]

    @property
    def total(self) -> Decimal:
        """The sum of the transfers."""
        return sum((one.amount for one in self.transfers), ZERO)


@dataclass(frozen=True)
class Told:
    """What the bank says of one transfer: settled (on which day, if it says so) or rejected (why)."""

    settled: bool
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """A status file: of which message it speaks, of the whole if it says so, and of transfers by their end-to-end id.

    Of what is still under way it says nothing.
    """

    message_id: str
    whole: Told | None = None
    transfers: dict[str, Told] = field(default_factory=dict)


def carried(text: str, most: int) -> str:
    """The text in the letters that banks carry, without idle spaces, cut at `most`; never empty, never with a slash at an end."""
    plain = unicodedata.normalize("NFKD", text.translate(INSTEAD))
    letters = [one if one in CARRIED else " " for one in plain if not unicodedata.combining(one)]
    words = " ".join("".join(letters).split()).replace("//", "/")
    return words.strip("/")[:most].strip(" /") or "-"


def masked(iban: str) -> str:
    """An account number as it may stand where not all of it is needed: country and last four characters."""
    return f"{iban[:2]}…{iban[-4:]}"


def end_to_end(cup: str, attempt: int) -> str:
    """The id of a payment of a project: its CUP, and which attempt it is (from 1)."""
    return f"{cup}-{attempt}"
