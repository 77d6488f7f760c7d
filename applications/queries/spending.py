"""The spending of an application: as the firm plans it, as the officer leaves it, as the caps of its call admit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from applications.enums import State
from applications.models import Application, Expense, ExpenseCut
from bando.domain.caps import Admitted, Cap, Cut, Line, Shortfall, admit, shortfalls
from bando.models import ExpenseItem
from bando.queries.terms import caps_of
from core.money import ZERO
from core.queries.prepared import PreparedRows

# Where an expense that has no key yet stands in the order of the others.
LAST = 2**63


@dataclass(frozen=True)
class Counted:
    """One expense: `planned` by the firm, `admitted` by the officer, `counted` under the caps; euro net of VAT."""

    expense: Expense
    planned: Decimal
    admitted: Decimal
    counted: Decimal
    reason: str

    @property
    def is_cut_by_officer(self) -> bool:
        return self.admitted < self.planned

    @property
    def is_cut_by_caps(self) -> bool:
        return self.counted < self.admitted


@dataclass(frozen=True)
class Spend:
    """All of it; `found.total` is what the grant is worked out on."""

    rows: tuple[Counted, ...]
    found: Admitted
    caps: tuple[Cap, ...]

    @property
    def total(self) -> Decimal:
        return self.found.total

    @property
    def planned(self) -> Decimal:
        return sum((row.planned for row in self.rows), ZERO)

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """Which caps made a difference, and of how much."""
        return self.found.cuts

    @property
    def shortfalls(self) -> list[Shortfall]:
        """The minimum shares that are not reached."""
        return shortfalls(self.found, self.caps)

    @property
    def by_item(self) -> Sequence[Decimal]:
        """What is admitted item by item: an item at a flat rate counts even where nothing was planned for it."""
        return list(self.found.by_item.values())


def expenses_as_cut(application: Application) -> QuerySet[Expense]:
    """The planned expenses, each with `admitted` (the last cut counts, else all) and `cut_reason`."""
    last = ExpenseCut.objects.filter(expense=OuterRef("pk")).order_by("-pk")
    return application.expenses.select_related("item").annotate(
        admitted=Coalesce(
            Subquery(last.values("admitted")[:1]), F("amount"), output_field=DecimalField(max_digits=14, decimal_places=2)
        ),
        cut_reason=Subquery(last.values("reason")[:1]),
    )


def spend_of(application: Application) -> Spend:
    """The spending under the caps of the call at the version of the application: two queries."""
    return counted(_cut(application), caps_of(application.call, application.call_version))


def _cut(application: Application) -> list[Expense]:
    """Each expense with `admitted` and `cut_reason`; of a draft nothing is cut yet."""
    if application.state != State.DRAFT:
        return list(expenses_as_cut(application))
    rows, items = _planned.rows(application.pk), {item.pk: item for item in _items.rows(application.call_id)}
    for row in rows:
        row.item, row.application = items[row.item_id], application
        row.admitted, row.cut_reason = row.amount, ""  # type: ignore[attr-defined]
    return rows


def spend_with(application: Application, typed: Expense) -> Spend:
    """The same with one expense more, or with a planned one as it is being written anew; nothing is stored."""
    typed.admitted, typed.cut_reason = typed.amount, ""  # type: ignore[attr-defined]
    others = [row for row in _cut(application) if row.pk != typed.pk]
    rows = sorted([*others, typed], key=lambda row: (row.item.order, row.pk or LAST))
    return counted(rows, caps_of(application.call, application.call_version))


def counted(expenses: Sequence[Expense], caps: tuple[Cap, ...]) -> Spend:
    """The same for expenses read already, each with `admitted` and `cut_reason`."""
    rows: list[tuple[Expense, Decimal, str]] = [
        (row, row.admitted, row.cut_reason or "")  # type: ignore[attr-defined]
        for row in expenses
    ]
    found = admit([Line(row.item.code, admitted, row.units) for row, admitted, _reason in rows], caps)
    return Spend(
        tuple(
            Counted(row, row.amount, admitted, amount, reason)
            for (row, admitted, reason), amount in zip(rows, found.lines, strict=True)
        ),
        found,
        caps,
    )


# Numbers that no row has mark where the real ones go. An expense may be of an item that the call has had before.
_planned = PreparedRows(Expense, lambda application: Expense.objects.filter(application=application), -101)
_items = PreparedRows(ExpenseItem, lambda call: ExpenseItem.objects.filter(call=call), -101)
