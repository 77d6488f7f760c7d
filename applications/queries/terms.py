"""By when the procedure of a file ends: begun with its arrival, or with the closing where applications are compared."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least

from applications.domain.terms import Pause, ProcedureTerm, procedure_term
from applications.models import Application, IntegrationRequest, RejectionNotice
from applications.models.review import NOTICED

DAY = timedelta(days=1)
NOTHING = Value(timedelta(0), output_field=DurationField())


def term_of(application: Application, *, at: datetime) -> ProcedureTerm:
    """The term of one file with its pauses: two queries."""
    asked = application.integration_requests.values_list("requested_at", "due_at", "answer__answered_at")
    told = application.rejection_notices.values_list("noticed_at", "due_at", "observation__observed_at")
    pauses = [Pause(*row) for row in (*asked, *told)]
    call = application.call
    begins_at = application.arrival.received_at if call.procedure in NOTICED else call.closes_at
    return procedure_term(begins_at, call.procedure_days, pauses, at)


def with_terms(rows: QuerySet[Application], *, at: datetime) -> QuerySet[Application]:
    """The same for a set of files, as `term_at` to be sorted by: to the instant, before it is carried to the end of its day."""
    begins = Case(When(call__procedure__in=NOTICED, then=F("arrival__received_at")), default=F("call__closes_at"))
    days = ExpressionWrapper(F("call__procedure_days") * Value(DAY, output_field=DurationField()), output_field=DurationField())
    asked = _paused(IntegrationRequest, "requested_at", "answer__answered_at", at)
    told = _paused(RejectionNotice, "noticed_at", "observation__observed_at", at)
    return rows.annotate(term_at=ExpressionWrapper(begins + days + asked + told, output_field=DateTimeField()))


def _paused(model: Any, since: str, came: str, at: datetime) -> Coalesce:
    """How long one kind of pause has lasted in all."""
    until = Coalesce(F(came), Least(F("due_at"), Value(at, output_field=DateTimeField())))
    lasted = ExpressionWrapper(until - F(since), output_field=DurationField())
    rows = model.objects.filter(application=OuterRef("pk")).order_by().values("application").annotate(lasted=Sum(lasted))
    return Coalesce(Subquery(rows.values("lasted")), NOTHING)
