"""Makes the file for the bank of an adopted order: outside any lock, once however often it is asked, always the same bytes."""

from datetime import datetime
from hashlib import sha256

from django.db.models import Exists, OuterRef

from core.adapters import storage
from core.locks import Rung, lock, operation
from core.operations.recording import record
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
    if order.made_at is not None:
        return order
    content = pain001.draw(message_of(order))
    path = storage.keep(FOLDER, content, "xml")
    if not _keep(order=order, path=path, digest=sha256(content).hexdigest(), at=at):
        storage.discard(path)
    order.refresh_from_db()
    return order


@operation
def _keep(*, order: PaymentOrder, path: str, digest: str, at: datetime) -> bool:
    """False when another worker was faster."""
    (fresh,) = lock(PaymentOrder.objects.filter(pk=order.pk), Rung.APPLICATION)
    if fresh.made_at is not None:
        return False
    fresh.made_at, fresh.file, fresh.sha256 = at, path, digest
    fresh.save(update_fields=["made_at", "file", "sha256"])
    record(by=None, at=at, action="banking.make", subject=fresh, data={"sha256": digest})
    return True
