"""On the page of a payment order: its PDF, or what was wrong with it and the button that has it tried again."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin import PageLink
from core.queries.trying import trouble
from disbursement.admin.order_lines import OfTheChamber
from disbursement.admin.orders import PaymentOrderAdmin
from disbursement.enums import OrderState
from disbursement.models import PaymentOrder
from disbursement.permissions import reads_ibans, why_not_handle
from reports import policies, tasks
from reports.models import OrderPaper
from reports.operations import papering
from reports.queries.payment_order import missed_of


def _why_not_read(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    paper = OrderPaper.objects.filter(order=order, shows_ibans=reads_ibans(user, order.pot.chamber_id)).first()
    if paper is not None and paper.made_at is not None:
        return None
    return trouble(paper) or str(_("Il PDF è in preparazione: ricaricate la pagina tra poco."))


def _why_not_again(order: PaymentOrder, user: Any, at: datetime) -> str | None:
    return why_not_handle(user, order.pot) or policies.why_not_draw_again(missed_of(order).first())


def _again(order: PaymentOrder, data: dict[str, Any], *, by: Any, at: datetime) -> None:
    papering.again(order=order, by=by, at=at)
    tasks.hurry_paper(order.pk)


PAPER = PageLink(
    name="pdf",
    label=_("Scarica il mandato (PDF)"),
    concerns=lambda order: order.state == OrderState.ADOPTED,
    why_not=_why_not_read,
    href=lambda order: reverse("order_paper", args=[order.pk]),
)
AGAIN = OfTheChamber(
    name="rifai-pdf",
    label=_("Riprova a produrre il PDF"),
    description=_("Si ritenta comunque da solo, sempre più di rado: così si ritenta adesso."),
    concerns=lambda order: missed_of(order).exists(),
    run=_again,
    why_not=_why_not_again,
    success=_("Il PDF si produce adesso: ricaricate la pagina tra poco."),
)
PaymentOrderAdmin.object_actions = [*PaymentOrderAdmin.object_actions, PAPER, AGAIN]
