"""The figures of a call in its cockpit: funnel, arrivals, money, payments, who is late; each Chamber sees its own."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bando.admin.calls import CallAdmin
from bando.models import Call
from core.admin import Panel
from reports.queries.cockpit import cockpit


def panel(call: Call, request: Any) -> Panel:
    """Of a published call, for who may see its pots."""
    seen = cockpit(call, request.user, request.received_at) if call.published_at else None
    context = {"call": call, "cockpit": seen, "is_public": not call.rehearsal}
    return Panel(_("Andamento"), "reports/cockpit.html", context)


CallAdmin.more_panels.insert(0, panel)
