"""What makes a report evidence: when it was sent, and the cost that a final one states."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from core.money import ZERO
from disbursement.enums import EvidenceKind


def why_not_record(*, kind: str, as_of_at: datetime, protocol: str, regional_cost: Decimal | None, at: datetime) -> str | None:
    """A protocol number, a past state of affairs, the regional cost in a final report and only there."""
    if not protocol.strip():
        return _("Inserite il protocollo con cui il rapporto è stato inviato a Regione.")
    if as_of_at > at:
        return _("Il rapporto descrive una data futura: producetelo di nuovo alla data di oggi.")
    if kind == EvidenceKind.FINAL and (regional_cost is None or regional_cost < ZERO):
        return _("Il rapporto finale deve dichiarare il costo regionale: producetelo di nuovo dal portale.")
    if kind == EvidenceKind.INTERIM and regional_cost is not None:
        return _("Il rapporto intermedio non dichiara il costo regionale finale.")
    return None
