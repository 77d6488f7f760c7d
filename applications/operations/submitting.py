"""Takes the place of an application in its call's queue: gap-free, in order of time, once.

The place itself is taken by one function of the database (`applications_take_place`), in one round trip: it locks the
application, waits for its turn in the call's queue, reserves the pot where money goes by arrival, and writes arrival, state,
receipt to be made, notice and event. Here its answer is put into words.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from accounts.models import User
from applications.enums import Taking
from applications.models import Application, Arrival
from applications.operations.confirming import check
from applications.operations.drafting import changeable
from applications.permissions import why_not_act
from applications.policies.submitting import why_not_check_now, why_not_submit
from applications.queries.locked import locked_draft, with_its_call
from core.locks import Rung, locked_in_the_database, one_statement, operation
from core.operations.recording import label_of
from core.queries.prepared import Statement
from core.refusals import Refused, require

COLUMNS = tuple(field.attname for field in Arrival._meta.concrete_fields)
TAKE = Statement(f"SELECT outcome, {', '.join(COLUMNS)} FROM applications_take_place($1, $2, $3, $4, $5, $6, $7)", 7)  # noqa: S608
BROKEN = {
    "applications_arrival_key": Taking.KEY_USED,
    "an_arrival_is_signed_where_its_call_asks_it": Taking.NOT_READY,
    "an_arrival_comes_in_a_window_of_its_call": Taking.CLOSED,
}


def submit(
    *,
    application: Application,
    key: UUID,
    by: User,
    at: datetime,
    seen_version: int | None = None,
    plays_at: datetime | None = None,
) -> Arrival:
    """The arrival of an application; the same one, or the same `key`, again gives the same arrival.

    `at` is when the request reached the portal: the window of the call is judged there. `seen_version` is the version of the
    content that the person had before her (None: whatever is there). What was never checked is checked now, at the price of a
    slower sending. `plays_at` is the instant of the place in plays of the past; None: the database's clock, read under the
    call's queue, so that the order of numbers is the order of instants. Raises Refused.
    """
    require(why_not_act(by, application))
    asked = {"application": application, "key": key, "seen_version": seen_version, "by": by, "at": at, "plays_at": plays_at}
    try:
        # What was never confirmed is not tried first: the database would only say so.
        taking, arrival = (Taking.NOT_READY, None) if application.snapshot_id is None else _take(**asked)
        if taking == Taking.NOT_READY:
            taking, arrival = _check_and_take(**asked)
    except IntegrityError as error:
        # What no query was spent on before: the key of another sending, a signature that the call asks for, its window.
        broken = [taking for name, taking in BROKEN.items() if name in str(error)]
        if not broken:
            raise
        taking, arrival = broken[0], None
    if arrival is None or taking in REFUSALS:
        _refuse(application, taking, at=at)
    return arrival  # type: ignore[return-value]


REFUSALS = (Taking.KEY_USED, Taking.OTHER_BODY)


@one_statement
def _take(**asked: Any) -> tuple[Taking, Arrival | None]:
    """One round trip; None where there is no arrival."""
    locked_in_the_database(Rung.APPLICATION, Rung.QUEUE, Rung.BUDGET_LINE)
    by = asked["by"]
    values = [asked["application"].pk, str(asked["key"]), asked["seen_version"], by.pk, label_of(by), asked["at"]]
    ((outcome, *columns),) = TAKE.ask(*values, asked["plays_at"])
    return Taking(outcome), Arrival.from_db("default", COLUMNS, columns) if columns[0] is not None else None


@operation
def _check_and_take(**asked: Any) -> tuple[Taking, Arrival | None]:
    """Confirm what stands there and take the place, or neither; what somebody else has confirmed meanwhile is sent as it is."""
    by, at = asked["by"], asked["at"]
    locked = locked_draft(asked["application"].pk)
    if locked.snapshot_id is not None and asked["application"].snapshot_id is None:
        return _take(**asked)
    fresh = with_its_call(changeable(locked=locked, by=by, at=at))
    require(why_not_submit(fresh, at=at, checked=False))
    require(why_not_check_now(fresh, asked["seen_version"]))
    check(application=fresh, by=by, at=at)
    return _take(**asked)


def _refuse(application: Application, taking: Taking, *, at: datetime) -> None:
    """Raise Refused with the sentence for what the database has answered."""
    if taking == Taking.KEY_USED:
        raise Refused(_("Questa pagina è servita per inviare un’altra domanda: ricaricatela e inviate di nuovo."))
    if taking == Taking.OTHER_BODY:
        raise Refused(
            _("Questa pagina ha già inviato la domanda, con altri dati: nella pratica c’è la ricevuta di ciò che è arrivato.")
        )
    require(why_not_submit(Application.objects.select_related("call", "content", "snapshot").get(pk=application.pk), at=at))
    raise Refused(_("Il bando è cambiato in questo momento: ricaricate la pagina e inviate di nuovo."))
