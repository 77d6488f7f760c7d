"""What the reader looks at before deciding: invoices with their checks, figures, the division among the Chambers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from applications.queries.findings import confirmed_by
from bando.domain.rules.engine import RuleFinding
from bando.enums import Phase, TrancheKind
from bando.models import Pot
from core.admin import Panel
from core.money import ZERO
from disbursement.enums import CheckOutcome, TrancheState
from disbursement.models import Account, Invoice, Settlement, Tranche
from disbursement.policies.paying import why_not_fit
from disbursement.queries.accounts import invoices_of
from disbursement.queries.cash import cash_by_fund, cash_of
from disbursement.queries.orders import parts_of
from disbursement.queries.payments import Payments, payments_of
from disbursement.queries.requirements import requirements_of
from disbursement.queries.tranches import division_of, final_cost, planned_amounts, progress_of, standing_shares
from disbursement.queries.worth import worth_of

TONES = {CheckOutcome.NOT_MET: "danger", CheckOutcome.TO_VERIFY: "warning"}
# A tenth of a point of a share of one.
TENTH = Decimal("0.001")


def lines(account: Account) -> Panel:
    """Every invoice with what the checks found, what is wrong first; every line with what is admitted of it."""
    payments = payments_of(account)
    rows = [_read(invoice, payments[invoice.pk]) for invoice in invoices_of(account)]
    return Panel(_("Fatture e spese"), "disbursement/admin/lines.html", {"rows": rows})


def _read(invoice: Invoice, payments: Payments) -> dict[str, Any]:
    """What was found of an invoice and of its payments: word, tone and sentence of what is open; the sentences of the rest."""
    found: list[Any] = [*invoice.findings.all(), *payments.answers]
    answers = [(CheckOutcome(one.outcome), one.explanation) for one in found]
    left = [(one.label, TONES[one], text) for one, text in answers if one != CheckOutcome.MET]
    met = [text for one, text in answers if one == CheckOutcome.MET]
    return {"invoice": invoice, "payments": payments, "open": sorted(left, key=lambda one: one[1]), "met": met}


def sales(account: Account) -> Panel:
    """What shows that online sales have begun, or why they have not."""
    context = {"account": account, "proofs": list(account.sales_proofs.all())}
    return Panel(_("Vendite online"), "disbursement/admin/sales.html", context)


def figures(account: Account, *, instead: Mapping[int, Decimal] | None = None) -> Panel:
    """What the final grant would be with the cuts made so far, and with one that is being decided."""
    worth = worth_of(account, instead=instead)
    context = {
        "application": account.application,
        "claimed": account.claimed,
        "estimate": worth.estimate,
        "terms": worth.terms,
        "cuts": worth.found.cuts,
        "shortfalls": worth.shortfalls,
        "final": worth.final,
        "settlement": getattr(account, "settlement", None),
        "deciding": bool(instead),
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
    asked = [] if paid else requirements_of(settlement, at=at)
    found = list(paid.findings.select_related("rule")) if paid else asked
    dossier = reverse("admin:applications_application_change", args=[application.pk])
    rows = list(application.confirmations.select_related("rule", "by"))
    context = {"findings": found, "dossier": dossier, "confirmations": rows, "reason": None}
    if not paid:
        context["reason"] = _why_not_adopted(settlement, asked, rows)
    return Panel(_("Requisiti al pagamento"), "disbursement/admin/requirements.html", context)


def _why_not_adopted(settlement: Settlement, found: Sequence[RuleFinding], rows: Iterable[Any]) -> str | None:
    """What would keep the director from adopting an order with it, said to whoever can look it up before."""
    sent_at = settlement.account.sent_at
    since = {confirmed_by(row.rule): row.holds for row in rows if sent_at is None or row.at >= sent_at}
    return why_not_fit(found, since, substituted=parts_of(settlement).substituted > ZERO)


def support(tranche: Tranche) -> Panel:
    """What the amount rests on: the part that the fund foresees, or the final cost; the report with its digests."""
    rule, report = tranche.rule, tranche.evidence
    context = {
        "planned": planned_amounts(rule.fund)[rule.pk],
        "fund": rule.fund,
        "rule": rule,
        "cost": final_cost(rule.fund, report) if report is not None and rule.kind == TrancheKind.BALANCE else None,
        "progress": progress_of(rule.fund, report).quantize(TENTH),
        "report": report,
        "approval": getattr(report, "approval", None),
        "tranche": tranche,
    }
    return Panel(_("Su che cosa si fonda"), "disbursement/admin/support.html", context)


def receipts(tranche: Tranche) -> Panel:
    """What came in, and what was undone of it."""
    rows = tranche.receipts.select_related("by", "reverses")
    return Panel(_("Incassi"), "disbursement/admin/receipts.html", {"receipts": rows, "repaid": tranche.amount < ZERO})


def division(tranche: Tranche) -> Panel:
    """The Chambers' shares: as passed on, or as they will be."""
    rows: list[tuple[Any, Any]]
    if tranche.state == TrancheState.PASSED_ON:
        rows = [(share.pot, share.amount) for share in standing_shares(tranche)]
    else:
        due = division_of(tranche)
        pots = Pot.objects.select_related("chamber").in_bulk([pot for pot, _amount in due])
        rows = sorted(((pots[pot], amount) for pot, amount in due), key=lambda row: str(row[0]))
    context = {"rows": rows, "total": tranche.amount, "gives_back": any(amount < ZERO for _pot, amount in rows)}
    return Panel(_("Come si divide fra le Camere"), "disbursement/admin/division.html", context)


def undone(tranche: Tranche) -> Panel:
    """The reversals of its passing on, with who and why."""
    rows = tranche.shares.filter(reverses__isnull=False).select_related("pot__chamber", "by").order_by("pk")
    return Panel(_("Trasferimenti stornati"), "disbursement/admin/undone.html", {"shares": rows})


def cash(pot: Pot) -> Panel:
    """The till of a pot, fund by fund, and whether its Chamber may pay more than it has received."""
    context = {"funds": cash_by_fund(pot), "whole": cash_of(pot), "anticipates": pot.call.pays_beyond_cash}
    return Panel(_("Cassa delle quote regionali"), "disbursement/admin/cash.html", context)


def passed_on(pot: Pot) -> Panel:
    """What was passed on to the pot, in order of time."""
    rows = pot.tranche_shares.select_related("tranche__rule__fund", "by").order_by("passed_on_at", "pk")
    return Panel(_("Quote trasferite"), "disbursement/admin/passed_on.html", {"shares": rows})
