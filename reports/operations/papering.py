"""Puts adopted payment orders on paper once their file for the bank is there: the same bytes however often they are drawn."""

from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.locks import operation
from core.operations.drawing import draw_once, try_again
from core.refusals import require
from disbursement.enums import LineState, OrderState
from disbursement.models import OrderLine, PaymentOrder
from disbursement.permissions import why_not_handle
from reports import policies
from reports.adapters import pdf
from reports.models import OrderPaper
from reports.queries.payment_order import RELATED, missed_of, on_paper

FOLDER, MAKING = "orders", "papering.make"
# How many are handed out in one sweep.
AT_ONCE = 200


def due(*, at: datetime) -> list[int]:
    """The adopted orders that lack a copy, oldest first; those whose file for the bank is still to be made wait for it.

    A copy that did not come out waits apart, ever longer: the other copy and the other orders go on.
    """
    made = OrderPaper.objects.filter(order=OuterRef("pk"), made_at__isnull=False)
    found = _ready().annotate(whole=Exists(made.filter(shows_ibans=True)), short=Exists(made.filter(shows_ibans=False)))
    lacking = found.exclude(whole=True, short=True).order_by("pk").values_list("pk", "whole", "short")
    missed = OrderPaper.objects.filter(made_at=None).exclude(tried_at=None)
    later = {(paper.order_id, paper.shows_ibans) for paper in missed.iterator() if not paper.is_due(at)}
    return [pk for pk, *there in lacking.iterator() if {(pk, shown) for shown in _missing(*there)} - later][:AT_ONCE]


def _missing(has_whole: bool, has_short: bool) -> list[bool]:
    """Which copies are not there, by whether they show account numbers."""
    return [shown for shown, is_there in ((True, has_whole), (False, has_short)) if not is_there]


def _ready() -> QuerySet[PaymentOrder]:
    """The adopted orders whose file for the bank is there, and those that send nothing to the bank."""
    transfers = OrderLine.objects.filter(order=OuterRef("pk"), net__gt=0).exclude(state=LineState.LEFT_OUT)
    return PaymentOrder.objects.filter(Q(made_at__isnull=False) | ~Exists(transfers), state=OrderState.ADOPTED)


def make(*, order_id: int, at: datetime) -> list[OrderPaper]:
    """The two copies of an order with their files. Whoever finds one made already, or is overtaken, leaves it as it is."""
    order = _ready().select_related(*RELATED).get(pk=order_id)
    papers = [_asked(order=order, shows_ibans=shown) for shown in (True, False)]
    for paper in papers:
        draw = partial(_drawn, order, paper)
        failed = _("Il PDF del mandato non è riuscito: avvisate l’assistenza.")
        draw_once(row=paper, draw=draw, folder=FOLDER, action=MAKING, failed=failed, at=at)
    return papers


@operation
def again(*, order: PaymentOrder, by: User, at: datetime) -> None:
    """Have the copies that did not come out drawn at once. Raises Refused."""
    require(why_not_handle(by, order.pot))
    missed = missed_of(order)
    require(policies.why_not_draw_again(missed.first()))
    try_again(rows=missed, action=MAKING, by=by, at=at)


@operation
def _asked(*, order: PaymentOrder, shows_ibans: bool) -> OrderPaper:
    """The row of a copy, ours or that of whoever was faster."""
    return OrderPaper.objects.get_or_create(order=order, shows_ibans=shows_ibans)[0]


def _drawn(order: PaymentOrder, paper: OrderPaper) -> bytes:
    """From what was fixed when the order was adopted, whose instant is its only date."""
    assert order.adopted_at is not None
    report = on_paper(order, shows_ibans=paper.shows_ibans)
    return pdf.render(report=report, created_at=order.adopted_at, reference=order.message_id)
