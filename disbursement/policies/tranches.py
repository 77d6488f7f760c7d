"""When a part of the regional money may be proposed, requested, approved, recorded as received, passed on; and undone."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from bando.enums import FundKind, Gate
from bando.models import TrancheRule
from core.figures import ROME, euro, percent
from disbursement.enums import TrancheState
from disbursement.models import Evidence, Tranche

CAME = (TrancheState.RECEIVED, TrancheState.PASSED_ON)


def why_not_propose(rule: TrancheRule, *, evidence: Evidence | None, progress: Decimal) -> str | None:
    """Of a published regional fund, in order, each after the one before it came in, with the report that opens it."""
    if rule.fund.kind != FundKind.REGIONAL or rule.fund.call.published_at is None:
        return _("Si chiedono quote solo dei fondi regionali di un bando pubblicato.")
    if Tranche.objects.filter(rule=rule).exclude(state=TrancheState.PROPOSED).exists():
        return _("La %(rule)s è già stata richiesta.") % {"rule": rule}
    return _why_not_in_turn(rule) or why_not_open(rule, evidence=evidence, progress=progress)


def _why_not_in_turn(rule: TrancheRule) -> str | None:
    for earlier in rule.fund.tranche_rules.filter(order__lt=rule.order).select_related("tranche"):
        tranche = getattr(earlier, "tranche", None)
        if tranche is None or tranche.state == TrancheState.PROPOSED:
            return _("Prima chiedete la quota precedente: %(rule)s.") % {"rule": earlier}
        if tranche.state not in CAME:
            return _("Prima registrate l’incasso della quota precedente: %(rule)s.") % {"rule": earlier}
    return None


def why_not_open(rule: TrancheRule, *, evidence: Evidence | None, progress: Decimal) -> str | None:
    """The gate of a tranche: the report that supports it, of the same call, approved by the Region; the progress asked for."""
    if rule.gate != Gate.NONE:
        if evidence is None:
            return _("Questa quota si apre con il %(gate)s: producete il rapporto e registratene l’invio a Regione.") % {
                "gate": rule.get_gate_display()
            }
        if evidence.kind != rule.gate or evidence.call_id != rule.fund.call_id:
            return _("Il rapporto scelto non apre questa quota: serve il %(gate)s di questo bando.") % {
                "gate": rule.get_gate_display()
            }
        if not hasattr(evidence, "approval"):
            return _("Regione non ha ancora approvato il rapporto (%(report)s): registrate prima la sua approvazione.") % {
                "report": evidence
            }
    return _why_not_so_far(rule, progress)


def _why_not_so_far(rule: TrancheRule, progress: Decimal) -> str | None:
    if progress >= rule.progress:
        return None
    return _(
        "Questa quota chiede che almeno il %(asked)s del fondo sia concesso o pagato: lo è il %(progress)s. Chiedetela con un "
        "rapporto successivo."
    ) % {"asked": percent(rule.progress), "progress": percent(progress.quantize(Decimal("0.0001")))}


def why_not_request(tranche: Tranche, *, amount: Decimal, progress: Decimal) -> str | None:
    """A proposal, whose gate is still open and whose amount is still what the figures give."""
    if tranche.state != TrancheState.PROPOSED:
        return _("La %(rule)s è già stata richiesta.") % {"rule": tranche}
    if reason := _why_not_in_turn(tranche.rule) or why_not_open(tranche.rule, evidence=tranche.evidence, progress=progress):
        return reason
    if amount != tranche.amount:
        return _("La quota proposta è di %(proposed)s, ora i conti danno %(now)s: proponetela di nuovo.") % {
            "proposed": euro(tranche.amount),
            "now": euro(amount),
        }
    return None


def why_not_approve(
    tranche: Tranche, *, protocol: str | None = None, approved_on: date | None = None, at: datetime
) -> str | None:
    """What was requested, under a protocol, on a day that has come and not before the act that asks."""
    if tranche.state == TrancheState.PROPOSED or tranche.request is None:
        return _("La quota non è ancora stata richiesta: prima va firmato l’atto che la chiede.")
    if tranche.state != TrancheState.REQUESTED:
        return _("L’approvazione di questa quota è già registrata.")
    if protocol is not None and not protocol.strip():
        return _("Inserite il protocollo con cui Regione ha approvato la quota.")
    if approved_on is not None and not tranche.request.issued_on <= approved_on <= timezone.localdate(at, ROME):
        return _("L’approvazione segue la richiesta e non è nel futuro: verificate la data.")
    return None


def why_not_receive(tranche: Tranche, *, received_on: date | None, at: datetime) -> str | None:
    """A tranche comes in once, when the Region has approved it, on a day that has come and not before that."""
    if tranche.state in CAME:
        return _("L’incasso di questa quota è già registrato.")
    if tranche.state != TrancheState.APPROVED:
        return _("Regione non ha ancora approvato questa quota: registrate prima la sua approvazione.")
    if received_on is not None and received_on > timezone.localdate(at, ROME):
        return _("La data dell’incasso è nel futuro: registratelo quando è avvenuto.")
    if received_on is not None and tranche.approved_on is not None and received_on < tranche.approved_on:
        return _("La data dell’incasso precede l’approvazione della quota: verificate la data.")
    return None


def why_not_pass_on(tranche: Tranche) -> str | None:
    """Passed on once, after it came in."""
    if tranche.state == TrancheState.PASSED_ON:
        return _("La quota è già stata trasferita alle Camere.")
    if tranche.state != TrancheState.RECEIVED:
        return _("La quota non è ancora incassata: prima registrate l’incasso.")
    return None


def why_not_reverse_passing(tranche: Tranche) -> str | None:
    """What was passed on."""
    if tranche.state == TrancheState.PASSED_ON:
        return None
    return _("La quota non è stata trasferita alle Camere: non c’è nulla da stornare.")


def why_not_reverse_receipt(tranche: Tranche) -> str | None:
    """What came in and is not passed on, as long as no balance rests on it."""
    if tranche.state == TrancheState.PASSED_ON:
        return _("La quota è già trasferita alle Camere: stornate prima il trasferimento.")
    if tranche.state != TrancheState.RECEIVED:
        return _("Questa quota non è incassata: non c’è nulla da stornare.")
    later = Tranche.objects.filter(rule__fund=tranche.rule.fund_id, rule__order__gt=tranche.rule.order)
    if (other := later.exclude(state=TrancheState.PROPOSED).select_related("rule__fund").first()) is not None:
        return _("La %(later)s è stata chiesta contando su questo incasso: non si può più stornare.") % {"later": other}
    return None


def why_not_because(reason: str) -> str | None:
    """A reversal says why."""
    return None if reason.strip() else _("Scrivete il motivo dello storno: resta accanto alla riga.")
