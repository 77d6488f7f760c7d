"""Rehearses a call: a copy that may be run from draft to payment, counts nowhere, and is wiped without a trace but one.

What was recorded is never changed: triggers and privileges that hold it give way here alone, to a function of the database
that takes a call born as a rehearsal (a column that no write can change), and the audit keeps who wiped what.
"""

from datetime import datetime

import pgtrigger
from django.db import connection
from django.utils.timezone import localdate

from accounts.models import User
from bando import permissions
from bando.models import Call
from bando.operations import cloning
from bando.policies import rehearsing as policies
from core.locks import operation, queue_lock
from core.operations.recording import record
from core.queries.descent import files_of, hanging_on
from core.refusals import require


@operation
def rehearse(*, call: Call, by: User, at: datetime) -> Call:
    """A rehearsal of the call, in preparation, «<code>-prova-<n>», with its opening moved to the day of `at`. Raises Refused."""
    require(policies.why_not_rehearse(call))
    number = Call.objects.filter(rehearsal=True, code__startswith=f"{call.code[:30]}-prova-").count() + 1
    return cloning.clone(
        call=call,
        code=f"{call.code[:30]}-prova-{number}",
        slug=f"{call.slug[:40]}-prova-{number}",
        title=f"PROVA · {call.title}"[:200],
        rehearsal=True,
        shift=localdate(at) - localdate(call.opens_at),
        by=by,
        at=at,
    )


@operation
def wipe(*, call: Call, by: User, at: datetime) -> set[str]:
    """Delete a rehearsal with everything that hangs on it; returns the paths of its files, for the face to discard.

    Raises Refused if the call is not a rehearsal.
    """
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{call.pk}")
    call.refresh_from_db()
    require(policies.why_not_wipe(call))
    rows = hanging_on(call)
    paths = files_of(rows)
    counts = {model._meta.label_lower: len(keys) for model, keys in sorted(rows.items(), key=lambda row: row[0]._meta.label)}
    record(by=by, at=at, action="rehearsing.wipe", subject=call, data={"code": call.code, "rows": counts})
    with pgtrigger.ignore(), connection.cursor() as cursor:
        # The rows that hang on it by any foreign key, and the steps of their lives; keys are judged when the transaction ends.
        cursor.execute("SELECT bando_wipe_rehearsal(%s)", [call.pk])
    return paths
