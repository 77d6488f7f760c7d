"""Planned expenses: written anew by who has seen them, each with its quote, and the grant told before anything is stored."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.enums import State
from applications.models import Document, Expense
from applications.operations import drafting, planning, uploading
from applications.queries.content import canonical
from applications.queries.estimates import worth_of
from bando.models import Cap
from core.adapters import storage
from core.refusals import Refused
from tests.factories import NOON, a_call, a_draft, a_pdf, a_representative, application_at, confirm, fill, fresh, publish

pytestmark = pytest.mark.django_db


def plan(application, amount="5000.00", code="access", description="Canone") -> Expense:
    item = application.call.expenseitems.get(code=code)
    by = a_representative(application.firm)
    about = {"item": item, "description": description, "supplier": "", "amount": Decimal(amount)}
    return drafting.add_expense(application=application, **about, by=by, at=NOON)


def change(expense: Expense, version: int, **values) -> Expense:
    about = {name: getattr(expense, name) for name in ("item", "description", "supplier", "amount", "units")}
    by = a_representative(expense.application.firm)
    return planning.change(expense=expense, expected_version=version, **about | values, by=by, at=NOON)


def quote(expense: Expense, name: str = "preventivo.pdf", pages: int = 1) -> Document:
    application, by = expense.application, a_representative(expense.application.firm)
    about = {"application": application, "requirement": None, "expense": expense, "name": name, "content": a_pdf(pages)}
    return uploading.upload(**about, by=by, at=NOON)


def test_an_expense_is_written_anew_and_what_was_confirmed_has_to_be_confirmed_again():
    application = confirm(fill(a_draft()))
    expense, version = application.expenses.get(), application.content.version
    changed = change(expense, 1, amount=Decimal("9000"), description="Canone biennale")
    assert (changed.version, changed.amount) == (2, Decimal("9000.00"))
    assert fresh(application).content.version == version + 1


def test_writing_the_same_again_makes_no_version():
    application = fill(a_draft())
    version = application.content.version
    assert change(application.expenses.get(), 1).version == 1
    assert fresh(application).content.version == version


def test_an_expense_changed_meanwhile_is_told_with_what_it_says_now():
    expense = plan(a_draft())
    change(expense, 1, description="Di Anna", amount=Decimal(7000))
    with pytest.raises(Refused, match=r"ora è «Di Anna», 7\.000,00"):
        change(expense, 1, description="Mia")
    assert Expense.objects.get().description == "Di Anna"


def test_without_the_judgement_the_second_overwrites_the_first(monkeypatch):
    """The negative control."""
    expense = plan(a_draft())
    change(expense, 1, description="Di Anna")
    monkeypatch.setattr(planning, "why_not_change", lambda *_about: None)
    change(expense, 1, description="Mia")
    assert Expense.objects.get().description == "Mia"


def test_an_expense_taken_away_meanwhile_is_told():
    expense = plan(a_draft())
    planning.remove(expense=expense, by=a_representative(expense.application.firm), at=NOON)
    with pytest.raises(Refused, match="è stata tolta"):
        change(expense, 1, description="Mia")


def test_an_expense_of_a_sent_application_is_not_changed():
    expense = application_at(State.SUBMITTED).expenses.get()
    with pytest.raises(Refused, match="non si modifica più"):
        change(expense, 1, description="Dopo")


def test_the_quote_belongs_to_its_expense_and_a_new_one_takes_its_place():
    expense = plan(a_draft())
    other = plan(expense.application, description="Altra")
    first, kept = quote(expense), quote(other)
    second = quote(expense, "nuovo.pdf", pages=2)
    assert set(expense.application.documents.all()) == {second, kept}
    assert not Document.objects.filter(pk=first.pk).exists()


def test_the_quote_goes_with_its_expense(django_capture_on_commit_callbacks):
    expense = plan(a_draft())
    path = quote(expense).file.name
    with django_capture_on_commit_callbacks(execute=True):
        planning.remove(expense=expense, by=a_representative(expense.application.firm), at=NOON)
    assert not Document.objects.exists()
    assert not storage.default_storage.exists(path)


def test_the_expense_of_another_application_takes_no_quote():
    mine, theirs = plan(a_draft()), plan(a_draft())
    by = a_representative(mine.application.firm)
    about = {"application": mine.application, "requirement": None, "expense": theirs, "name": "x.pdf", "content": a_pdf()}
    with pytest.raises(Refused, match="una spesa di questa domanda"):
        uploading.upload(**about, by=by, at=NOON)


def test_what_is_confirmed_says_which_expense_a_quote_is_of():
    expense = plan(a_draft())
    quote(plan(expense.application, code="training", description="Corso"))
    assert '"expense":2,"name":"preventivo.pdf"' in canonical(fresh(expense.application))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3_000_000), st.booleans())
def test_the_grant_as_typed_is_the_grant_that_comes(cents, capped):
    """The same terms, the same caps: what is shown before is what is computed after, to the cent."""
    call = a_call(published=False)
    if capped:
        Cap.objects.create(call=call, code="c", label="C", kind="share_of_total", items=["ads"], value=Decimal("0.3"))
    publish(call)
    application = a_draft(call=call)
    plan(application, "2000.00")
    item = application.call.expenseitems.get(code="ads")
    before = Expense.objects.count()
    typed = worth_of(application, Expense(application=application, item=item, amount=Decimal(cents) / 100)).estimate
    assert Expense.objects.count() == before
    added = plan(application, str(Decimal(cents) / 100), "ads")
    assert worth_of(application).estimate == typed
    again = worth_of(application, Expense(pk=added.pk, application=application, item=item, amount=Decimal("1.00"))).estimate
    change(added, 1, amount=Decimal("1.00"))
    assert worth_of(application).estimate == again
