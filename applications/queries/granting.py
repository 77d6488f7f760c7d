"""What a grant rests on: the sum that the ranking promised, and what was committed for it."""

from decimal import Decimal

from django.db.models import Case, F, Sum, When

from applications.enums import RankingOutcome
from applications.models import Application
from applications.queries.reserving import reserved_by_line
from bando.enums import Bucket
from bando.models import Movement, Pot
from bando.queries.pots import lines_for
from core.money import ZERO


def reference_of(application: Application) -> str:
    """How the ledger names the application."""
    return f"application:{application.pk}"


def promised(application: Application) -> Decimal:
    """The grant in the last ranking that financed the application, in euro; zero if none has."""
    entry = application.ranking_entries.filter(outcome=RankingOutcome.FINANCED).order_by("pk").last()
    return entry.grant if entry else ZERO


def committed_by_line(application: Application) -> dict[int, Decimal]:
    """Budget line → what is committed on it now for the application (granted, less what went back or was paid), in euro."""
    moved = Movement.objects.filter(reference=reference_of(application))
    signed = Case(When(target=Bucket.COMMITTED, then=F("amount")), When(source=Bucket.COMMITTED, then=-F("amount")), default=ZERO)
    sums = moved.values("line_id").annotate(left=Sum(signed)).order_by("line_id")
    return {row["line_id"]: row["left"] for row in sums if row["left"]}


def room_for(application: Application, pot: Pot) -> Decimal:
    """What may be granted to an application of the pot: free on the lines that serve it, or reserved for it; in euro."""
    found: Decimal | None = lines_for(pot).aggregate(left=Sum("available"))["left"]
    return (found or ZERO) + sum(reserved_by_line(application).values(), ZERO)
