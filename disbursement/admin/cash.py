"""The till of each pot: what it was given of the Region's money, what it has paid, what is left or was anticipated."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import PotFilter
from bando.admin.reading import ReadByWorkersAndFunders
from bando.models import Pot
from core.admin import Panel, amount
from disbursement import permissions
from disbursement.admin import panels
from disbursement.queries.cash import with_cash


class CashAdmin(ReadByWorkersAndFunders):
    """Pots of published calls with their cash position."""

    list_display = [
        "__str__",
        "call",
        amount("received", _("quote regionali ricevute")),
        amount("paid", _("pagato su fondi regionali")),
        amount("left", _("in cassa")),
    ]
    list_filter = ["call", ("chamber", PotFilter)]
    ordering = ["-call_id", "chamber__name"]
    fields = ["call", "chamber"]

    def visible(self, request: Any) -> QuerySet[Pot]:
        return with_cash(permissions.visible_cash(request.user)).select_related("call", "chamber")

    def panels(self, obj: Pot, request: Any) -> Sequence[Panel]:
        return [panels.cash(obj), panels.passed_on(obj)]
