"""The planned expenses, each with its quote, and the grant that they would give, worked out as one types."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from applications.enums import Section
from applications.forms.expenses import ExpenseForm
from applications.forms.papers import UploadForm
from applications.models import Application, Document, Expense
from applications.operations import drafting, planning
from applications.queries.estimates import Worth, worth_of
from applications.queries.spending import Counted
from applications.views.scope import DraftPage
from applications.views.uploads import Slot, is_script, spoken, take
from bando.queries.limits import Limits
from bando.queries.terms import items_of
from core.refusals import Refused

# The button of the form in which a quote is uploaded.
QUOTE = "quote-send"


def as_key(text: str) -> int:
    """A key that a browser sent; one that cannot be a key is nobody's."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@dataclass(frozen=True)
class Listed:
    """A planned expense with its quote."""

    row: Counted
    quote: Document | None


class ExpensesPage(DraftPage):
    """The rows by item, one more at a time, and what comes of them."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(ExpenseForm(application=self.application))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ExpenseForm(request.POST, application=self.application)
        if "estimate" in request.POST:
            return self.page(form, form.typed())
        if not form.is_valid():
            return self.page(form)
        person = {"by": self.request.user, "at": self.request.received_at}
        added = drafting.add_expense(application=self.application, **form.values(), **person)
        messages.success(request, _("Spesa aggiunta. Se avete il preventivo, allegatelo."))
        return redirect("application_expense", pk, added.pk) if "quote" in request.POST else redirect("application_expenses", pk)

    def page(self, form: ExpenseForm, typed: Expense | None = None) -> HttpResponse:
        if "estimate" in self.request.POST:
            form.forgive_blanks()
        context = {"application": self.application, "form": form, "section": Section.EXPENSES, "typed": typed}
        found = spending(self.application)
        quotes = {quote.expense_id: quote for quote in self.application.documents.exclude(expense=None)}
        context |= found | {"listed": [Listed(row, quotes.get(row.expense.pk)) for row in found["rows"]]}
        return render(self.request, "applications/expenses.html", context | (estimate(self.application, typed) if typed else {}))


class ExpensePage(DraftPage):
    """One planned expense: written anew, with its quote."""

    @cached_property
    def expense(self) -> Expense:
        rows = self.application.expenses.select_related("item", "application")
        return get_object_or_404(rows, pk=self.kwargs["expense_pk"])

    def get(self, request: HttpRequest, pk: int, expense_pk: int) -> HttpResponse:
        return self.page(ExpenseForm(application=self.application, expense=self.expense))

    def post(self, request: HttpRequest, pk: int, expense_pk: int) -> HttpResponse:
        if QUOTE in request.POST:
            return self.upload()
        form = ExpenseForm(request.POST, application=self.application, expense=self.expense)
        if "estimate" in request.POST:
            return self.page(form, form.typed())
        if not form.is_valid() or not self.change(form):
            return self.page(form)
        messages.success(request, _("Spesa modificata."))
        return redirect("application_expenses", pk)

    def change(self, form: ExpenseForm) -> bool:
        """Write it; when somebody else has meanwhile, what is typed stays, and the next save is made knowing it."""
        person = {"by": self.request.user, "at": self.request.received_at}
        version = form.cleaned_data.get("version") or 0
        try:
            planning.change(expense=self.expense, expected_version=version, **form.values(), **person)
        except Refused as refused:
            form.add_error(None, refused.reason)
            form.now_at(self.expense.version)
            return False
        return True

    def upload(self) -> HttpResponse:
        """The quote: put in the place of the one that was there."""
        slot = self.slot(self.request.POST, self.request.FILES)
        said = take(self, slot)
        if is_script(self.request):
            return spoken(slot, said)
        if slot.form.errors:
            return self.page(ExpenseForm(application=self.application, expense=self.expense), slot=slot)
        messages.success(self.request, _("Preventivo caricato."))
        return redirect("application_expense", self.application.pk, self.expense.pk)

    def slot(self, *given: Any) -> Slot:
        """The quote that is there, and the form to put another in its place."""
        present = list(self.expense.quotes.all())
        return Slot(None, present, UploadForm(*given, prefix="quote"), QUOTE, due=False, expense=self.expense)

    def page(self, form: ExpenseForm, typed: Expense | None = None, slot: Slot | None = None) -> HttpResponse:
        if "estimate" in self.request.POST:
            form.forgive_blanks()
        context = {"application": self.application, "form": form, "expense": self.expense, "section": Section.EXPENSES}
        context |= {"typed": typed, "slot": slot or self.slot()}
        return render(self.request, "applications/expense.html", context | estimate(self.application, typed))


class EstimatePart(DraftPage):
    """The grant with the expense that is being typed: a part of a page, and nothing is ever written."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        planned = request.POST.get("expense", "")
        expense = get_object_or_404(self.application.expenses, pk=as_key(planned)) if planned else None
        typed = ExpenseForm(request.POST, application=self.application, expense=expense).typed()
        context = {"application": self.application, "typed": typed} | estimate(self.application, typed)
        return render(request, "applications/estimate_live.html", context)


class RemoveExpense(DraftPage):
    """Takes one expense out."""

    def post(self, request: HttpRequest, pk: int, expense_pk: int) -> HttpResponse:
        expense = get_object_or_404(self.application.expenses.select_related("item"), pk=expense_pk)
        planning.remove(expense=expense, by=self.request.user, at=self.request.received_at)
        messages.success(request, _("Spesa tolta."))
        return redirect("application_expenses", pk)


def spending(application: Application) -> dict[str, Any]:
    """The rows, and the grant that they give: what every page that shows it needs."""
    worth = worth_of(application)
    rows = {"rows": worth.spend.rows, "planned": worth.spend.planned, "cuts": worth.spend.cuts}
    return rows | {"admitted": worth.spend.total} | _of(application, worth)


def estimate(application: Application, typed: Expense | None) -> dict[str, Any]:
    """The grant with an expense as it is being typed, if it can be read."""
    return _of(application, worth_of(application, typed))


def _of(application: Application, worth: Worth) -> dict[str, Any]:
    """The estimate and the terms it follows, with the limits of the call and what they did in words."""
    limits = Limits(items_of(application.call, application.call_version), worth.spend.caps)
    told = {"explained": limits.explained(worth.spend.found), "missed": limits.missed(worth.spend.found)}
    limited = [each for each in limits.by_item() if each.limits]
    return told | {"limited": limited, "estimate": worth.estimate, "terms": worth.terms}
