"""Checks the books and keeps what came out."""

from datetime import datetime

from bando.models import BudgetLine, LedgerCheck
from bando.queries.balance import differences
from core.locks import operation


@operation
def check_books(*, by: None = None, at: datetime) -> LedgerCheck:
    """A row with the number of lines and a sentence for each difference; nothing is mended."""
    return LedgerCheck.objects.create(at=at, lines=BudgetLine.objects.count(), differences=list(differences()))
