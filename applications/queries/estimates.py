"""The spend of an application as it stands, and the grant it would give."""

from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from applications.models import Application
from applications.queries.reviewing import expenses_as_cut
from bando.domain.contribution import Estimate, estimate
from bando.queries.terms import terms_of
from core.money import ZERO


def planned_spend(application: Application) -> Decimal:
    """What the firm asks for: euro, net of VAT."""
    total: Decimal = application.expenses.aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]
    return total


def admitted_spend(application: Application) -> Decimal:
    """What is left of it after the officer's cuts; in a draft, all of it."""
    return sum((expense.admitted for expense in expenses_as_cut(application)), ZERO)  # type: ignore[attr-defined]


def estimate_of(application: Application) -> Estimate:
    """The grant for the spend that is left."""
    return estimate(admitted_spend(application), terms_of(application.measure))
