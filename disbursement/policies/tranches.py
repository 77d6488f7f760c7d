"""When a part of the regional money may be requested, recorded as received, and passed on."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from bando.enums import FundKind, Gate
from bando.models import TrancheRule
from core.figures import ROME
from disbursement.enums import TrancheState
from disbursement.models import Evidence, Tranche


def why_not_request(rule: TrancheRule, *, evidence: Evidence | None) -> str | None:
    """Once a rule, in order, each after the one before it came in, with the report that opens it."""
    if rule.fund.kind != FundKind.REGIONAL or rule.fund.call.published_at is None:
        return _("Si chiedono quote solo dei fondi regionali di un bando pubblicato.")
    if Tranche.objects.filter(rule=rule).exists():
        return _("La %(rule)s è già stata richiesta.") % {"rule": rule}
    return _why_not_in_turn(rule) or why_not_open(rule, evidence=evidence)


def _why_not_in_turn(rule: TrancheRule) -> str | None:
    for earlier in rule.fund.tranche_rules.filter(order__lt=rule.order).select_related("tranche"):
        tranche = getattr(earlier, "tranche", None)
        if tranche is None:
            return _("Prima chiedete la quota precedente: %(rule)s.") % {"rule": earlier}
        if tranche.state == TrancheState.REQUESTED:
            return _("Prima registrate l’incasso della quota precedente: %(rule)s.") % {"rule": earlier}
    return None


def why_not_open(rule: TrancheRule, *, evidence: Evidence | None) -> str | None:
    """The gate of a tranche: the report that supports it, sent to the Region for the same call."""
    if rule.gate == Gate.NONE:
        return None
    if evidence is None:
        return _("Questa quota si apre con il %(gate)s: producete il rapporto e registratene l’invio a Regione.") % {
            "gate": rule.get_gate_display()
        }
    if evidence.kind != rule.gate or evidence.call_id != rule.fund.call_id:
        return _("Il rapporto scelto non apre questa quota: serve il %(gate)s di questo bando.") % {
            "gate": rule.get_gate_display()
        }
    return None


def why_not_receive(tranche: Tranche, *, received_on: date | None, at: datetime) -> str | None:
    """A tranche comes in once, on a day that has come and not before it was asked for."""
    if tranche.state != TrancheState.REQUESTED:
        return _("L’incasso di questa quota è già registrato.")
    if received_on is not None and received_on > timezone.localdate(at, ROME):
        return _("La data dell’incasso è nel futuro: registratelo quando è avvenuto.")
    if received_on is not None and received_on < timezone.localdate(tranche.requested_at, ROME):
        return _("La data dell’incasso precede la richiesta della quota: verificate la data.")
    return None


def why_not_pass_on(tranche: Tranche) -> str | None:
    """Passed on once, after it came in."""
    if tranche.state == TrancheState.REQUESTED:
        return _("La quota non è ancora incassata: prima registrate l’incasso.")
    if tranche.state == TrancheState.PASSED_ON:
        return _("La quota è già stata trasferita alle Camere.")
    return None
