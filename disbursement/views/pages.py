"""The page of the accounts of one application: what to do next, invoices as read, what was cut, what was paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.models import Application
from applications.permissions import own_applications
from applications.queries.deadlines import deadlines_of
from bando.queries.terms import items_of
from core.figures import ROME
from core.forms import ask_again
from disbursement.enums import AccountState, CheckOutcome, LineState
from disbursement.forms.accounts import (
    DescribeForm,
    InvoicesForm,
    ItemsForm,
    PaperForm,
    ProofForm,
    ScreenshotForm,
)
from disbursement.forms.orders import RedirectForm
from disbursement.forms.recovery import ObservationForm
from disbursement.models import Account, Invoice, Settlement
from disbursement.permissions import visible_accounts
from disbursement.policies import accounting as policies
from disbursement.policies.completing import Lack, what_is_missing
from disbursement.policies.paying import why_not_redirect
from disbursement.queries.accounts import PATH, invoices_of
from disbursement.queries.certificates import certificates_for
from disbursement.queries.giving_back import with_giving_back
from disbursement.queries.orders import last_line, to_order
from disbursement.queries.payments import Payments, payments_of
from disbursement.queries.recoveries import taken_back_of
from disbursement.queries.sampling import controls_of
from disbursement.queries.suggestions import items_with_words, suggestions_for
from disbursement.queries.worth import worth_of
from disbursement.views.story import story

TONES = {"met": "success", "not_met": "danger", "to_verify": "warning"}
STATE_TONES = {
    AccountState.DRAFT: "info",
    AccountState.SENT: "info",
    AccountState.INTEGRATION: "warning",
    AccountState.CHECKED: "info",
    AccountState.SETTLED: "success",
}


@dataclass(frozen=True)
class Card:
    """One invoice as the page shows it, with the forms that complete it."""

    invoice: Invoice
    payments: Payments
    items_form: ItemsForm
    proof_form: ProofForm
    # Whether nobody before it asks for a proof: one payment may be for many invoices.
    comes_first: bool = False

    @property
    def place(self) -> str:
        """Where it stands on the page."""
        return f"fattura-{self.invoice.pk}"

    @property
    def asks_for_proof(self) -> bool:
        """Whether its form for a proof lies open: the first one, and one with something to mend."""
        return self.comes_first or bool(self.proof_form.errors)

    @property
    def lines(self) -> list[tuple[Any, Any]]:
        """(line, field of its expense item)."""
        return [(spending, self.items_form[key]) for key, spending in self.items_form.lines.items()]

    @property
    def open_findings(self) -> list[tuple[Any, str]]:
        """(finding, tone) of what is wrong or to be verified, what is wrong first."""
        order = ["not_met", "to_verify"]
        rows = [one for one in self.invoice.findings.all() if one.outcome in order]
        return [(one, TONES[one.outcome]) for one in sorted(rows, key=lambda one: (order.index(one.outcome), one.pk))]

    @property
    def met_findings(self) -> list[tuple[Any, str]]:
        """(finding, tone) of what is in order."""
        return [(one, TONES["met"]) for one in self.invoice.findings.all() if one.outcome == "met"]

    @property
    def answers(self) -> list[tuple[Any, str, str]]:
        """(outcome in words, tone, explanation) of what its payments prove."""
        return [(CheckOutcome(one.outcome).label, TONES[one.outcome], one.explanation) for one in self.payments.answers]


def application_of(request: HttpRequest, pk: int) -> Application:
    """The application of one of the person's firms; anybody else's looks like none."""
    mine = own_applications(request.user)
    application = mine.select_related("firm", "call", "measure", "pot__chamber").filter(pk=pk).first()
    if application is None:
        raise Http404
    return application


def account_of(request: HttpRequest, pk: int) -> Account:
    """The accounts of that application, once they are open."""
    mine = visible_accounts(request.user).filter(application__in=own_applications(request.user))
    account = mine.select_related(*PATH, "application__grant__act").filter(application=pk).first()
    if account is None:
        raise Http404
    return account


def show(request: Any, account: Account, *, forms: Mapping[str, Any] | None = None) -> HttpResponse:
    """The page; `forms` are those of a request that was refused, shown with what is wrong in them."""
    refused = dict(forms or {})
    for form in refused.values():
        # At the top of the page, where the reader lands: not in the form again.
        form.summarised = True
        ask_again(form)
    writing = policies.why_not_change(account) is None
    context = _writing(request, account, refused) if writing else _reading(account, refused, request.received_at)
    context |= {
        "account": account,
        "application": account.application,
        "tone": STATE_TONES[AccountState(account.state)],
        "steps": story(account, context.get("controls", ()), context.get("settlement")),
        "refused_forms": list(refused.values()),
    }
    return render(request, "disbursement/account.html", context, status=409 if refused else 200)


def _writing(request: Any, account: Account, refused: dict[str, Any]) -> dict[str, Any]:
    at, payments = request.received_at, payments_of(account)
    left = {pk: one.left for pk, one in payments.items()}
    missing = what_is_missing(account, left=left)
    items = list(items_of(account.application.call, account.application.call_version))
    return (
        _worth(account)
        | _forms(account, refused)
        | {
            "writing": True,
            "placed": True,
            "cards": _cards(account, items, payments, refused),
            "missing": missing,
            "reason": policies.why_not_send(account, left=left, at=at) and _reason(account, missing, at),
        }
    )


def _forms(account: Account, refused: dict[str, Any]) -> dict[str, Any]:
    """What is typed of the accounts as a whole, and by when."""
    items, deadlines = items_of(account.application.call, account.application.call_version), deadlines_of(account.application)
    return {
        "invoices_form": refused.get("invoices") or InvoicesForm(),
        "paper_form": refused.get("paper") or PaperForm(items=items),
        "screenshot_form": refused.get("screenshot") or ScreenshotForm(),
        "sales_proofs": list(account.sales_proofs.all()),
        "describe_form": refused.get("describe") or DescribeForm(instance=account),
        "deadlines": deadlines,
        "due_at": datetime.combine(deadlines.accounts_due_on, time(23, 59), ROME),
    }


def _worth(account: Account) -> dict[str, Any]:
    """What the claimed spending is worth, and what the caps of the call leave out of it."""
    worth = worth_of(account, as_claimed=True)
    found = {"estimate": worth.estimate, "terms": worth.terms, "final": worth.final}
    return found | {"cuts": worth.found.cuts, "shortfalls": worth.shortfalls}


def _reason(account: Account, missing: list[Lack], at: datetime) -> str | None:
    """The button's reason in short: the list of what is missing stands on the same page."""
    if late := policies.why_too_late(account, at=at):
        return late
    return _("Prima completate ciò che manca: l’elenco è sotto «Che cosa manca».") if missing else None


