"""How the books came out: a list of checks, a part of the call's page, a row of «my day» when they do not agree."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.admin import display
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.models import Call, LedgerCheck
from bando.queries.checks import last_check
from core.admin import Panel, PortalModelAdmin, Waiting, moment, site


class LedgerCheckAdmin(PortalModelAdmin):
    """Every look at the books, newest first, for who reads the money of all Chambers."""

    read_permission = Permission.READ_REPORTS
    list_display = [moment("at", _("quando")), "lines", "found"]
    list_display_links = [list_display[0]]

    def visible(self, request: Any) -> QuerySet[LedgerCheck]:
        return permissions.visible_checks(request.user)

    @display(description=_("differenze"))
    def found(self, check: LedgerCheck) -> int:
        """How many lines did not add up."""
        return len(check.differences)


@site.register_waiting
def books_that_do_not_agree(user: Any, at: datetime) -> Iterator[Waiting]:
    """Shown to who prepares calls and to who signs their acts."""
    if not (user.holds(Permission.CONFIGURE) or user.holds(Permission.SIGN_ACTS)):
        return
    last = last_check()
    if last is not None and not last.agrees:
        page = reverse("admin:bando_ledgercheck_change", args=[last.pk])
        yield Waiting(_("Differenze nel mastro"), len(last.differences), page, oldest=last.at)


def panel(call: Call, request: Any) -> Panel:
    """When the books were last checked and how they came out; the sentences for who sees all the money."""
    last = last_check()
    context = {"check": last, "sees_all": permissions.sees_all_money(request.user)}
    return Panel(_("Controllo del mastro"), "bando/admin/ledger_check.html", context)
