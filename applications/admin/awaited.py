"""The list's filter for files whose firm waits for a word of the reader's Chamber."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.queries.waiting import awaiting_change, awaiting_reply

AWAITED = {"risposta": awaiting_reply, "modifica": awaiting_change}


class AwaitedFilter(SimpleListFilter):
    """A message to answer, a change to decide."""

    title, parameter_name = _("che cosa attende"), "attende"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, Any]]:
        return [("risposta", _("una risposta a un messaggio")), ("modifica", _("una decisione su variazione o proroga"))]

    def queryset(self, request: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        awaited = AWAITED.get(self.value() or "")
        return queryset if awaited is None else queryset.filter(pk__in=awaited(request.user).values("application"))
