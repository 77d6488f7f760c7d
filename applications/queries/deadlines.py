"""Until when a project spends and by when its accounts are sent: the call's days, or later ones that its Chamber granted."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from applications.domain.terms import ROME, Deadlines
from applications.enums import State
from applications.models import Application, ChangeDecision


def deadlines_of(application: Application) -> Deadlines:
    """The days that hold for this application: one query."""
    call = application.call
    granted = ChangeDecision.objects.filter(request__application=application, spend_until_on__isnull=False)
    own = Deadlines(call.spend_until_on, call.accounts_due_on)
    given: tuple[date, date] | None = granted.order_by("pk").values_list("spend_until_on", "accounts_due_on").last()  # type: ignore[assignment]
    return Deadlines(max(own.spend_until_on, given[0]), max(own.accounts_due_on, given[1])) if given else own


def accounts_to_send(start: datetime, end: datetime) -> Iterator[tuple[Application, date]]:
    """The applications whose accounts are due on a day between two instants, each with its day."""
    first, last = timezone.localdate(start, ROME), timezone.localdate(end, ROME)
    granted = ChangeDecision.objects.filter(request__application=OuterRef("pk"), accounts_due_on__isnull=False).order_by("-pk")
    due = Greatest("call__accounts_due_on", Subquery(granted.values("accounts_due_on")[:1]))
    rows = Application.objects.filter(state=State.ACCEPTED).annotate(due_on=due)
    # The term ends with its day: who has until the day of `end` has more than until `end`.
    for row in rows.filter(due_on__gte=first, due_on__lt=last):
        yield row, row.due_on
