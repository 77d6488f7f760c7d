"""Makes the file for the bank of an adopted order, always the same bytes."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from core.locks import operation
from core.operations.drawing import draw_once, try_again
from core.queries.trying import to_make
from core.refusals import require
from disbursement.adapters import pain001
from disbursement.enums import LineState, OrderState
from disbursement.models import OrderLine, PaymentOrder
from disbursement.permissions import why_not_handle
from disbursement.policies.ordering import why_not_make_again
from disbursement.queries.orders import message_of

FOLDER, MAKING = "bank", "banking.make"


def due(*, at: datetime) -> list[int]:
    """The adopted orders whose file waits to be made, oldest first; where nothing goes to a firm there is none to make.

    One that did not come out waits apart, ever longer.
    """
    transfers = OrderLine.objects.filter(order=OuterRef("pk"), net__gt=0).exclude(state=LineState.LEFT_OUT)
    waiting = PaymentOrder.objects.filter(Exists(transfers), state=OrderState.ADOPTED, made_at=None)
    return to_make(waiting, at=at)


def make(*, order_id: int, at: datetime) -> PaymentOrder:
    """The order with its file, or with what was wrong. Whoever finds it made already, or is overtaken, leaves it as it is."""
    order = PaymentOrder.objects.get(pk=order_id)
    draw_once(
        row=order,
        draw=lambda: pain001.draw(message_of(order)),
        folder=FOLDER,
        kind="xml",
        action=MAKING,
        failed=_("Il file per la banca non è riuscito: avvisate l’assistenza."),
        at=at,
    )
    return order


@operation
def again(*, order: PaymentOrder, by: User, at: datetime) -> None:
    """Have the file that did not come out made at once. Raises Refused."""
    require(why_not_handle(by, order.pot))
    require(why_not_make_again(order))
    try_again(rows=PaymentOrder.objects.filter(pk=order.pk), action=MAKING, by=by, at=at)
