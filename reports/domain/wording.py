"""How a cell reads in Italian: 1.234,56 · 70,00 % · 24/07/2020 · 24/07/2020 12:00:00 in Rome's time."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from reports.domain.columns import Cell

ROME = ZoneInfo("Europe/Rome")
# With whom Unioncamere runs its calls, on the head of every report.
PARTNERS = "con Regione Lombardia e le Camere di commercio lombarde"
TO_ITALIAN = str.maketrans(",.", ".,")


def amount(value: Decimal) -> str:
    return f"{value:,.2f}".translate(TO_ITALIAN)


def instant(value: datetime) -> str:
    return f"{value.astimezone(ROME):%d/%m/%Y %H:%M:%S}"


def begun(words: str) -> str:
    """The words as a line begins with them: names inside keep their capitals."""
    return words[:1].upper() + words[1:]


def read(cell: Cell, *, percent: bool = False) -> str:
    """The cell as an Italian reader expects it; an empty text for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{amount(cell)} %" if percent else amount(cell)
    if isinstance(cell, datetime):
        return instant(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:,}".translate(TO_ITALIAN) if isinstance(cell, int) else cell
