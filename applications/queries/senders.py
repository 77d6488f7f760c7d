"""Who sends an application, read as lightly as can be: herself and her roles in its firm, in one statement written once."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.models.membership import in_force
from applications.models import Application
from core.queries.prepared import Prepared

# In the order of their models, as `from_db` reads them.
ROLE = ("id", "role", "firm_id", "until_at", "invitation_id")
CONFIRMED = ("snapshot_id",)
PERSON = ("id", "password", "email", "name", "is_active")
# Values that no row has: they mark where the real ones go.
NOBODY, NOTHING, NEVER = -101, -102, datetime(1, 1, 1, tzinfo=UTC)


def _roles(user_id: int, application_id: int, at: datetime) -> "QuerySet[Membership, tuple[Any, ...]]":
    rows = Membership.objects.filter(in_force(at), user=user_id, firm__applications=application_id)
    return rows.order_by("pk").values_list(
        *ROLE, *(f"firm__applications__{name}" for name in CONFIRMED), *(f"user__{name}" for name in PERSON)
    )


_asked = Prepared(_roles, NOBODY, NOTHING, NEVER)


def sender_of(*, user_id: int, application_id: int, at: datetime) -> tuple[User, Application] | None:
    """The person with her roles in the firm of the application, and the application: whose it is, and what of it was confirmed.

    None if she has no role in it, or there is no such application. Whether the role is enough is for `why_not_act` to say.
    """
    rows = _asked.ask(user_id, application_id, at)
    if not rows:
        return None
    # As rows come from the database: what was not asked for stays unread, and no default is made up for it.
    user = User.from_db("default", PERSON, rows[0][-len(PERSON) :]).asking(at)
    user.__dict__["current_memberships"] = [Membership.from_db("default", ROLE, row[: len(ROLE)]) for row in rows]
    confirmed = rows[0][len(ROLE) : -len(PERSON)]
    known = (application_id, rows[0][ROLE.index("firm_id")], *confirmed)
    return user, Application.from_db("default", ("id", "firm_id", *CONFIRMED), known)