def _cards(account: Account, items: list[Any], payments: dict[int, Payments], refused: dict[str, Any]) -> list[Card]:
    known, cards = items_with_words(account.application, items), list[Card]()
    for invoice in invoices_of(account):
        suggested = suggestions_for(invoice, known)
        form = refused.get(f"items{invoice.pk}") or ItemsForm(invoice=invoice, items=items, suggested=suggested)
        paid = payments[invoice.pk]
        proof = refused.get(f"proof{invoice.pk}") or ProofForm(payments=paid, lacking=payments.values())
        first = bool(paid.left) and not any(card.payments.left for card in cards)
        cards.append(Card(invoice, paid, form, proof, first))
    return cards


def _reading(account: Account, refused: dict[str, Any], at: datetime) -> dict[str, Any]:
    settlement = to_order(Settlement.objects.filter(account=account)).first()
    return _paying(settlement, refused) | {
        "writing": False,
        "invoices": list(invoices_of(account)),
        "sales_proofs": list(account.sales_proofs.all()),
        "settlement": settlement,
        "certificates": certificates_for(account.application) if settlement else [],
        "revocations": with_giving_back(taken_back_of(account.application), localdate(at, ROME)),
        # What was not paid yet is not drawn either.
        "controls": list(controls_of(account.application)) if settlement else [],
        "observation_form": refused.get("observation") or ObservationForm(),
        "claimed": account.claimed,
        "admitted": settlement.admitted_spend if settlement else account.admitted,
    }


def _paying(settlement: Settlement | None, refused: dict[str, Any]) -> dict[str, Any]:
    """How far the payment is: ordered, paid, or sent back by the bank, with the form for another account."""
    line = last_line(settlement) if settlement else None
    sent_back = line if line is not None and line.state == LineState.REJECTED else None
    form = refused.get("redirect")
    if sent_back and form is None and not why_not_redirect(settlement):
        form = RedirectForm()
    return {
        "payout": getattr(settlement, "payout", None),
        "ordered": line if line is not None and line.state == LineState.ORDERED else None,
        "sent_back": sent_back,
        "redirected": sent_back is not None and sent_back.iban != sent_back.settlement.account.iban,
        "redirect_form": form,
    }
