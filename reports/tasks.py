"""Background work of reports: their making, and the sweep that finds what was left."""

from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from reports.operations import producing

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


def hurry(run_id: int) -> None:
    """Hand one out as soon as its row is written; with the broker gone, the next sweep finds it."""
    transaction.on_commit(lambda: _send(run_id))


def _send(run_id: int) -> None:
    try:
        produce.apply_async(args=[run_id], countdown=SETTLING.seconds)
    except produce.OperationalError:
        return
