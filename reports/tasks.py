"""Background work of reports: their making, and the sweep that finds what was left."""

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from reports.operations import keeping, papering, producing, requesting, sealing
from reports.queries.falling_due import falling_due
from reports.queries.outdated import kept_for, outdated

# A request that came in before the instant of the report may still be writing: its transaction is given time to end.
SETTLING = timedelta(seconds=2)


@shared_task
def produce(run_id: int) -> None:
    """Make one report."""
    producing.produce(run_id=run_id, at=timezone.now(), clock=timezone.now)


@shared_task
def sweep_runs() -> int:
    """Hand out the reports that wait; returns how many. Handed out twice, a report is made once all the same."""
    waiting = producing.due(at=timezone.now() - SETTLING)
    for run_id in waiting:
        produce.delay(run_id)
    return len(waiting)


@shared_task
def seal(run_id: int) -> None:
    """Seal the PDF of one report."""
    sealing.produce(run_id=run_id, at=timezone.now(), clock=timezone.now)


@shared_task
def sweep_seals() -> int:
    """Hand out the reports that wait for their seal; returns how many. Handed out twice, each is sealed once."""
    waiting = sealing.due(at=timezone.now())
    for run_id in waiting:
        seal.delay(run_id)
    return len(waiting)


@shared_task
def put_on_paper(order_id: int) -> None:
    """Draw the PDF of one payment order."""
    papering.make(order_id=order_id, at=timezone.now())


@shared_task
def sweep_order_papers() -> int:
    """Hand out the payment orders that wait for their PDF; returns how many. Handed out twice, each is drawn once."""
    waiting = papering.due(at=timezone.now())
    for order_id in waiting:
        put_on_paper.delay(order_id)
    return len(waiting)


@shared_task
def draft_due() -> int:
    """Have the reports that fall due made as drafts; returns how many. Done twice, each is there once all the same."""
    at = timezone.now()
    made = [run for due in falling_due(at) if (run := requesting.draft(due=due, by=None, at=at)) is not None]
    for run in made:
        hurry(run.pk)
    return len(made)


@shared_task
def discard_files() -> int:
    """Throw away the files of reports that were kept long enough; returns of how many."""
    at = timezone.now()
    return sum(keeping.discard(run_id=run_id, by=None, at=at) for run_id in outdated(at, kept_for()))


@shared_task
def watch_files() -> int:
    """Look at all files of reports that are kept; returns how many are not as they were. Done twice, each is put down once."""
    return keeping.watch(by=None, at=timezone.now())


def hurry(run_id: int) -> None:
    """Hand one out as soon as its row is written; with the broker gone, the next sweep finds it."""
    transaction.on_commit(lambda: _send(produce, run_id, SETTLING.seconds))


def hurry_paper(order_id: int) -> None:
    """The same for the PDF of a payment order."""
    transaction.on_commit(lambda: _send(put_on_paper, order_id))


def _send(task: Any, key: int, seconds: float = 0) -> None:
    try:
        task.apply_async(args=[key], countdown=seconds)
    except task.OperationalError:
        return
