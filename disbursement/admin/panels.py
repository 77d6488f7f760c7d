"""What the reader looks at before deciding: invoices with their checks, figures, the division among the Chambers."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bando.enums import Phase
from bando.models import Pot
from core.admin import Panel
from disbursement.enums import TrancheState
from disbursement.models import Account, Settlement, Tranche
from disbursement.queries.accounts import invoices_of
from disbursement.queries.cash import cash_by_fund, cash_of
from disbursement.queries.orders import parts_of
from disbursement.queries.requirements import requirements_of
from disbursement.queries.tranches import division_of
from disbursement.queries.worth import worth_of


def lines(account: Account) -> Panel:
    """Every invoice with what the checks found, every line with what is admitted of it."""
    context = {"invoices": invoices_of(account)}
    return Panel(_("Fatture e spese"), "disbursement/admin/lines.html", context)


def figures(account: Account) -> Panel:
    """What the final grant would be with the cuts made so far."""
    worth = worth_of(account)
    context = {
        "application": account.application,
        "claimed": account.claimed,
        "estimate": worth.estimate,
        "terms": worth.terms,
        "cuts": worth.found.cuts,
        "shortfalls": worth.shortfalls,
        "final": worth.final,
        "settlement": getattr(account, "settlement", None),
    }
    return Panel(_("Dal rendiconto al contributo finale"), "disbursement/admin/figures.html", context)


def sums(settlement: Settlement) -> Panel:
    """Gross, withholding with its reason, net; as paid, or as it would be."""
    call = settlement.account.application.call
    sums = getattr(settlement, "payout", None) or parts_of(settlement)
    latest = settlement.substitutions.order_by("pk").last()
    context = {"sums": sums, "call": call, "account": settlement.account, "substitution": latest}
    return Panel(_("Quanto si paga"), "disbursement/admin/sums.html", context)


def requirements(settlement: Settlement, at: datetime) -> Panel:
    """What the rules of the payment answered when it was paid, or answer now; where the Chamber records what it finds."""
    application = settlement.account.application
    paid = application.evaluations.filter(phase=Phase.PAYMENT).order_by("pk").last()
    found = list(paid.findings.select_related("rule")) if paid else requirements_of(settlement, at=at)
    dossier = reverse("admin:applications_application_change", args=[application.pk])
    context = {"findings": found, "dossier": dossier, "confirmations": application.confirmations.select_related("rule", "by")}
    return Panel(_("Requisiti al pagamento"), "disbursement/admin/requirements.html", context)


def division(tranche: Tranche) -> Panel:
    """The Chambers' shares: as passed on, or as they will be."""
    if tranche.state == TrancheState.PASSED_ON:
        rows: list[tuple[Any, Any]] = [(share.pot, share.amount) for share in tranche.shares.select_related("pot__chamber")]
    else:
        pots = Pot.objects.select_related("chamber").in_bulk([pot for pot, _amount in division_of(tranche)])
        rows = [(pots[pot], amount) for pot, amount in division_of(tranche)]
    rows.sort(key=lambda row: str(row[0]))
    return Panel(_("Come si divide fra le Camere"), "disbursement/admin/division.html", {"rows": rows, "total": tranche.amount})


def cash(pot: Pot) -> Panel:
    """The till of a pot, fund by fund, and whether its Chamber may pay more than it has received."""
    context = {"funds": cash_by_fund(pot), "whole": cash_of(pot), "anticipates": pot.call.pays_beyond_cash}
    return Panel(_("Cassa delle quote regionali"), "disbursement/admin/cash.html", context)


def passed_on(pot: Pot) -> Panel:
    """What was passed on to the pot, in order of time."""
    rows = pot.tranche_shares.select_related("tranche__rule__fund", "by").order_by("passed_on_at", "pk")
    return Panel(_("Quote trasferite"), "disbursement/admin/passed_on.html", {"shares": rows})
