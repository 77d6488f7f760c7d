"""Begins a draft with the content of an application that was withdrawn."""

from datetime import datetime

from accounts.models import User
from applications.models import Application, Content, Document, Expense
from core.operations.recording import record


def copy_of(*, application: Application, by: User, at: datetime) -> Application:
    """A draft with what was declared, planned and uploaded; the caller holds the application and has ended it.

    Files are not copied: both rows name the same bytes, which go with the last row that names them.
    """
    draft = Application.objects.create(
        call_id=application.call_id, firm_id=application.firm_id, measure_id=application.measure_id,
        measure_chosen=application.measure_chosen, call_version=application.call_version, pot_id=application.pot_id,
        started_at=at, started_by=by,
    )  # fmt: skip
    _copied(Content.objects.get(application=application), draft)
    new: dict[int | None, int | None] = {None: None}
    for expense in Expense.objects.filter(application=application).order_by("pk"):
        before = expense.pk
        _copied(expense, draft)
        new[before] = expense.pk
    # What was added to answer an integration request was not part of it.
    for document in Document.objects.filter(application=application, uploaded_at__lte=application.confirmed_at).order_by("pk"):
        document.expense_id = new[document.expense_id]
        _copied(document, draft)
    record(by=by, at=at, action="copying.copy_of", subject=draft, data={"from": application.pk})
    return draft


def _copied(row: Content | Expense | Document, draft: Application) -> None:
    row.pk, row.application = None, draft
    row._state.adding = True
    row.save(force_insert=True)
