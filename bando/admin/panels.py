"""The parts of a call's page in the admin: what it lacks, its money, what it asks, its acts."""

from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from bando.models import Call
from bando.policies.publishing import defects
from bando.queries.pots import standing, total
from core.admin import Panel

PLACE = "bando/admin/"


def checklist(call: Call) -> Panel:
    """What is to be mended before the call can be published, and which values are still to be confirmed."""
    context = {
        "call": call,
        "defects": [] if call.published_at else defects(call, at=now()),
        "published_at": call.published_at,
        "to_be_confirmed": call.to_be_confirmed.splitlines(),
    }
    return Panel(_("Controlli prima della pubblicazione"), f"{PLACE}checklist.html", context)


def pots(call: Call) -> Panel:
    """Each pot with its buckets, and the sum."""
    rows = standing(call)
    return Panel(_("Dotazioni, Camera per Camera"), f"{PLACE}pots.html", {"rows": rows, "whole": total(rows)})


def terms(call: Call) -> Panel:
    """Requirements, expense items, documents, scoring and tranches, as they are configured."""
    context = {
        "rules": call.eligibilityrules.all(),
        "items": call.expenseitems.all(),
        "documents": call.requireddocuments.all(),
        "criteria": call.scoringcriterions.all(),
        "funds": call.funds.prefetch_related("tranche_rules"),
    }
    return Panel(_("Configurazione"), f"{PLACE}terms.html", context)


def acts(call: Call) -> Panel:
    """The acts on the call, with their publication."""
    return Panel(_("Atti"), f"{PLACE}acts.html", {"acts": call.acts.select_related("publication")})
