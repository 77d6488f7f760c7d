"""Frees what an application had reserved, when it ends: the money is available again, for who waits first."""

from datetime import datetime

from accounts.models import User
from applications.models import Application
from applications.queries.reserving import reservation_of, reserved_by_line
from bando.enums import MovementKind, Procedure
from bando.operations.ledger import Posting, post
from core.locks import operation, queue_lock


@operation
def release(*, application: Application, by: User | None, at: datetime) -> None:
    """Free all that is still reserved for an application that the caller has locked and ends in this transaction.

    It waits in the call's queue first, as arrivals do: nobody takes a place while the money changes hands.
    """
    if Procedure(application.call.procedure).is_by_arrival:
        queue_lock(f"call:{application.call_id}")
        release_in_queue(application=application, by=by, at=at)


@operation
def release_in_queue(*, application: Application, by: User | None, at: datetime) -> None:
    """The same for a caller who stands in the call's queue already.

    What is freed goes to nobody by itself: whoever waits gets it by act, and new arrivals of the pot wait behind them.
    """
    freed = reserved_by_line(application)
    postings = [Posting(line_id=line, kind=MovementKind.RELEASE, amount=amount) for line, amount in freed.items()]
    post(postings=postings, reference=reservation_of(application), act=None, by=by, at=at)
