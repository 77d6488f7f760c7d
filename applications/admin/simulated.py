"""What a what-if found, as the page shows it: the variants side by side, pot by pot, and a bar for each pot."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.domain.scenario import COMMON, Change, Plan
from applications.domain.simulation import Ending, Result, Tally
from applications.enums import Division
from bando.enums import Procedure
from core.admin import Panel
from core.figures import count, euro, percent
from core.money import ZERO

PLACE = "admin/applications/"
WIDTH = 1000


@dataclass(frozen=True)
class Column:
    """One configuration: the call's own (no letter) or a variant, in words, and what it would do."""

    letter: str
    words: str
    plan: Plan
    result: Result

    @property
    def label(self) -> str:
        return _("Variante %(letter)s") % {"letter": self.letter} if self.letter else _("Come configurato")


def columns_of(compared: Sequence[tuple[Plan, Result]], changes: Mapping[str, Change]) -> list[Column]:
    """The call's own configuration first, then the variants by their letters."""
    named = [("", _("quello che il bando dice ora")), *((name.upper(), in_words(change)) for name, change in changes.items())]
    return [Column(letter, words, *found) for (letter, words), found in zip(named, compared, strict=True)]


def in_words(change: Change) -> str:
    """What a variant does otherwise: «contributo massimo 8.000,00 €, quota 60 %»."""
    said = [
        (change.maximum_grant, _("contributo massimo %s"), euro),
        (change.minimum_spend, _("spesa minima %s"), euro),
        (change.rate, _("quota della spesa %s"), percent),
    ]
    found = [text % write(value) for value, text, write in said if value is not None]
    if change.division != Division.CONFIGURED:
        found.append(_("quota della Regione %s") % Division(change.division).label)
    return f"{change.measure}: {', '.join(found)}" if change.measure else ", ".join(found)


def panels(columns: Sequence[Column]) -> list[Panel]:
    """All that the page shows of what was found."""
    return [
        Panel(gettext_lazy("A confronto"), f"{PLACE}simulation_compared.html", _compared(columns)),
        Panel(gettext_lazy("Camera per Camera, come configurato"), f"{PLACE}simulation_pots.html", _pots(columns[0])),
        *(
            [Panel(gettext_lazy("Camera per Camera, con le varianti"), f"{PLACE}simulation_variants.html", _variants(columns))]
            if len(columns) > 1
            else []
        ),
        Panel(gettext_lazy("Finanziato rispetto al chiesto"), f"{PLACE}simulation_charts.html", _charts(columns)),
    ]


@dataclass(frozen=True)
class Line:
    """One line of the table of variants: what it counts, and its value in each column."""

    label: str
    values: list[str]


Counts = Callable[[Tally], str]


def _compared(columns: Sequence[Column]) -> dict[str, Any]:
    procedure = columns[0].plan.procedure
    lines = [Line(label, [write(column.result.total) for column in columns]) for label, write in _lines(procedure)]
    first = Line(_("Prima dotazione a finire"), [_first(column) for column in columns])
    return {"columns": columns, "lines": [*lines, first], "elsewhere": columns[0].result.elsewhere}


def _lines(procedure: Procedure) -> Iterable[tuple[str, Counts]]:
    yield _("Domande"), lambda tally: count(tally.requests)
    yield _("Ammissibili"), lambda tally: count(tally.admissible)
    yield _("Chiesto dalle ammissibili"), lambda tally: euro(tally.asked)
    yield _("Finanziate"), lambda tally: count(tally.financed)
    yield _("Contributi"), lambda tally: euro(tally.used)
    yield _("Resta"), lambda tally: euro(tally.left)
    yield _("Parte servita della domanda"), lambda tally: percent(tally.served)
    yield _("In attesa di fondi"), lambda tally: count(tally.waiting)
    if procedure.is_by_arrival:
        yield _("Arrivate a sportello chiuso"), lambda tally: count(tally.beyond)
    if procedure.is_scored:
        yield _("Sotto il punteggio minimo"), lambda tally: count(tally.below)


def _first(column: Column) -> str:
    tally = column.result.first_to_end
    return f"{tally.label}: {ending(tally.ended, column.plan.procedure)}" if tally else _("nessuna")


def ending(ended: Ending | None, procedure: Procedure) -> str:
    """When a pot ends: the first that is left out."""
    if ended is None:
        return _("non finisce")
    if procedure.is_by_arrival:
        return _("all’arrivo n. %(arrival)s") % {"arrival": count(ended.arrival)}
    numbers = {"position": count(ended.position), "arrival": count(ended.arrival)}
    return _("alla posizione %(position)s (arrivo n. %(arrival)s)") % numbers


def _pots(column: Column) -> dict[str, Any]:
    procedure, result = column.plan.procedure, column.result
    rows = [(tally, ending(tally.ended, procedure)) for tally in result.pots]
    has_common = bool(result.common) and all(tally.code != COMMON for tally in result.pots)
    return {
        "rows": rows, "total": result.total, "is_by_arrival": procedure.is_by_arrival, "is_scored": procedure.is_scored,
        "common": result.common if has_common else None, "common_left": result.common_left, "nothing": ZERO,
    }  # fmt: skip


def _variants(columns: Sequence[Column]) -> dict[str, Any]:
    by_pot = zip(*(column.result.pots for column in columns), strict=True)
    return {"columns": columns, "rows": [(tallies[0].label, tallies) for tallies in by_pot]}


@dataclass(frozen=True)
class Bar:
    """A pot in a chart: on one scale, how long what is asked is, and what is financed of it."""

    tally: Tally
    asked: str
    used: str


def _charts(columns: Sequence[Column]) -> dict[str, Any]:
    top = max((tally.asked for column in columns for tally in column.result.pots), default=ZERO)
    charts = [(column, [_bar(tally, top) for tally in column.result.pots]) for column in columns]
    return {"charts": charts}


def _bar(tally: Tally, top: Decimal) -> Bar:
    return Bar(tally, _length(tally.asked, top), _length(tally.used, top))


def _length(amount: Decimal, top: Decimal) -> str:
    """Digits only, as SVG wants them in every language."""
    return f"{amount / top * WIDTH if top else 0:.0f}"
