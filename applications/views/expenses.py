"""The planned expenses and the grant that they would give, with its formula."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications.enums import Section
from applications.forms.sections import ExpenseForm
from applications.operations import drafting
from applications.queries.estimates import worth_of
from applications.views.scope import DraftPage


class ExpensesPage(DraftPage):
    """The rows by item, one more at a time, and what comes of them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(ExpenseForm(application=self.application))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ExpenseForm(request.POST, application=self.application)
        if not form.is_valid():
            return self.page(form)
        person = {"by": self.request.user, "at": self.request.received_at}
        drafting.add_expense(application=self.application, **form.cleaned_data, **person)
        messages.success(request, _("Spesa aggiunta."))
        return redirect("application_expenses", pk)

    def page(self, form: ExpenseForm) -> HttpResponse:
        context = {"application": self.application, "form": form, "section": Section.EXPENSES}
        return render(self.request, "applications/expenses.html", context | spending(self.application))


class RemoveExpense(DraftPage):
    """Takes one expense out."""

    def post(self, request: HttpRequest, pk: int, expense_pk: int) -> HttpResponse:
        expense = get_object_or_404(self.application.expenses.select_related("item"), pk=expense_pk)
        drafting.remove_expense(expense=expense, by=self.request.user, at=self.request.received_at)
        messages.success(request, _("Spesa tolta."))
        return redirect("application_expenses", pk)


def spending(application: Any) -> dict[str, Any]:
    """The rows, the estimate and the terms it follows: what every page that shows the grant needs."""
    worth = worth_of(application)
    return {
        "rows": worth.spend.rows,
        "planned": worth.spend.planned,
        "cuts": worth.spend.cuts,
        "shortfalls": worth.spend.shortfalls,
        "estimate": worth.estimate,
        "terms": worth.terms,
    }
