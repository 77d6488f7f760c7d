"""Puts adopted payment orders on paper once their file for the bank is there: the same bytes however often they are drawn."""

from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.locks import operation
from core.operations.drawing import draw_once
from disbursement.enums import LineState, OrderState
from disbursement.models import OrderLine, PaymentOrder
from reports.adapters import pdf
from reports.models import OrderPaper
from reports.queries.payment_order import RELATED, on_paper

FOLDER = "orders"
# How many are handed out in one sweep.
AT_ONCE = 200


def due() -> list[int]:
    """The adopted orders that lack a copy, oldest first; those whose file for the bank is still to be made wait for it."""
    made = OrderPaper.objects.filter(order=OuterRef("pk"), made_at__isnull=False)
    whole, short = Exists(made.filter(shows_ibans=True)), Exists(made.filter(shows_ibans=False))
    waiting = _ready().filter(~Q(whole) | ~Q(short))
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def _ready() -> QuerySet[PaymentOrder]:
    """The adopted orders whose file for the bank is there, and those that send nothing to the bank."""
    transfers = OrderLine.objects.filter(order=OuterRef("pk"), net__gt=0).exclude(state=LineState.LEFT_OUT)
    return PaymentOrder.objects.filter(Q(made_at__isnull=False) | ~Exists(transfers), state=OrderState.ADOPTED)


def make(*, order_id: int, at: datetime) -> list[OrderPaper]:
    """The two copies of an order with their files. Whoever finds one made already, or is overtaken, leaves it as it is."""
    order = _ready().select_related(*RELATED).get(pk=order_id)
    papers = [_asked(order=order, shows_ibans=shown) for shown in (True, False)]
    for paper in papers:
        draw_once(row=paper, draw=partial(_drawn, order, paper), folder=FOLDER, action="papering.make", at=at)
    return papers


@operation
def _asked(*, order: PaymentOrder, shows_ibans: bool) -> OrderPaper:
    """The row of a copy, ours or that of whoever was faster."""
    return OrderPaper.objects.get_or_create(order=order, shows_ibans=shows_ibans)[0]


def _drawn(order: PaymentOrder, paper: OrderPaper) -> bytes:
    """From what was fixed when the order was adopted, whose instant is its only date."""
    assert order.adopted_at is not None
    report = on_paper(order, shows_ibans=paper.shows_ibans)
    return pdf.render(report=report, created_at=order.adopted_at, reference=order.message_id)
