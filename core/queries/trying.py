"""What is made in the background: which is to be made now, what is told of what did not come out, and when it is tried next."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.adapters import bounded
from core.figures import instant
from core.models import TRIED, Tried

# How many are handed out in one sweep.
AT_ONCE = 200
# Whoever waits longer is told that it is late: a document is a matter of seconds.
LATE = timedelta(minutes=2)


def to_make(rows: QuerySet[Any], *, at: datetime) -> list[int]:
    """Those of `rows` whose turn it is to be made, oldest first: what did not come out waits apart, ever longer."""
    waiting = rows.order_by("pk").only(*TRIED).iterator(chunk_size=AT_ONCE)
    return list(islice((row.pk for row in waiting if row.is_due(at)), AT_ONCE))


def trouble(row: Tried | None) -> str:
    """A sentence or two; empty when nothing was wrong."""
    if row is None or not row.error:
        return ""
    told = {"error": row.error, "attempts": row.attempts}
    if row.next_at is None or row.tried_at is None:
        return _("%(error)s Tentativi non riusciti: %(attempts)s. Si ritenta adesso: ricaricate la pagina tra poco.") % told
    return _("%(error)s Tentativi non riusciti: %(attempts)s, l’ultimo il %(last)s. Si ritenta da solo dopo il %(next)s.") % (
        told | {"last": instant(row.tried_at), "next": instant(row.next_at)}
    )


def is_late(row: Any, asked_at: datetime, *, at: datetime) -> bool:
    """Whether it should be there by now: it did not come out, or nobody has got round to it."""
    return row.made_at is None and (bool(row.error) or at - asked_at > LATE)


def why_over(over: bounded.OverLimit) -> str:
    """Why a part was not drawn, and what can be done about it."""
    if over.of == "time":
        return _("Una parte del PDF ha superato il tempo concesso (%(limit)s secondi): riprovate, o avvisate l’assistenza.") % {
            "limit": over.limit
        }
    return _("Una parte del PDF ha superato la memoria concessa (%(limit)s MB): avvisate l’assistenza.") % {"limit": over.limit}


def why_not_again(row: Any) -> str | None:
    """Only what did not come out is tried again on request."""
    if row is None or row.made_at is not None:
        return _("Il documento c’è già: ricaricate la pagina.")
    return None if row.error else _("Il documento è in preparazione: ricaricate la pagina tra poco.")
