"""On the page of a payment order: its PDF."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import PageLink
from disbursement.admin.orders import PaymentOrderAdmin
from disbursement.enums import OrderState
from disbursement.models import PaymentOrder
from disbursement.permissions import reads_ibans
from reports.models import OrderPaper


def _why_not_read(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    whole = reads_ibans(user, order.pot.chamber_id)
    if OrderPaper.objects.filter(order=order, shows_ibans=whole, made_at__isnull=False).exists():
        return None
    return str(_("Il PDF è in preparazione: ricaricate la pagina tra poco."))


PAPER = PageLink(
    name="pdf",
    label=_("Scarica il mandato (PDF)"),
    concerns=lambda order: order.state == OrderState.ADOPTED,
    why_not=_why_not_read,
    href=lambda order: reverse("order_paper", args=[order.pk]),
)
PaymentOrderAdmin.object_actions = [*PaymentOrderAdmin.object_actions, PAPER]
