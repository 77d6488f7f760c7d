"""The grant that an application would give as it stands: one reading of its spending, its measure and its declarations."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from applications.enums import State
from applications.models import Application, Expense
from applications.queries.spending import Spend, spend_of, spend_with
from bando.domain.contribution import Estimate, Terms, estimate
from bando.queries.terms import terms_of
from core.money import ZERO


@dataclass(frozen=True)
class Worth:
    """What is spent, what the measure promises, what the firm holds, and the grant that follows."""

    spend: Spend
    terms: Terms
    held: frozenset[str]
    estimate: Estimate


def planned_spend(application: Application) -> Decimal:
    """What the firm asks for: euro, net of VAT."""
    total: Decimal = application.expenses.aggregate(total=Coalesce(Sum("amount"), ZERO))["total"]
    return total


def held_by(application: Application) -> frozenset[str]:
    """The declarations that the firm has made and that no officer has found untrue: bonuses rest on them."""
    made = frozenset(code for code, is_made in application.content.declarations.items() if is_made)
    if not made or application.state == State.DRAFT:
        return made
    found = dict(application.confirmations.order_by("pk").values_list("code", "holds"))
    return frozenset(code for code in made if found.get(code, True))


def worth_of(application: Application, typed: Expense | None = None) -> Worth:
    """The whole reading, at the version of the call that the application is made under; with `typed`, as if it were planned."""
    spend = spend_with(application, typed) if typed else spend_of(application)
    terms, held = terms_of(application.measure, application.call_version), held_by(application)
    return Worth(spend, terms, held, estimate(spend.total, terms, held))


def estimate_of(application: Application) -> Estimate:
    """The grant for the spend that is left."""
    return worth_of(application).estimate
