"""A table of a report on a page, and its chart beside it: figures written in the language of who reads."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _

from core import figures
from reports.domain.columns import Cell, Column, Kind, Row
from reports.domain.table import Table

register = template.Library()
Place = tuple[int, int]
HUNDRED = Decimal(100)
WRITTEN: dict[Kind, Callable[[Any], str]] = {
    Kind.MONEY: figures.euro,
    Kind.INTEGER: figures.count,
    Kind.NUMBER: figures.points,
    Kind.PERCENT: lambda share: figures.percent(share / HUNDRED),
    Kind.DAY: figures.day,
    Kind.INSTANT: figures.instant,
}


@register.inclusion_tag("reports/table.html")
def whole_table(table: Table, hidden: Collection[Place] = ()) -> dict[str, Any]:
    """The table with its header, rows and sums; the cells at the places `hidden` (sums come after the last row) are not told."""
    lines = [*table.rows, table.totals]
    *rows, sums = (_cells(table.columns, row, {at for line, at in hidden if line == number}) for number, row in enumerate(lines))
    totals = sums[1:] if table.shows_totals and len(table.rows) > 1 else []
    return {"table": table, "columns": table.columns, "rows": rows, "totals": totals}


def _cells(columns: Iterable[Column], row: Row, hidden: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "text": _("non indicato") if at in hidden else _written(column.kind, cell),
            "is_number": column.kind.is_number,
            "label": column.title,
        }
        for at, (column, cell) in enumerate(zip(columns, row, strict=True))
    ]


def _written(kind: Kind, cell: Cell) -> str:
    if cell is None:
        return "–"
    write = WRITTEN.get(kind, str)
    return write(cell)


@register.simple_tag
def bars_of(table: Table, label: str, value: str, hidden: Collection[Place] = ()) -> list[tuple[str, Any]]:
    """The rows of a chart: of each row of the table its name and its value; nothing where it is not told."""
    first, second = table.names.index(label), table.names.index(value)
    return [(str(row[first]), None if (at, second) in hidden else row[second]) for at, row in enumerate(table.rows)]


@register.simple_tag
def shares_of(table: Table, label: str, part: str, whole: str) -> list[tuple[str, Any, Any]]:
    """The rows of a chart of shares: of each row of the table its name, the part and the whole."""
    places = [table.names.index(name) for name in (label, part, whole)]
    return [(str(row[places[0]]), row[places[1]], row[places[2]]) for row in table.rows]
