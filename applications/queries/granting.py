"""What a grant rests on: what the act of the ranking has committed for it, less what went back or was paid."""

from decimal import Decimal

from django.db.models import Case, F, Sum, When

from applications.models import Application
from bando.enums import Bucket, FundKind
from bando.models import BudgetLine, Movement
from core.money import ZERO


def reference_of(application: Application) -> str:
    """How the ledger names the application."""
    return f"application:{application.pk}"


def committed_by_line(application: Application) -> dict[int, Decimal]:
    """Budget line → what is committed on it now for the application (financed, less what went back or was paid), in euro."""
    moved = Movement.objects.filter(reference=reference_of(application))
    signed = Case(When(target=Bucket.COMMITTED, then=F("amount")), When(source=Bucket.COMMITTED, then=-F("amount")), default=ZERO)
    sums = moved.values("line_id").annotate(left=Sum(signed)).order_by("line_id")
    return {row["line_id"]: row["left"] for row in sums if row["left"]}


def committed_shares(application: Application) -> dict[FundKind, Decimal]:
    """The same by funder: the Region's share and the Chamber's, zero where a funder gives nothing."""
    parts = committed_by_line(application)
    funders = dict(BudgetLine.objects.filter(pk__in=parts).values_list("pk", "fund__kind"))
    return {kind: sum((part for line, part in parts.items() if funders[line] == kind), ZERO) for kind in FundKind}
