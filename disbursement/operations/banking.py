"""Makes the file for the bank of an adopted order, always the same bytes."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from core.operations.drawing import draw_once
from disbursement.adapters import pain001
from disbursement.enums import LineState, OrderState
from disbursement.models import OrderLine, PaymentOrder
from disbursement.queries.orders import message_of

FOLDER = "bank"


def due() -> list[int]:
    """The adopted orders whose file waits to be made, oldest first; where nothing goes to a firm there is none to make."""
    transfers = OrderLine.objects.filter(order=OuterRef("pk"), net__gt=0).exclude(state=LineState.LEFT_OUT)
    waiting = PaymentOrder.objects.filter(Exists(transfers), state=OrderState.ADOPTED, made_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:200])


def make(*, order_id: int, at: datetime) -> PaymentOrder:
    """The order with its file. Whoever finds it made already, or is overtaken meanwhile, leaves it as it is."""
    order = PaymentOrder.objects.get(pk=order_id)
    draw_once(
        row=order, draw=lambda: pain001.draw(message_of(order)), folder=FOLDER, kind="xml", action="banking.make", at=at
    )  # fmt: skip
    return order
