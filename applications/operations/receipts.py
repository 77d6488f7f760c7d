"""Makes the receipt's PDF from its row: outside any lock, once however often it is asked."""

from datetime import datetime
from hashlib import sha256

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from applications.domain.chain import HEADING, instant_line
from applications.domain.workflow import RECEIPT
from applications.enums import ReceiptMove, ReceiptState
from applications.models import Application, Arrival, Receipt
from applications.queries.content import canonical
from applications.queries.estimates import planned_spend
from applications.queries.firm import firm_of
from core.adapters import pdf, storage
from core.figures import euro, instant_exact
from core.locks import Rung, lock, operation
from core.operations.moving import move
from core.operations.recording import record

LANGUAGE = "it"
FOLDER = "receipts"


def make(*, receipt_id: int, at: datetime) -> Receipt:
    """The receipt with its file. Whoever finds it made already, or is overtaken meanwhile, leaves it as it is."""
    receipt = Receipt.objects.select_related("application__call", "application__firm", "application__pot__chamber").get(
        pk=receipt_id
    )
    if receipt.state == ReceiptState.MADE:
        return receipt
    content = _drawn(receipt)
    path = storage.keep(FOLDER, content, "pdf")
    if not _keep(receipt=receipt, path=path, digest=sha256(content).hexdigest(), at=at):
        storage.discard(path)
    receipt.refresh_from_db()
    return receipt


def due() -> list[int]:
    """The receipts that wait to be made, oldest first."""
    waiting = Receipt.objects.filter(state=ReceiptState.REQUESTED)
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:200])


@operation
def _keep(*, receipt: Receipt, path: str, digest: str, at: datetime) -> bool:
    """False when another worker was faster."""
    lock(Application.objects.filter(pk=receipt.application_id), Rung.APPLICATION)
    fresh = Receipt.objects.get(pk=receipt.pk)
    if fresh.state == ReceiptState.MADE:
        return False
    fresh.made_at, fresh.file, fresh.sha256 = at, path, digest
    fresh.save(update_fields=["made_at", "file", "sha256"])
    move(subject=fresh, workflow=RECEIPT, move=ReceiptMove.MAKE, by=None, at=at)
    record(by=None, at=at, action="receipts.make", subject=fresh, data={"sha256": digest})
    return True


def _drawn(receipt: Receipt) -> bytes:
    """The same bytes for the same arrival: its only date is the arrival's."""
    arrival = receipt.application.arrival
    content = canonical(receipt.application)
    sent = pdf.Attachment("domanda.json", content.encode(), "application/json", "Contenuto della domanda, come inviata")
    with translation.override(LANGUAGE):
        title = _("Ricevuta della domanda n. %(number)s") % {"number": arrival.number}
        context = {"title": title, "lang": LANGUAGE, "arrival": arrival, "facts": _facts(receipt, arrival)}
        context |= {"chain": _chain(arrival), "check": reverse("receipt_checked", args=[receipt.token])}
        html = render_to_string("applications/receipt_pdf.html", context)
    return pdf.render(html=html, title=title, lang=LANGUAGE, created_at=arrival.at, attachments=[sent])


def _facts(receipt: Receipt, arrival: Arrival) -> list[tuple[str, str]]:
    application = receipt.application
    return [
        (_("Bando"), application.call.title),
        (_("Impresa"), firm_of(application).name),
        (_("Codice fiscale"), application.firm.tax_code),
        (_("Camera di commercio competente"), str(application.pot)),
        (_("Numero di arrivo"), str(arrival.number)),
        (_("Ricevuta dal portale"), instant_exact(arrival.received_at)),
        (_("Posto preso in coda"), instant_exact(arrival.at)),
        (_("Inviata da"), arrival.sent_by.name),
        (_("Spesa prevista"), euro(planned_spend(application))),
        (_("Codice di verifica"), str(receipt.token)),
    ]


def _chain(arrival: Arrival) -> list[str]:
    """The lines whose SHA-256 is the arrival's hash, as domain/chain.py writes them."""
    return [HEADING, arrival.call.code, str(arrival.number), instant_line(arrival.at), arrival.digest, arrival.previous_hash]
