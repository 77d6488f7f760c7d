"""Background work of core: the mail that waits, and the jobs; and how sweeps go through what waits."""

import logging
from collections.abc import Callable, Sequence

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from core.operations import mailing, working

log = logging.getLogger(__name__)

# After so many rows a job lets other work through, and goes on behind it.
TURN = 100


@shared_task
def send_mail() -> int:
    """Send what is queued; returns how many left."""
    return sum(mailing.send(message_id=pk, at=timezone.now()) for pk in mailing.due(at=timezone.now()))


def hurry_mail() -> None:
    """Ask for the mail to leave now; without a broker the sweep will find it."""
    try:
        send_mail.apply_async(retry=False)
    except OperationalError:
        return


@shared_task
def work_on(job_id: int) -> None:
    """Do rows of a job; harmless when another worker is at it, or when it has ended."""
    if working.work(job_id=job_id, clock=timezone.now, most=TURN):
        hurry_job(job_id)


@shared_task
def sweep_jobs() -> int:
    """Hand out the jobs that somebody has let lie; returns how many. Handed out twice, each row is done once all the same."""
    waiting = working.due(at=timezone.now())
    for job_id in waiting:
        work_on.delay(job_id)
    return len(waiting)


def hurry_job(job_id: int) -> None:
    """Ask for a job to be worked on as soon as what was written is there; without a broker the sweep will find it."""
    transaction.on_commit(lambda: _send(job_id))


def _send(job_id: int) -> None:
    try:
        work_on.apply_async([job_id], retry=False)
    except OperationalError:
        return


def each(keys: Sequence[int], make: Callable[[int], object]) -> int:
    """Make what waits, one after the other; returns how many. What fails is told in the log and keeps nobody waiting."""
    for key in keys:
        try:
            make(key)
        except Exception:
            log.exception("row %s was not made", key)
    return len(keys)
