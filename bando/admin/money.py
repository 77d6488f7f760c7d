"""Funds, budget lines and movements: read only, for everybody."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.admin.chambers import PotFilter
from bando import permissions
from bando.admin.moving_money import GIVE_BACK
from bando.admin.reading import ReadByWorkersAndFunders
from bando.models import BudgetLine, Fund, Movement
from core.admin import amount, moment


class FundAdmin(ReadByWorkersAndFunders):
    """Money given by one funder under one act."""

    list_display = ["label", "kind", amount("amount", _("dotazione")), "legal_act", "call"]
    list_filter = ["kind", "call"]
    list_select_related = ["call"]
    object_actions = [GIVE_BACK]

    def visible(self, request: Any) -> QuerySet[Fund]:
        return permissions.visible_funds(request.user).select_related("call")


class BudgetLineAdmin(ReadByWorkersAndFunders):
    """Where the money of a fund stands in a Chamber's pot."""

    list_display = [
        "pot", "fund", amount("endowment", _("dotazione")), amount("available", _("disponibile")),
        amount("committed", _("concesso")), amount("paid", _("pagato")), amount("returned", _("restituito")),
    ]  # fmt: skip
    list_filter = ["fund__call", "fund__kind", ("pot__chamber", PotFilter)]
    list_select_related = ["pot__chamber", "fund"]

    def visible(self, request: Any) -> QuerySet[BudgetLine]:
        return permissions.visible_lines(request.user).select_related("pot__chamber", "fund")


class MovementAdmin(ReadByWorkersAndFunders):
    """Every move of money, newest first."""

    list_display = [moment("at", _("quando")), "line", "kind", amount("amount", _("importo")), "reference", "act", "by"]
    list_filter = ["kind", "line__fund__call"]
    list_select_related = ["line__pot__chamber", "line__fund", "act", "by"]
    search_fields = ["=reference"]
    ordering = ["-pk"]
    is_ordering_total = True

    def may_estimate(self, request: Any) -> bool:
        return permissions.sees_all_money(request.user)

    def visible(self, request: Any) -> QuerySet[Movement]:
        return permissions.visible_movements(request.user)
