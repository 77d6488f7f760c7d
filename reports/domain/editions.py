"""What comes out when a report is made again, beside what is known of it: what takes its own place back, and what is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Which = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """One edition of a file as it was recorded; `is_there` when its bytes are."""

    which: Which
    edition: int
    sha256: str
    is_there: bool


@dataclass(frozen=True)
class Plan:
    """Of the files that lack their bytes: which edition each comes out as, which in none that is known, which not at all."""

    back: Mapping[Which, int]
    anew: frozenset[Which]
    missing: frozenset[Which]
    edition: int

    @property
    def is_as_before(self) -> bool:
        """Everything that was lacking is what it was, to the byte."""
        return not self.anew and not self.missing


def plan(known: Iterable[Known], made: Mapping[Which, str]) -> Plan:
    """`made` is the digest of each file that has come out. A file whose bytes are there is left alone, whatever came out.

    The next edition has one number for all files of the run, so that what was made together is called alike.
    """
    rows = list(known)
    lacking = {row.which for row in rows} - {row.which for row in rows if row.is_there}
    back = {row.which: row.edition for row in rows if row.which in lacking and made.get(row.which) == row.sha256}
    anew = frozenset(which for which in lacking - back.keys() if which in made)
    return Plan(back, anew, frozenset(lacking - back.keys() - anew), 1 + max((row.edition for row in rows), default=0))
