"""Brings a draft to the version of its call that is in force: the same choices, on the rows that hold now."""

from datetime import datetime

from accounts.models import User
from applications.models import Application
from applications.operations.drafting import open_draft, revise
from applications.policies.drafting import why_not_renew
from bando.queries.terms import documents_of, items_of, measures_of
from core.locks import operation
from core.refusals import require


@operation
def renew(*, application: Application, by: User, at: datetime) -> Application:
    """Point measure, expenses and documents to the rows in force with their codes.

    What the call does not have any more stays for the firm to mend: `queries.completeness` says what. Whatever was
    confirmed before has to be confirmed again.
    """
    fresh = open_draft(application=application, by=by, at=at)
    require(why_not_renew(fresh, at=at))
    before, now = fresh.call_version, fresh.call.version
    fresh.call_version = now
    _measure(fresh)
    _expenses(fresh)
    _documents(fresh)
    fresh.save(update_fields=["call_version", "measure", "measure_chosen"])
    revise(application=fresh, action="renewing.renew", data={"from": before, "to": now}, by=by, at=at)
    return fresh


def _measure(application: Application) -> None:
    offered = {row.code: row for row in measures_of(application.call)}
    same = offered.get(application.measure.code)
    if same is not None:
        application.measure = same
        return
    application.measure, application.measure_chosen = next(iter(offered.values())), len(offered) == 1


def _expenses(application: Application) -> None:
    """An expense of an item that is gone keeps it: it is told, and blocks the confirmation."""
    offered = {row.code: row for row in items_of(application.call)}
    for expense in application.expenses.select_related("item"):
        same = offered.get(expense.item.code)
        if same is not None and same.pk != expense.item_id:
            expense.item = same
            expense.save(update_fields=["item"])


def _documents(application: Application) -> None:
    """A file that nothing asks for any more stays as another document."""
    offered = {row.code: row for row in documents_of(application.call)}
    for document in application.documents.select_related("requirement").exclude(requirement=None):
        same = offered.get(document.requirement.code) if document.requirement else None
        if same is None or same.pk != document.requirement_id:
            document.requirement = same
            document.save(update_fields=["requirement"])
