"""Who sends an application, read as lightly as can be: herself and her roles in its firm, in one statement written once."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership, User
from accounts.models.membership import in_force
from applications.models import Application
from core.queries.prepared import Prepared

ROLE = ("pk", "role", "firm_id", "until_at", "invitation_id")
PERSON = ("user__pk", "user__email", "user__name", "user__password", "user__is_active")
# Values that no row has: they mark where the real ones go.
NOBODY, NOTHING, NEVER = -101, -102, datetime(1, 1, 1, tzinfo=UTC)


def _roles(user_id: int, application_id: int, at: datetime) -> "QuerySet[Membership, tuple[Any, ...]]":
    rows = Membership.objects.filter(in_force(at), user=user_id, firm__applications=application_id)
    return rows.order_by("pk").values_list(*ROLE, *PERSON)


_asked = Prepared(_roles, NOBODY, NOTHING, NEVER)


def sender_of(*, user_id: int, application_id: int, at: datetime) -> tuple[User, Application] | None:
    """The person with her roles in the firm of the application, and the application, of which no more is known than whose it is.

    None if she has no role in it, or there is no such application. Whether the role is enough is for `why_not_act` to say.
    """
    rows = _asked.ask(user_id, application_id, at)
    if not rows:
        return None
    person = dict(zip(("pk", "email", "name", "password", "is_active"), rows[0][len(ROLE) :], strict=True))
    user = User(**person).asking(at)
    user.__dict__["current_memberships"] = [Membership(user=user, **dict(zip(ROLE, row, strict=False))) for row in rows]
    return user, Application(pk=application_id, firm_id=rows[0][ROLE.index("firm_id")])
