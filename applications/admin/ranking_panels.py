"""The parts of the pages about rankings: the lists, the pots before and after, the sums to try."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.domain.ranking_rows import Row as Stored
from applications.enums import RankingOutcome
from applications.forms.ranking import WhatIfForm
from applications.models import Application, RankingEntry
from applications.queries.ranking import Extra, Listing, pots_after
from bando.models import Call
from core.admin import Panel
from core.money import ZERO

PLACE = "admin/applications/"
# Rows in one page; the list with all of them is a report.
SHOWN = 2_000


@dataclass(frozen=True)
class Row:
    """One line of a ranking as the page shows it."""

    position: int | None
    firm: str
    chamber: str
    arrival: int
    score: Decimal | None
    outcome: RankingOutcome
    spend: Decimal
    grant: Decimal
    regional: Decimal
    own: Decimal
    missing: Decimal
    href: str


def what_if(form: WhatIfForm, tried: bool) -> Panel:
    """The form of the sums to try."""
    return Panel(_("E se ci fossero altri fondi?"), f"{PLACE}ranking_what_if.html", {"form": form, "tried": tried})


def pots(call: Call, found: Listing, extra: Extra) -> Panel:
    """The money of each pot before and after."""
    return Panel(
        _("Le dotazioni con questa graduatoria"),
        f"{PLACE}pots.html",
        {"rows": pots_after(call, found, extra), "tried": bool(extra)},
    )


def previewed(found: Listing) -> Panel:
    """The ranking as it would be."""
    named = _named(Application.objects.filter(pk__in=[row.application for row in found.rows[:SHOWN]]))
    rows = [_row(row, named[row.application], found.missing.get(row.application, ZERO)) for row in found.rows[:SHOWN]]
    return _panel(rows, _totals((row.outcome, row.grant) for row in found.rows))


def stored(entries: "QuerySet[RankingEntry]") -> Panel:
    """The rows of a ranking that the reader may see."""
    shown = list(entries.select_related("application__firm_version", "application__pot__chamber")[:SHOWN])
    figures = entries.order_by().values_list("outcome", "grant")
    return _panel([_entry(entry) for entry in shown], _totals(figures.iterator()))


def _panel(rows: Sequence[Row], totals: list[dict[str, Any]]) -> Panel:
    count = sum(total["count"] for total in totals)
    return Panel(_("Graduatoria"), f"{PLACE}ranking.html", {"rows": rows, "totals": totals, "others": count - len(rows)})


def _totals(figures: Iterable[tuple[str, Decimal]]) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    sums: dict[str, Decimal] = {}
    for outcome, grant in figures:
        counts[outcome] += 1
        sums[outcome] = sums.get(outcome, ZERO) + grant
    return [{"label": kind.label, "count": counts[kind], "grant": sums.get(kind, ZERO)} for kind in RankingOutcome]


def _named(applications: "QuerySet[Application]") -> Mapping[int, Application]:
    return applications.select_related("firm_version", "pot__chamber").in_bulk()


def _row(row: Stored, application: Application, missing: Decimal) -> Row:
    return Row(
        row.position, application.applicant.name, str(application.pot), row.arrival, row.score, RankingOutcome(row.outcome),
        row.spend, row.grant, row.regional, row.chamber, missing, _href(application),
    )  # fmt: skip


def _entry(entry: RankingEntry) -> Row:
    return Row(
        entry.position, entry.application.applicant.name, str(entry.application.pot), entry.arrival_number, entry.score,
        RankingOutcome(entry.outcome), entry.admitted_spend, entry.grant, entry.regional_share, entry.chamber_share,
        entry.missing, _href(entry.application),
    )  # fmt: skip


def _href(application: Application) -> str:
    return reverse("admin:applications_application_change", args=[application.pk])
