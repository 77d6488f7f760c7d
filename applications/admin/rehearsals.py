"""Files of rehearsals stay out of the desk's lists, unless the list is of that call; then it is marked."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bando.models import Call
from core.admin import PortalModelAdmin


class ListedWithoutRehearsals(PortalModelAdmin):
    """A list of rows that hang on a call; `call_path` leads to it."""

    call_path = "application__call"

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        of_all = getattr(request, "is_list_of_all", False)
        return rows.filter(**{f"{self.call_path}__rehearsal": False}) if of_all else rows

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list of one call shows it whatever it is; a rehearsal says that it is one."""
        chosen = request.GET.get(f"{self.call_path}__id__exact", "")
        request.is_list_of_all = not chosen
        context = dict(extra_context or {})
        if chosen.isdigit() and Call.objects.filter(pk=chosen, rehearsal=True).exists():
            context["title"] = f"{_('PROVA')} · {capfirst(self.opts.verbose_name_plural)}"
        return super().changelist_view(request, context)
