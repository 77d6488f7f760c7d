"""What the portal says of a receipt that anybody shows it: no name, no tax code, nothing of the application."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from applications.adapters import receipt_files
from applications.enums import State
from applications.models import Arrival, Receipt
from applications.queries.arrivals import broken_link, receipt_data
from bando.models import Call

LABELS = {
    "call": gettext_lazy("Bando"),
    "number": gettext_lazy("Numero di arrivo"),
    "at": gettext_lazy("Posto preso in coda"),
    "received_at": gettext_lazy("Ricevuta dal portale"),
    "digest": gettext_lazy("Impronta del contenuto"),
    "salt": gettext_lazy("Sale"),
    "leaf": gettext_lazy("Foglia"),
    "previous_hash": gettext_lazy("Impronta dell’arrivo precedente"),
    "hash": gettext_lazy("Impronta dell’arrivo"),
}


@dataclass
class Verdict:
    """Authentic when nothing is wrong. The arrival is there only for who knows the code of its receipt."""

    receipt: Receipt | None = None
    wrong: list[str] = field(default_factory=list)
    # The data are authentic, the pages around them may have been changed: it is not the file that the portal made.
    altered: bool = False
    last: int = 0

    @property
    def authentic(self) -> bool:
        return not self.wrong

    @property
    def arrival(self) -> Arrival | None:
        return self.receipt.application.arrival if self.receipt else None

    @property
    def withdrawn(self) -> bool:
        return self.receipt is not None and self.receipt.application.state == State.WITHDRAWN


def of_receipt(receipt: Receipt) -> Verdict:
    """Of an arrival that the portal keeps: whether its content and its place in the chain hold."""
    arrival = receipt.application.arrival
    broken = broken_link(arrival)
    last = Arrival.objects.filter(call=arrival.call_id).order_by("-number").values_list("number", flat=True)[0]
    return Verdict(receipt, [broken] if broken else [], last=last)


def of_code(*, call: Call, number: int, code: UUID) -> Verdict:
    """Of what is printed on a receipt: call, number, code."""
    receipt = known(code)
    if receipt is None or (receipt.application.call_id, receipt.application.arrival.number) != (call.pk, number):
        return Verdict(wrong=[_unknown()])
    return of_receipt(receipt)


def of_file(data: bytes) -> Verdict:
    """Of a receipt as a file: every datum in it against what the portal keeps. Raises NotAReceipt."""
    language = "en" if (get_language() or "it").startswith("en") else "it"
    told, content = receipt_files.read(data, language)
    receipt = known(told["code"])
    if receipt is None:
        return Verdict(wrong=[_unknown()])
    verdict = of_receipt(receipt)
    verdict.wrong += receipt_files.wrong_in(told, content, language) + _otherwise(told, receipt_data(receipt))
    verdict.altered = receipt_files.is_pdf(data) and sha256(data).hexdigest() != receipt.sha256
    return verdict


def known(code: UUID | str) -> Receipt | None:
    """The receipt with this code, with all that is asked of it."""
    try:
        token = UUID(str(code))
    except ValueError:
        return None
    rows = Receipt.objects.select_related("application__arrival__snapshot", "application__arrival__call", "application__call")
    return rows.filter(token=token).first()


def _unknown() -> str:
    return _(
        "Il portale non conserva un arrivo con questo bando, questo numero e questo codice: controllate di averli copiati bene."
    )


def _otherwise(told: dict[str, Any], kept: dict[str, Any]) -> list[str]:
    wrong = [name for name in LABELS if told[name] != kept[name]]
    sentence = _("«%(name)s» non è quello che il portale conserva: la ricevuta dice %(told)s.")
    return [sentence % {"name": LABELS[name], "told": told[name] or "–"} for name in wrong]
