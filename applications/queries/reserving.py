"""What an application has reserved, where money goes by arrival."""

from decimal import Decimal

from django.db.models import Case, F, Q, Sum, When

from applications.models import Application
from bando.enums import Bucket
from bando.models import Call, Movement
from core.money import ZERO


def reservation_of(application: Application) -> str:
    """How the movements of its reservation name it; `applications_take_place` writes the same."""
    return f"application:{application.pk}"


def reserved_by_line(application: Application) -> dict[int, Decimal]:
    """Budget line → what is reserved on it now for the application (reserved, less what was confirmed or released), in euro."""
    moved = Movement.objects.filter(reference=reservation_of(application))
    signed = Case(When(target=Bucket.RESERVED, then=F("amount")), When(source=Bucket.RESERVED, then=-F("amount")), default=ZERO)
    sums = moved.values("line_id").annotate(left=Sum(signed)).order_by("line_id")
    return {row["line_id"]: row["left"] for row in sums if row["left"]}


def reserved_in(call: Call) -> dict[int, dict[int, Decimal]]:
    """The same for all applications of a call: by application, then by budget line; who has nothing reserved is not in it."""
    moved = Movement.objects.filter(Q(source=Bucket.RESERVED) | Q(target=Bucket.RESERVED), line__pot__call=call)
    signed = Case(When(target=Bucket.RESERVED, then=F("amount")), default=-F("amount"))
    sums = moved.order_by().values_list("reference", "line_id").annotate(left=Sum(signed)).order_by("line_id")
    found: dict[int, dict[int, Decimal]] = {}
    for reference, line, left in sums:
        if left:
            found.setdefault(int(reference.partition(":")[2]), {})[line] = left
    return found
