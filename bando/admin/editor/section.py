"""What a section of the editor declares: whose rows it lists, with which form and columns, and what writes them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Choices, Model, QuerySet
from django.utils.functional import Promise

from bando.forms.editing import RowForm
from bando.models import Call

Text = str | Promise
Writes = Callable[..., Any]


@dataclass(frozen=True)
class Column:
    """A column of the list: its heading and what it says of a row; `number` aligns it to the right."""

    label: Text
    says: Callable[[Any], Any]
    number: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """One section. `put(call, row, form, *, by, at)` and `take_out(row, *, by, at)` run ONE operation each.

    `variants` are the kinds that a new row is chosen from before its form is shown, `variant_of(row)` the kind of a row.
    `ordered` rows may be moved with `reorder`. A section that is not `frozen` stays open after the publication.
    """

    name: str
    label: Text
    help: Text
    add: Text
    form_class: type[RowForm]
    rows: Callable[[Call], QuerySet[Any]]
    columns: Sequence[Column]
    put: Writes
    take_out: Writes
    reorder: Writes | None = None
    variants: type[Choices] | None = None
    variant_of: Callable[[Any], str] = field(default=lambda row: "")
    why_not_add: Callable[[Call], str | None]
    why_not_change: Callable[[Call], str | None]
    why_not_take_out: Callable[[Call], str | None]

    @property
    def ordered(self) -> bool:
        """Whether its rows have an order that people choose."""
        return self.reorder is not None

    def variant(self, row: Model | None, asked: str) -> str:
        """The kind to show the form for: the one asked for, else the row's; "" when it is to be chosen (first, or anew)."""
        if self.variants is None:
            return ""
        if asked:
            return asked if asked in self.variants.values else ""
        return self.variant_of(row) if row else ""

    def label_of(self, variant: str) -> Text:
        """The kind in words; "" in a section without kinds."""
        return dict(self.variants.choices)[variant] if self.variants and variant else ""

    def bound(self, call: Call, row: Any, variant: str, request: Any) -> RowForm:
        """The form for this request: bound on POST."""
        sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
        return self.form_class(**sent, call=call, variant=variant, instance=row)
