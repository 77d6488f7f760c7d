"""What every page knows: whether this is the demo, whose portal it is, and the server's clock. Never asks the database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NAMES = {
    "portal": _("Portale Bandi"),
    "motto": _("Contributi alle imprese lombarde"),
    "manager": "Unioncamere Lombardia",
    "region": "Regione Lombardia",
    "chambers": _("Camere di commercio lombarde"),
}


def portal(request: HttpRequest) -> dict[str, Any]:
    """`PORTAL_DEMO`, `demo_accounts` (email, password, role, place, what; demo only), `names`, `server_time` (aware)."""
    demo = settings.PORTAL_DEMO
    return {
        "PORTAL_DEMO": demo,
        "demo_accounts": getattr(settings, "PORTAL_DEMO_ACCOUNTS", ()) if demo else (),
        "names": NAMES,
        "server_time": getattr(request, "received_at", None) or timezone.now(),
    }
