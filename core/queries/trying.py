"""What is told of a row that did not come out: why, how often, when last, and when it is tried next."""

from django.utils.translation import gettext as _

from core.domain.retrying import next_try
from core.figures import instant
from core.models import Tried


def trouble(row: Tried | None) -> str:
    """A sentence or two; empty when nothing was wrong."""
    if row is None or not row.error:
        return ""
    told = {"error": row.error, "attempts": row.attempts}
    due = next_try(row.attempts, row.tried_at)
    if due is None or row.tried_at is None:
        return _("%(error)s Tentativi non riusciti: %(attempts)s. Si ritenta adesso: ricaricate la pagina tra poco.") % told
    return _("%(error)s Tentativi non riusciti: %(attempts)s, l’ultimo il %(last)s. Si ritenta da solo dopo il %(next)s.") % (
        told | {"last": instant(row.tried_at), "next": instant(due)}
    )
