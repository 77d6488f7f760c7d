"""Changes and takes away planned expenses, each with the quote that belongs to it; `drafting.add_expense` brings them."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from applications.models import Expense
from applications.operations import uploading
from applications.operations.drafting import open_draft, revise
from applications.policies.drafting import why_not_change, why_not_offered, why_not_spend
from bando.models import ExpenseItem
from core.locks import operation
from core.money import cents
from core.refusals import require

FIELDS = ("item", "description", "supplier", "amount", "units")


@operation
def change(
    *,
    expense: Expense,
    expected_version: int,
    item: ExpenseItem,
    description: str,
    supplier: str,
    amount: Decimal,
    units: Decimal | None = None,
    by: User,
    at: datetime,
) -> Expense:
    """Write a planned expense anew, euro net of VAT. Refused when it was changed since `expected_version`, or taken away."""
    fresh = open_draft(application=expense.application, by=by, at=at)
    row = Expense.objects.filter(pk=expense.pk, application=fresh).select_related("item").first()
    require(why_not_change(row, expected_version))
    require(why_not_offered(fresh, item) or why_not_spend(item, amount, units))
    assert row is not None
    values = (item, description, supplier, cents(amount), units if item.unit else None)
    changed = [name for name, value in zip(FIELDS, values, strict=True) if getattr(row, name) != value]
    if not changed:
        return row
    for name, value in zip(FIELDS, values, strict=True):
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*FIELDS, "version"])
    data = {"item": item.code, "amount": str(row.amount), "fields": ", ".join(changed)}
    revise(application=fresh, action="planning.change", data=data, by=by, at=at)
    return row


@operation
def remove(*, expense: Expense, by: User, at: datetime) -> None:
    """Take one planned expense out of a draft, and its quote with it."""
    fresh = open_draft(application=expense.application, by=by, at=at)
    row = Expense.objects.filter(pk=expense.pk, application=fresh).select_related("item").first()
    if row is None:
        return
    for quote in row.quotes.all():
        uploading.remove(document=quote, by=by, at=at)
    data = {"item": row.item.code, "amount": str(row.amount)}
    row.delete()
    revise(application=fresh, action="planning.remove", data=data, by=by, at=at)
