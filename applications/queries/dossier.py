"""The dossier as the Chamber's desk reads it: declared figures, findings of the last check, score sheets."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application, Finding, ScoreSheet
from bando.queries.terms import rules_of
from core.figures import euro
from core.models import MoneyField

FIGURES = (
    "seat_province", "seat_municipality", "seat_address", "seat_to_be_opened", "staff", "turnover", "balance_sheet",
    "subscribed_capital", "accumulated_losses", "aid_received",
)  # fmt: skip
# Shown only where the call asked for them, so where the firm has said something.
IF_SAID = ("founded_on", "ateco_code", "ateco_version", "durc_issued_on", "durc_expires_on", "persons", "persons_declared")


@dataclass(frozen=True)
class Declared:
    """One thing that the firm said, in words; `made` tells a declaration that was made from one that was not."""

    term: str
    value: Any
    made: bool | None = None


@dataclass(frozen=True)
class Sheet:
    """One evaluator's points, in the order of the grid, and their sum."""

    evaluator: str
    points: list[tuple[str, Decimal]]
    total: Decimal
    note: str


def declared(application: Application) -> list[Declared]:
    """Seat and figures as the firm gave them, then its declarations under the names that the call gives them."""
    content = application.content
    names = (*FIGURES, *(name for name in IF_SAID if getattr(content, name) not in {None, ""}))
    columns: dict[str, Any] = {name: content._meta.get_field(name) for name in names}
    figures = [Declared(str(column.verbose_name), _shown(column, getattr(content, name))) for name, column in columns.items()]
    labels = {rule.declares: rule.label for rule in rules_of(application.call, application.call_version) if rule.declares}
    made = [Declared(labels[code], None, bool(value)) for code, value in sorted(content.declarations.items()) if code in labels]
    return [*figures, *made]


def _shown(column: Any, value: Any) -> Any:
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    return euro(value) if isinstance(column, MoneyField) else value


def findings(application: Application) -> list[Finding]:
    """What the rules answered when they were last asked."""
    last = application.evaluations.order_by("pk").last()
    return list(last.findings.select_related("rule")) if last else []


def sheets(application: Application, user: Any) -> list[Sheet]:
    """All the sheets once the project is scored; before that an evaluator sees her own, the others nothing.

    Where the sheets that the call asks for are in and lie far apart, who wrote one of them sees them all: to explain it.
    """
    rows = ScoreSheet.objects.filter(application=application).select_related("evaluator").prefetch_related("scores__criterion")
    found = list(rows)
    if application.state != State.ADMISSIBLE:
        return [_sheet(row) for row in found]
    wrote_one = any(row.evaluator_id == user.pk for row in found)
    all_in = len(found) >= application.call.evaluators_required
    return [_sheet(row) for row in found if row.evaluator_id == user.pk or (wrote_one and all_in)]


def _sheet(row: ScoreSheet) -> Sheet:
    points = sorted(row.scores.all(), key=lambda score: (score.criterion.order, score.criterion.pk))
    total = sum((score.points for score in points), Decimal(0))
    return Sheet(row.evaluator.name, [(score.criterion.label, score.points) for score in points], total, row.note)
