"""Who reads what happens to an application on the firm's side."""

from datetime import datetime

from django.db.models import Q

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from accounts.models import Membership, User, in_force
from applications.models import Application

WHOLE_FIRM = [code for code, role in ROLES.items() if role.scope == Scope.FIRM]


def readers_of(application: Application, *, at: datetime) -> list[User]:
    """The people in force at `at`: of the whole firm, and the delegates for this application; of no other one."""
    whole = Q(firm=application.firm_id, role__in=WHOLE_FIRM)
    given = Q(invitation__mandate__application=application)
    acting = Membership.objects.filter(in_force(at), whole | given, user__is_active=True)
    return list(User.objects.filter(pk__in=acting.values("user")).order_by("pk"))
