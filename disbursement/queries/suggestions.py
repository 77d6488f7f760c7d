"""Which expense item a line most likely belongs to: by the words of the call, and of what the project planned."""

from collections.abc import Sequence

from applications.models import Application
from bando.models import ExpenseItem
from disbursement.domain.matching import Item, Suggestion, suggest
from disbursement.models import Invoice


def items_with_words(application: Application, items: Sequence[ExpenseItem]) -> list[Item]:
    """The items with what tells them: label, guidance, and the planned expenses with the suppliers of their quotes. One query."""
    planned = list(application.expenses.values_list("item", "description", "supplier"))
    return [
        Item(
            code=item.code,
            texts=(item.label, item.guidance, *(text for pk, text, _supplier in planned if pk == item.pk)),
            suppliers=tuple(supplier for pk, _text, supplier in planned if pk == item.pk and supplier),
        )
        for item in items
    ]


def suggestions_for(invoice: Invoice, items: Sequence[Item]) -> dict[int, Suggestion]:
    """Line → what is suggested, for the lines that have no item yet; prefetch `spendings`."""
    found = {row.pk: suggest(row.description, invoice.supplier_name, items) for row in invoice.spendings.all() if not row.item_id}
    return {pk: one for pk, one in found.items() if one is not None}
