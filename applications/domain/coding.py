"""COR and CUP as a sheet brings them: which columns it has, what a line says, which codes stand in it twice."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

# What a line is called in the code → how its column is titled, in the order of the sheet that is handed out.
COLUMNS = {
    "number": "Numero", "firm": "Impresa", "tax_code": "Codice fiscale", "amount": "Contributo", "cor": "COR", "cup": "CUP",
}  # fmt: skip
NEEDED = ("number", "tax_code", "amount", "cor", "cup")
# Either points between thousands, or none; one or two decimals after a comma, or after a point where there is no comma.
AMOUNT = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?|(\d+)\.(\d{1,2})", re.ASCII)


@dataclass(frozen=True)
class CodeLine:
    """One line of the sheet, as it is written; `line` is its place in the file, `spilt`: it has cells without a column."""

    line: int
    number: str
    tax_code: str
    amount: str
    cor: str
    cup: str
    spilt: bool = False

    @property
    def arrival_number(self) -> int | None:
        """The number as a number, if it is one."""
        return int(self.number) if self.number.isascii() and self.number.isdigit() and len(self.number) <= 9 else None


@dataclass(frozen=True)
class Repeated:
    """The numbers and codes that stand in more than one line: which of them is right nobody knows."""

    numbers: frozenset[str]
    cors: frozenset[str]
    cups: frozenset[str]


def missing(header: Sequence[str]) -> list[str]:
    """The titles of the columns that the sheet lacks, or has twice."""
    there = Counter(title.casefold() for title in header)
    return [COLUMNS[name] for name in NEEDED if there[COLUMNS[name].casefold()] != 1]


def lines(rows: Iterable[tuple[int, list[str]]], header: Sequence[str]) -> list[CodeLine]:
    """The lines under a header that lacks nothing; codes in capitals, without the spaces that people put in them."""
    place = {name: [title.casefold() for title in header].index(COLUMNS[name].casefold()) for name in NEEDED}
    found = []
    for line, cells in rows:
        said = {name: cells[at] if at < len(cells) else "" for name, at in place.items()}
        said |= {name: "".join(said[name].split()).upper() for name in ("tax_code", "cor", "cup")}
        found.append(CodeLine(line, **said, spilt=any(cells[len(header) :])))
    return found


def repeated(found: Sequence[CodeLine]) -> Repeated:
    """What stands in several lines."""
    columns = ([one.number for one in found], [one.cor for one in found], [one.cup for one in found])
    return Repeated(*(frozenset(value for value, count in Counter(column).items() if value and count > 1) for column in columns))


def amount_in(text: str) -> Decimal | None:
    """Euro as spreadsheets save them: «12.345,67», «12345,6», «12345.67», «12.345 €»; None for anything else."""
    match = AMOUNT.fullmatch(text.replace("€", "").replace("\xa0", "").replace(" ", ""))
    if match is None:
        return None
    whole, part = (match[1], match[2]) if match[1] else (match[3], match[4])
    return Decimal(f"{whole.replace('.', '')}.{(part or '0').ljust(2, '0')}")


def same_code(written: str, known: str) -> bool:
    """Whether a tax code is the one known; a spreadsheet takes zeros off the beginning of one that is made of digits."""
    return written.lstrip("0") == known.upper().lstrip("0") and bool(written)
