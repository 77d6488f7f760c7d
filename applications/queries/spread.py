"""How far the sheets of a project lie apart, and whether that still waits for a word or for another sheet."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from applications.domain.scoring import is_wide, mean, spread
from applications.models import Application, SpreadNote
from bando.queries.terms import criteria_of


@dataclass(frozen=True)
class Scoring:
    """The sheets that are in, as totals; `complete`: as many as the call asks for; `alarm`: they are, and lie too far apart."""

    totals: tuple[Decimal, ...]
    complete: bool
    alarm: bool

    @property
    def spread(self) -> Decimal:
        """In points."""
        return spread(self.totals)

    @property
    def mean(self) -> Decimal | None:
        """The score that they come to; nothing without any."""
        return mean(self.totals) if self.totals else None


def scoring_of(application: Application) -> Scoring:
    """Three queries at most. One sheet more than the call asks for, or a note, ends the alarm."""
    rows = application.score_sheets.order_by("pk").annotate(total=Sum("scores__points"))
    totals = tuple(total or Decimal(0) for total in rows.values_list("total", flat=True))
    required = application.call.evaluators_required
    alarm = len(totals) == required and _is_wide(application, totals)
    explained = alarm and SpreadNote.objects.filter(application=application).exists()
    return Scoring(totals, len(totals) >= required, alarm and not explained)


def _is_wide(application: Application, totals: tuple[Decimal, ...]) -> bool:
    criteria = criteria_of(application.call, application.call_version)
    return is_wide(totals, sum((criterion.maximum for criterion in criteria), Decimal(0)))
