"""What makes a report evidence: when it was sent, the cost that a final one states, the Region's approval."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.figures import ROME
from core.money import ZERO
from disbursement.enums import EvidenceKind
from disbursement.models import Evidence


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


def why_not_approve(
    evidence: Evidence, *, protocol: str | None = None, approved_on: date | None = None, at: datetime
) -> str | None:
    """Once, under a protocol, on a day that has come and not before the report was sent."""
    if hasattr(evidence, "approval"):
        return _("L’approvazione di questo rapporto è già registrata.")
    if protocol is not None and not protocol.strip():
        return _("Inserite il protocollo con cui Regione ha approvato il rapporto.")
    sent_on, today = timezone.localdate(evidence.sent_at, ROME), timezone.localdate(at, ROME)
    if approved_on is not None and not sent_on <= approved_on <= today:
        return _("L’approvazione segue l’invio del rapporto e non è nel futuro: verificate la data.")
    return None
