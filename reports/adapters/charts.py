"""Charts as they are placed on a drawing: lengths worked out here, so that the template only draws; each said in words too."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.domain.columns import Cell
from reports.domain.table import Chart, Report, Shape, Table
from reports.domain.wording import read

# Bars lie under each other: what one takes in height, where they begin, how long the longest is, of 1000 units in width.
BAR_STEP, BARS_AT, LONGEST_BAR, LONGEST_LABEL = 26, 400, 450, 54
# Columns stand beside each other: how high the highest is, where their feet are, how high the drawing.
HIGHEST_COLUMN, COLUMNS_FOOT, COLUMNS_HEIGHT, WIDTH = 60, 86, 116, 1000
# What fits above or below a column; where there are more, some go without words (the table has them all).
MOST_VALUES = 14
LONGEST_ALT = 2_000


@dataclass(frozen=True)
class Bar:
    """One bar or column: its name and value in words, its place and measure on the drawing; words left out are empty."""

    label: str
    value: str
    x: int
    y: int
    width: int
    height: int
    label_at: tuple[int, int]
    value_at: tuple[int, int]


@dataclass(frozen=True)
class PaperChart:
    """A drawing 1000 units wide; `alt` says in words what it shows, for who does not see it."""

    title: str
    alt: str
    bars: list[Bar]
    height: int
    stands: bool


def charts(report: Report, table: Table) -> tuple[PaperChart, ...]:
    """The charts of a table that has anything to show."""
    drawn = (_chart(chart, table) for chart in report.charts if chart.table == table.name)
    return tuple(chart for chart in drawn if any(bar.height and bar.width for bar in chart.bars))


def _chart(chart: Chart, table: Table) -> PaperChart:
    label, value = table.names.index(chart.label), table.names.index(chart.value)
    shown = [(read(row[label]), row[value]) for row in table.rows]
    said = "; ".join(f"{name} {read(number) or '0'}" for name, number in shown)
    alt = f"{_called(chart.shape)}. {chart.title}: {said}."
    alt = alt if len(alt) <= LONGEST_ALT else f"{alt[:LONGEST_ALT]}… (tutti i valori nella tabella)"
    if chart.shape is Shape.COLUMNS:
        return PaperChart(chart.title, alt, _columns(shown), COLUMNS_HEIGHT, stands=True)
    return PaperChart(chart.title, alt, _bars(shown), len(shown) * BAR_STEP, stands=False)


def _called(shape: Shape) -> str:
    return "Grafico a colonne" if shape is Shape.COLUMNS else "Grafico a barre"


def _bars(shown: Sequence[tuple[str, Cell]]) -> list[Bar]:
    most = _most(shown)
    return [
        Bar(
            _short(name), read(number), BARS_AT, at * BAR_STEP, length, 20,
            (0, at * BAR_STEP + 17), (BARS_AT + length + 8, at * BAR_STEP + 17),
        )
        for at, (name, number) in enumerate(shown)
        for length in [_length(number, most, LONGEST_BAR)]
    ]  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1].rstrip()}…"


def _columns(shown: Sequence[tuple[str, Cell]]) -> list[Bar]:
    most, step = _most(shown), WIDTH // max(len(shown), 1)
    wide = min(step * 3 // 4, 80)
    every = _named(shown, step)
    return [
        Bar(
            name if at % every == 0 else "", read(number) if len(shown) <= MOST_VALUES else "",
            middle - wide // 2, COLUMNS_FOOT - high, wide, high, (_inside(middle, name), COLUMNS_FOOT + 20),
            (middle, COLUMNS_FOOT - high - 6),
        )
        for at, (name, number) in enumerate(shown)
        for middle, high in [(at * step + step // 2, _length(number, most, HIGHEST_COLUMN))]
    ]  # fmt: skip


def _named(shown: Sequence[tuple[str, Cell]], step: int) -> int:
    """Every how many columns one has its name, so that the longest fit beside each other, the first pushed inside too."""
    widest = max((width_of(name) for name, _number in shown), default=0)
    pushed = max((widest - step) // 2, 0)
    return max(-(-(widest + pushed) // step), 1)


def width_of(name: str) -> int:
    """How much room a name takes, in units of the drawing."""
    return len(name) * 15 // 2


def _inside(middle: int, name: str) -> int:
    """The middle of a name that would else begin or end outside the drawing."""
    half = width_of(name) // 2
    return min(max(middle, half), max(WIDTH - half, half))


def _most(shown: Sequence[tuple[str, Cell]]) -> Decimal:
    sums = [abs(Decimal(number)) for _name, number in shown if isinstance(number, Decimal | int)]
    return max(sums, default=Decimal(0)) or Decimal(1)


def _length(number: Cell, most: Decimal, longest: int) -> int:
    return int(longest * max(Decimal(number), Decimal(0)) / most) if isinstance(number, Decimal | int) else 0
