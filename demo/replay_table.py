"""What came out of the replay, Chamber by Chamber, and what of it is not as published or not as the ledger says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from applications.enums import RankingOutcome, State
from applications.models import Application, Arrival, RankingEntry
from bando.enums import FundKind
from bando.models import BudgetLine, Call, Pot
from bando.queries.balance import differences
from core.figures import euro
from core.money import ZERO
from demo.replay_plan import APPLICATIONS, ASKED, FINANCED

TITLES = (
    "Camera", "domande", "non ammesse", "sotto il minimo", "finanziate", "chiesto", "dotazione", "rifinanziata", "quota Regione",
    "quota Camera", "impegnato", "resta",
)  # fmt: skip
SAID = (
    "Le imprese sono inventate, e gli importi della domanda scelti perché tornino i conteggi pubblicati: chi legge non ne tragga "
    "altro. Domanda complessiva: {asked} (pubblicata: {published})."
)


@dataclass(frozen=True)
class Line:
    """One Chamber. The shares are those of the rankings in force, `committed` is the ledger's; amounts in euro."""

    label: str
    applications: int
    inadmissible: int
    below: int
    financed: int
    asked: Decimal
    first: Decimal
    later: Decimal
    regional: Decimal
    chamber: Decimal
    committed_regional: Decimal
    committed_chamber: Decimal
    left: Decimal

    @property
    def cells(self) -> tuple[str, ...]:
        """As they are printed."""
        counts = (self.applications, self.inadmissible, self.below, self.financed)
        committed = self.committed_regional + self.committed_chamber
        sums = (self.asked, self.first, self.later, self.regional, self.chamber, committed, self.left)
        return (self.label, *map(str, counts), *map(euro, sums))


def lines(call: Call) -> list[Line]:
    """One for each Chamber."""
    return [_line(pot) for pot in call.pots.select_related("chamber").order_by("pk")]


def _line(pot: Pot) -> Line:
    rows = Application.objects.filter(pot=pot)
    entries = RankingEntry.objects.filter(application__pot=pot, outcome=RankingOutcome.FINANCED, ranking__act__isnull=False)
    money = BudgetLine.objects.filter(pot=pot)
    return Line(
        label=str(pot),
        applications=rows.exclude(state=State.DRAFT).count(),
        inadmissible=rows.filter(state=State.INADMISSIBLE).count(),
        below=rows.filter(state=State.BELOW_MINIMUM).count(),
        financed=rows.filter(state=State.FINANCED).count(),
        asked=_sum(Arrival.objects.filter(application__pot=pot), "snapshot__grant"),
        first=_sum(money.filter(fund__act=None), "endowment"),
        later=_sum(money.exclude(fund__act=None), "endowment"),
        regional=_sum(entries, "regional_share"),
        chamber=_sum(entries, "chamber_share"),
        committed_regional=_sum(money.filter(fund__kind=FundKind.REGIONAL), "committed"),
        committed_chamber=_sum(money.filter(fund__kind=FundKind.CHAMBER), "committed"),
        left=_sum(money, "available"),
    )


def _sum(rows: QuerySet[Any], column: str) -> Decimal:
    return rows.aggregate(sum=Sum(column))["sum"] or ZERO


def in_all(found: Sequence[Line]) -> Line:
    """The Chambers together."""
    names = [each.name for each in fields(Line)][1:]
    return Line("in tutto", **{name: sum((getattr(line, name) for line in found[1:]), getattr(found[0], name)) for name in names})


def failures(call: Call, financed: Sequence[int]) -> Iterator[str]:
    """A sentence for whatever is not as published, or not the same in the rankings and in the ledger.

    `financed`: how many in all after each act.
    """
    found = lines(call)
    whole = in_all(found)
    if abs(whole.asked - ASKED) > ASKED / 1000:
        yield f"asked: {whole.asked}, and {ASKED} was published"
    if tuple(financed) != FINANCED:
        yield f"financed: {financed}, and {FINANCED} was published"
    if (whole.applications, whole.inadmissible + whole.below) != (APPLICATIONS, APPLICATIONS - FINANCED[-1]):
        yield f"of {whole.applications} applications {whole.inadmissible} were not admitted and {whole.below} below the minimum"
    for line in found:
        if (line.regional, line.chamber) != (line.committed_regional, line.committed_chamber):
            yield f"{line.label}: the rankings and the ledger do not give the same shares"
    yield from differences()


def table(call: Call, financed: Sequence[int]) -> str:
    """The Chambers, their sum, and what the figures are not."""
    found = lines(call)
    whole = in_all(found)
    rows = [TITLES, *(line.cells for line in found), whole.cells]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    printed = ["  ".join(_cell(cell, column, widths[column]) for column, cell in enumerate(row)) for row in rows]
    steps = "Finanziate in tutto: {} con la dotazione, {} e {} dopo i rifinanziamenti.".format(*financed)
    return "\n".join([*printed, steps, SAID.format(asked=euro(whole.asked), published=euro(ASKED))])


def _cell(text: str, column: int, width: int) -> str:
    return text.rjust(width) if column else text.ljust(width)
