"""Offers again what the firm has told before: the figures of its last application, at its word only."""

from datetime import datetime

from accounts.models import User
from applications.models import Application
from applications.operations.drafting import open_draft, save
from applications.queries.last_time import figures_of_last_time
from core.locks import operation


@operation
def resume(*, application: Application, by: User, at: datetime) -> bool:
    """Fill the figures that are still empty with those of last time; what was typed stays. False where nothing was filled.

    Raises Refused where the person may not fill in the draft.
    """
    fresh = open_draft(application=application, by=by, at=at)
    changes = figures_of_last_time(fresh)
    if changes:
        save(application=fresh, changes=changes, expected_version=fresh.content.version, by=by, at=at)
    return bool(changes)
