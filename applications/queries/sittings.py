"""What a sitting of the evaluators examines, and who sees its minutes."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import everywhere
from applications.enums import State
from applications.models import Application, ConflictDeclaration, Sitting
from bando.models import Call


def to_examine(call: Call) -> QuerySet[Application]:
    """The projects that have their score and stand in no minutes yet, in the order of their arrival."""
    rows = Application.objects.filter(call=call, state=State.SCORED, sitting_file=None)
    return rows.order_by("arrival__number")


def in_conflict(people: Sequence[User], applications: Sequence[Application]) -> list[User]:
    """Those of them who have declared a conflict with one of the applications."""
    said = ConflictDeclaration.objects.filter(application__in=applications, person__in=people, conflicted=True)
    barred = set(said.values_list("person", flat=True))
    return [person for person in people if person.pk in barred]


def visible_sittings(user: User) -> QuerySet[Sitting]:
    """All for who reads files everywhere; an evaluator sees the sittings that she was present at, a Chamber none."""
    if not everywhere(user, Permission.READ_FILES):
        return Sitting.objects.none()
    rows = Sitting.objects.all()
    return rows.filter(members__person=user.pk) if user.holds(Permission.SCORE) else rows
