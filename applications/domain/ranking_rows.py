"""A ranking as rows: what is stored, what is digested and what is compared are one and the same text."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

COLUMNS = (
    "application_id", "position", "score", "arrival_number", "outcome", "admitted_spend", "due", "grant", "regional_share",
    "chamber_share", "parts",
)  # fmt: skip
NOTHING = "\\N"


class Row(NamedTuple):
    """One application in a ranking; `parts` is the JSON of the euro that each line gives, lines in their order."""

    application: int
    position: int | None
    score: Decimal | None
    arrival: int
    outcome: str
    spend: Decimal
    due: Decimal
    grant: Decimal
    regional: Decimal
    chamber: Decimal
    parts: str

    @property
    def line(self) -> str:
        """The row in the format of COPY; nothing in it needs an escape."""
        position = NOTHING if self.position is None else self.position
        score = NOTHING if self.score is None else self.score
        return (
            f"{self.application}\t{position}\t{score}\t{self.arrival}\t{self.outcome}\t{self.spend}\t{self.due}\t{self.grant}"
            f"\t{self.regional}\t{self.chamber}\t{self.parts}"
        )


def parts_of(amounts: Iterable[tuple[int, Decimal]]) -> str:
    """Euro by line, as they are written."""
    inner = ", ".join(f'"{line}": "{amount}"' for line, amount in amounts)
    return f"{{{inner}}}"


def lines_of(rows: Sequence[Row]) -> list[str]:
    """The rows as lines of text, in the order of the ranking; who is not admitted comes last, by arrival."""
    return [row.line for row in rows]


def digest_of(lines: Sequence[str]) -> str:
    """SHA-256 of the lines, a line feed between them."""
    return sha256("\n".join(lines).encode()).hexdigest()
