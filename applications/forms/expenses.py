"""One planned expense, as the firm writes it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.drafts import Words
from applications.models import Application, Expense
from applications.policies.drafting import why_not_spend
from bando.models import ExpenseItem
from bando.queries.terms import items_of
from core.forms import Amount, Number

FIELDS = ("item", "description", "supplier", "units", "amount")


class ExpenseForm(forms.Form):
    """A new expense or, with `expense`, one that is planned already: then the form carries the version that it was made of."""

    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    item = forms.ModelChoiceField(ExpenseItem.objects.none(), label=_("Voce di spesa"), empty_label=_("Scegliete la voce"))
    description = Words(limit=200, label=_("Descrizione"), required=True)
    supplier = Words(limit=120, label=_("Fornitore"), help_text=_("Se lo conoscete già."))
    units = Number(required=False, min_value=Decimal("0.01"), max_digits=10, decimal_places=2, label=_("Quante unità"))
    amount = Amount(min_value=Decimal("0.01"), label=_("Importo in euro, al netto dell’IVA"))

    def __init__(self, *args: Any, application: Application, expense: Expense | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.expense = application, expense
        if expense:
            self.initial = {name: getattr(expense, name) for name in FIELDS} | {"version": expense.version}
        items = items_of(application.call, application.call_version)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        units = [f"{item.label}: {item.unit}" for item in items if item.unit]
        if units:
            self.fields["units"].help_text = _("Solo per: %(items)s.") % {"items": "; ".join(units)}
        else:
            del self.fields["units"]

    def clean(self) -> dict[str, Any]:
        """An item that counts units asks how many."""
        data: dict[str, Any] = super().clean() or {}
        item, amount = data.get("item"), data.get("amount")
        if item and amount and (reason := why_not_spend(item, amount, data.get("units"))):
            self.add_error("units", reason)
        return data

    def values(self) -> dict[str, Any]:
        """What the operation takes."""
        return {name: self.cleaned_data.get(name) for name in FIELDS}

    def typed(self) -> Expense | None:
        """The expense as far as it is written, never stored; None while item or amount cannot be read."""
        self.is_valid()
        item, amount = (self.cleaned_data.get(name) for name in ("item", "amount"))
        if item is None or amount is None:
            return None
        pk = self.expense.pk if self.expense else None
        return Expense(pk=pk, application=self.application, item=item, amount=amount, units=self.cleaned_data.get("units"))

    def forgive_blanks(self) -> None:
        """What was not written yet is no mistake while one only wants to see the sum."""
        for name, errors in list(self.errors.as_data().items()):
            if all(error.code == "required" for error in errors):
                del self.errors[name]

    def now_at(self, version: int) -> None:
        """The next save of what is typed here starts from `version`."""
        self.data = {**dict(self.data.items()), "version": str(version)}
