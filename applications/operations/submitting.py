"""Takes the place of an application in its call's queue: gap-free, in order of time, once."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.chain import link
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application, Arrival, Receipt
from applications.notifications.submission import arrived
from applications.permissions import why_not_act
from applications.policies.submitting import why_not_submit
from bando.models import Call
from bando.models.situation import situated
from core.clock import Clock, database_clock
from core.locks import Rung, lock, operation, queue_lock
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import Refused, require

TICK = timedelta(microseconds=1)


@operation
def submit(*, application: Application, key: UUID, by: User, at: datetime, clock: Clock = database_clock) -> Arrival:
    """The arrival of a confirmed draft; the same application, or the same `key`, again gives the same arrival.

    `at` is when the request reached the portal: the window of the call is judged there. `clock` is read under the call's
    queue, so that the order of numbers is the order of instants.
    """
    rows = Application.objects.select_related("content", "firm").filter(pk=application.pk)
    (fresh,) = lock(rows, Rung.APPLICATION)
    require(why_not_act(by, fresh))
    fresh.call, has_arrived = _as_it_stands(fresh, key)
    if has_arrived:
        return _already(fresh, key)
    require(why_not_submit(fresh, at=at))
    # All that needs no place in the queue comes first, so that the queue is held for as short as can be.
    move(subject=fresh, workflow=WORKFLOW, move=Move.SUBMIT, by=by, at=at)
    Receipt.objects.create(application=fresh, requested_at=at)
    queue_lock(f"call:{fresh.call_id}")
    arrival = _take_place(fresh, key=key, by=by, at=at, clock=clock)
    data = {"number": arrival.number, "digest": arrival.digest, "hash": arrival.hash}
    record(by=by, at=at, action="submitting.submit", subject=fresh, data=data)
    arrived(fresh, arrival, at=at)
    return arrival


def _as_it_stands(application: Application, key: UUID) -> tuple[Call, bool]:
    """The call with all that says whether it takes applications, and whether this submission came before: one statement."""
    before = Arrival.objects.filter(Q(application=application) | Q(key=key))
    found: Any = situated(Call.objects.filter(pk=application.call_id)).annotate(has_arrived=Exists(before)).get()
    return found, found.has_arrived


def _already(application: Application, key: UUID) -> Arrival:
    """What the same submission gave before. Refused when the key was used for another application."""
    before = Arrival.objects.filter(Q(application=application) | Q(key=key))[0]
    if before.application_id != application.pk:
        raise Refused(_("Questa pagina è servita per inviare un’altra domanda: ricaricatela e inviate di nuovo."))
    return before


def _take_place(application: Application, *, key: UUID, by: User, at: datetime, clock: Clock) -> Arrival:
    """The next number, with an instant later than the last one's even if the clock was set back meanwhile."""
    call = application.call
    last = Arrival.objects.filter(call=call).order_by("-number").values_list("number", "at", "hash").first()
    number, previous_hash = (last[0] + 1, last[2]) if last else (1, "")
    instant = max(clock(), last[1] + TICK) if last else clock()
    digest = application.confirmed_digest
    return Arrival.objects.create(
        call=call, application=application, number=number, received_at=at, at=instant, digest=digest, key=key, sent_by=by,
        previous_hash=previous_hash, hash=link(previous_hash, call.code, number, instant, digest),
    )  # fmt: skip
