"""The long tables of a report as documents of their own, one for each value of their grouping column (each Chamber)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.domain.columns import Row
from reports.domain.table import Report, Table
from reports.domain.wording import read


@dataclass(frozen=True)
class Annex:
    """One of them: `name` for machines (as in its file), how many rows its first table has."""

    name: str
    title: str
    rows: int
    report: Report

    def reference(self, run: str) -> str:
        """What it is called on its own pages, among those of the run."""
        return f"{run}, allegato {self.title}"


def annexes(report: Report) -> list[Annex]:
    """The annexes in the order in which their values first stand in the tables."""
    tables = [report.table(name) for name in report.annexed]
    values = list(dict.fromkeys(value for table in tables for value in _values(table)))
    digest = report.digest() if values else ""
    return [_annex(report, digest, tables, value, name) for value, name in zip(values, _names(values), strict=True)]


def _names(values: list[str]) -> list[str]:
    """A name for each, distinct whatever the values share."""
    plain = [_slug(value) for value in values]
    return [name if plain.count(name) == 1 else f"{name}-{at}" for at, name in enumerate(plain, start=1)]


def on_the_main_paper(report: Report) -> list[Table]:
    """The tables that stay in the main document."""
    return [table for table in report.tables if table.name not in report.annexed]


def _values(table: Table) -> Iterator[str]:
    return (read(section.value) for section in table.sections() if section.rows)


def _annex(report: Report, digest: str, tables: list[Table], value: str, name: str) -> Annex:
    mine = tuple(_of(table, value) for table in tables)
    rows = len(mine[0].rows)
    facts = (("Allegato a", f"{report.title}, impronta dei dati {digest}"), *_counted(mine[0]))
    about = replace(
        report, name=f"{report.name}-{name}", title=f"Allegato: {value}", subtitle=f"{report.title}. {report.subtitle}",
        tables=mine, facts=facts, charts=(), texts=(), annexed=(), is_book=False,
    )  # fmt: skip
    return Annex(name, value, rows, about)


def _counted(table: Table) -> tuple[tuple[str, str], ...]:
    sums = [(c.title, read(total)) for c, total in zip(table.columns, table.totals, strict=True) if total is not None]
    return (("Beneficiari", str(len(table.rows))), *((title, f"{said} euro") for title, said in sums[:2]))


def _of(table: Table, value: str) -> Table:
    """The rows of one value, without the column that would say the same in each."""
    at = table.names.index(table.grouped_by or "")

    def without(row: Row) -> Row:
        return (*row[:at], *row[at + 1 :])

    columns = tuple(column for place, column in enumerate(table.columns) if place != at)
    rows = tuple(without(row) for row in table.rows if read(row[at]) == value)
    return replace(table, columns=columns, rows=rows, grouped_by=None)


def _slug(value: str) -> str:
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "altro"
