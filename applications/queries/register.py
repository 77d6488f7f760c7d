"""What waits to come into the State's register of aids, by call, Chamber and day of the act; and who answers for it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from accounts.domain.roles import ROLES
from accounts.enums import Permission, Scope
from accounts.models import Membership, User, in_force
from applications.models import Application
from applications.queries.waiting import with_financed_on
from bando.models import Call

SIGNERS = [code for code, role in ROLES.items() if Permission.SIGN_ACTS in role.permissions]
OF_A_CHAMBER = [
    code for code, role in ROLES.items() if Permission.ASSIGN_FILES in role.permissions and role.scope == Scope.CHAMBER
]


@dataclass(frozen=True)
class AwaitsRegister:
    """So many applications of a call and a Chamber, financed by an act of one day, without COR and CUP."""

    call: Call
    chamber_id: int | None
    financed_on: date
    count: int


def awaiting_register() -> list[AwaitsRegister]:
    """All of them, the oldest act first; two statements."""
    rows = with_financed_on(Application.objects.order_by()).values_list("call", "pot__chamber", "financed_on")
    found = Counter((call, chamber, day) for call, chamber, day in rows if day is not None)
    calls = Call.objects.in_bulk({call for call, _chamber, _day in found})
    ordered = sorted(found, key=lambda key: (key[2], key[0], key[1] or 0))
    return [AwaitsRegister(calls[call], chamber, day, found[call, chamber, day]) for call, chamber, day in ordered]


def answering_for(chamber_id: int | None, *, at: datetime) -> list[User]:
    """Who signs the grants, and who leads the Chamber's desk, in force at `at`."""
    theirs = Q(role__in=SIGNERS) | Q(role__in=OF_A_CHAMBER, chamber=chamber_id)
    acting = Membership.objects.filter(in_force(at), theirs, user__is_active=True)
    return list(User.objects.filter(pk__in=acting.values("user")).order_by("pk"))
