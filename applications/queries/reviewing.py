"""What the officer's desk reads: expenses as cut, the grant they give."""

from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.domain.admission import Admission, admission
from applications.models import Application, Expense, ExpenseCut
from bando.queries.terms import terms_of
from core.money import ZERO


def expenses_as_cut(application: Application) -> QuerySet[Expense]:
    """The planned expenses, each with `admitted` (the last cut counts, else all) and `cut_reason`."""
    last = ExpenseCut.objects.filter(expense=OuterRef("pk")).order_by("-pk")
    return application.expenses.select_related("item").annotate(
        admitted=Coalesce(
            Subquery(last.values("admitted")[:1]), F("amount"), output_field=DecimalField(max_digits=14, decimal_places=2)
        ),
        cut_reason=Subquery(last.values("reason")[:1]),
    )


def ceiling_room(application: Application) -> Decimal:
    """What the aid ceiling leaves after the aids that the firm declared, in euro; negative when it is passed already."""
    received: Decimal | None = application.content.aid_received
    return application.call.aid_ceiling - (received or ZERO)


def admission_of(application: Application) -> Admission:
    """What the application is worth with the cuts made so far."""
    admitted: list[Decimal] = [expense.admitted for expense in expenses_as_cut(application)]  # type: ignore[attr-defined]
    return admission(admitted, terms_of(application.measure), ceiling_room(application))
