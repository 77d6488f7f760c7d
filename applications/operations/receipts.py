"""Makes the receipt's PDF from its row: outside any lock, once however often it is asked."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.chain import lines
from applications.domain.workflow import RECEIPT
from applications.enums import ReceiptState, Reserved
from applications.models import Arrival, Receipt
from applications.permissions import why_not_prepare
from applications.queries.arrivals import receipt_data
from applications.queries.content import canonical
from applications.queries.estimates import planned_spend
from applications.queries.firm import firm_of
from bando.domain.rules.facts import canonical_json
from core.adapters import pdf
from core.figures import euro, instant_exact
from core.locks import operation
from core.operations.drawing import draw_once, try_again
from core.queries.trying import to_make
from core.refusals import require

LANGUAGE = "it"
FOLDER, MAKING = "receipts", "receipts.make"
# Drawing takes about a second: whoever has not ended by then is dead.
LEASE = timedelta(minutes=2)
WITH = ("application__call", "application__firm_version", "application__pot__chamber", "application__arrival__snapshot")


def make(*, receipt_id: int, at: datetime) -> Receipt | None:
    """The receipt with its file, or what was wrong; None when another worker is drawing it.

    Whoever finds it made already leaves it as it is.

    The row is taken before drawing, without a lock held meanwhile: a worker that is killed leaves it to the next one that
    comes after LEASE.
    """
    until = at + LEASE
    taken = _free(at).filter(pk=receipt_id).update(taken_until_at=until)
    receipt = Receipt.objects.select_related(*WITH).get(pk=receipt_id)
    if receipt.made_at is None and not taken:
        return None
    failed = _("La ricevuta non è riuscita: avvisate l’assistenza.")
    draw_once(
        row=receipt, draw=lambda: _drawn(receipt), folder=FOLDER, workflow=RECEIPT, action=MAKING, failed=failed, at=at
    )  # fmt: skip
    if receipt.made_at is None:
        # The wait of what did not come out is its own; nobody is at it.
        Receipt.objects.filter(pk=receipt_id, taken_until_at=until).update(taken_until_at=None)
    return receipt


def due(*, at: datetime) -> list[int]:
    """The receipts to be made now and that nobody is making, oldest first; what did not come out waits apart, ever longer."""
    return to_make(_free(at), at=at)


@operation
def again(*, receipt: Receipt, by: User, at: datetime) -> None:
    """Have the receipt that did not come out made at once; whoever presses twice asks once. Raises Refused."""
    require(why_not_prepare(by, receipt.application))
    try_again(rows=Receipt.objects.filter(pk=receipt.pk), action=MAKING, by=by, at=at)


def _free(at: datetime) -> QuerySet[Receipt]:
    """Those to be made that nobody has taken, or whose taker should have ended long ago."""
    return Receipt.objects.filter(Q(taken_until_at=None) | Q(taken_until_at__lte=at), state=ReceiptState.REQUESTED)


def _drawn(receipt: Receipt) -> bytes:
    """The same bytes for the same arrival: its only date is the arrival's."""
    arrival = receipt.application.arrival
    with translation.override(LANGUAGE):
        title = _("Ricevuta della domanda n. %(number)s") % {"number": arrival.number}
        context = {"title": title, "lang": LANGUAGE, "arrival": arrival, "facts": _facts(receipt, arrival)}
        check = settings.SITE_ADDRESS + reverse("receipt_checked", args=[receipt.token])
        context |= {"chain": _chain(arrival), "check": check}
        html = render_to_string("applications/receipt_pdf.html", context)
    return pdf.render(html=html, title=title, lang=LANGUAGE, created_at=arrival.at, attachments=_carried(receipt, arrival))


def _carried(receipt: Receipt, arrival: Arrival) -> list[pdf.Attachment]:
    """What a program reads: the application word for word as it was confirmed, and the receipt itself."""
    content = arrival.snapshot.content if arrival.snapshot else canonical(receipt.application)
    told = canonical_json(receipt_data(receipt))
    return [
        pdf.Attachment("domanda.json", content.encode(), "application/json", "Contenuto della domanda, come inviata"),
        pdf.Attachment("ricevuta.json", told.encode(), "application/json", "Dati della ricevuta, per verify_receipt.py"),
    ]


def _facts(receipt: Receipt, arrival: Arrival) -> list[tuple[str, str]]:
    application = receipt.application
    return [
        (_("Bando"), application.call.title),
        (_("Impresa"), firm_of(application).name),
        (_("Codice fiscale"), firm_of(application).tax_code),
        (_("Camera di commercio competente"), str(application.pot)),
        (_("Numero di arrivo"), str(arrival.number)),
        (_("Ricevuta dal portale"), instant_exact(arrival.received_at)),
        (_("Posto preso in coda"), instant_exact(arrival.at)),
        *_found(arrival),
        (_("Inviata da"), arrival.sent_by.name),
        (_("Spesa prevista"), euro(planned_spend(application))),
        (_("Codice di verifica"), str(receipt.token)),
    ]


def _found(arrival: Arrival) -> list[tuple[str, str]]:
    """What the arrival found in its pot, where money goes by arrival."""
    if arrival.found == Reserved.NOTHING:
        return []
    said = {
        Reserved.WHOLE: _("%(reserved)s, tutto il contributo richiesto"),
        Reserved.PART: _("%(reserved)s dei %(asked)s richiesti; per il resto in lista d’attesa"),
        Reserved.WAITING: _("nulla dei %(asked)s richiesti: in lista d’attesa, nell’ordine di arrivo"),
    }[arrival.found]
    amounts = {"reserved": euro(arrival.reserved or 0), "asked": euro(arrival.asked or 0)}
    return [(_("Prenotato sulla dotazione della Camera"), said % amounts)]


def _chain(arrival: Arrival) -> list[str]:
    """The lines whose SHA-256 is the arrival's hash."""
    return lines(arrival.previous_hash, arrival.call.code, arrival.number, arrival.at, arrival.leaf)
