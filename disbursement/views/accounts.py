"""The firm's steps on its accounts: each reads a form, runs one operation, shows the page again."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from applications.domain.papers import MOST_BYTES
from applications.policies.papers import why_not_open
from applications.queries.deadlines import deadlines_of
from bando.queries.terms import items_of
from core.adapters.filetypes import media_type_of
from core.domain.filenames import plain
from core.refusals import Refused
from core.views.files import private_file, withheld_file
from disbursement.forms.accounts import DescribeForm, InvoicesForm, ItemsForm, PaperForm, ProofForm, ScreenshotForm
from disbursement.models import Account
from disbursement.operations import accounting, invoicing, showing
from disbursement.permissions import visible_accounts
from disbursement.policies import accounting as policies
from disbursement.queries.payments import payments_of
from disbursement.views.pages import account_of, application_of, show

# Address → what hangs on the accounts.
FILES = {"fatture": "invoices", "pagamenti": "payment_proofs", "vendite": "sales_proofs"}
# A byte more than the limit is enough to see that a file is too large.
ENOUGH = MOST_BYTES + 1


@login_required
@require_safe
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The accounts as they stand; before they are open, how to open them."""
    application = application_of(request, pk)
    if Account.objects.filter(application=application).exists():
        return show(request, account_of(request, pk))
    reason = policies.why_not_open(application)
    context = {"application": application, "reason": reason, "deadlines": deadlines_of(application)}
    return render(request, "disbursement/start.html", context)


@login_required
@require_POST
def open_account(request: Any, pk: int) -> HttpResponse:
    """Open the accounts."""
    accounting.open_account(application=application_of(request, pk), by=request.user, at=request.received_at)
    return redirect("account", pk=pk)


@login_required
@require_POST
def add_invoices(request: Any, pk: int) -> HttpResponse:
    """Read every uploaded file; those that cannot be claimed are named with their reason, the others stay."""
    account, form = account_of(request, pk), InvoicesForm(request.POST, request.FILES)
    added = 0
    for file in form.cleaned_data["invoices"] if form.is_valid() else []:
        add = partial(invoicing.add_invoices, account=account, name=file.name, content=file.read(ENOUGH), **_who(request))
        added += len(_ask(form, add, field="invoices", about=plain(file.name)) or [])
    if added:
        told = _("Fatture lette e aggiunte: %(count)s. Ora scegliete le voci di spesa.") % {"count": added}
        messages.success(request, told, extra_tags="" if form.errors else "fatture")
    return _after(request, account, {"invoices": form}, anchor="fatture")


@login_required
@require_POST
def add_typed(request: Any, pk: int) -> HttpResponse:
    """Claim a foreign invoice on paper, as it was typed."""
    account = account_of(request, pk)
    items = items_of(account.application.call, account.application.call_version)
    form = PaperForm(request.POST, request.FILES, items=items)
    if form.is_valid():
        file, item = form.cleaned_data["file"], form.cleaned_data["item"]
        given = {"typed": form.typed(), "item": item, "name": file.name, "content": file.read(ENOUGH), **_who(request)}
        _ask(form, partial(invoicing.add_typed, account=account, **given))
    return _after(request, account, {"paper": form}, anchor="fatture", told=_("Fattura estera aggiunta."))


@login_required
@require_POST
def remove_invoice(request: Any, pk: int, invoice_pk: int) -> HttpResponse:
    """Take an invoice out."""
    account = account_of(request, pk)
    invoice = get_object_or_404(account.invoices, pk=invoice_pk)
    invoicing.remove_invoice(invoice=invoice, by=request.user, at=request.received_at)
    told = _("Fattura n. %(number)s tolta dal rendiconto.") % {"number": invoice.number}
    return _after(request, account, {}, anchor="fatture", told=told)


@login_required
@require_POST
def assign_items(request: Any, pk: int, invoice_pk: int) -> HttpResponse:
    """Save the expense item of the lines of one invoice."""
    account = account_of(request, pk)
    invoice = get_object_or_404(account.invoices.prefetch_related("spendings"), pk=invoice_pk)
    items = list(items_of(account.application.call, account.application.call_version))
    form = ItemsForm(request.POST, invoice=invoice, items=items)
    for spending, item in form.chosen() if form.is_valid() else []:
        _ask(form, partial(accounting.assign, spending=spending, item=item, **_who(request)))
    place = f"fattura-{invoice.pk}"
    return _after(request, account, {f"items{invoice.pk}": form}, anchor=place, told=_("Voci di spesa salvate."))


@login_required
@require_POST
def prove_payment(request: Any, pk: int, invoice_pk: int) -> HttpResponse:
    """Keep the proof that an invoice was paid."""
    account = account_of(request, pk)
    found = payments_of(account)
    if invoice_pk not in found:
        raise Http404
    form = ProofForm(request.POST, request.FILES, payments=found[invoice_pk], lacking=found.values())
    if form.is_valid() and not _refused_beside(form, account, request.received_at):
        data = form.cleaned_data
        given = {name: data[name] for name in ("paid_on", "amount", "payee", "means")} | _who(request)
        given |= {"invoices": form.invoices(), "name": data["file"].name, "content": data["file"].read(ENOUGH)}
        _ask(form, partial(accounting.prove_payment, account=account, **given), field="file")
    place = f"fattura-{invoice_pk}"
    return _after(request, account, {f"proof{invoice_pk}": form}, anchor=place, told=_("Prova di pagamento caricata."))


def _refused_beside(form: ProofForm, account: Account, at: datetime) -> bool:
    """What is wrong of a payment is said beside the field that is wrong; the operation would say it of the whole."""
    data = form.cleaned_data
    reasons = {
        "means": policies.why_not_by(data["means"]),
        "paid_on": policies.why_not_paid_then(account, paid_on=data["paid_on"], at=at),
    }
    for field, reason in reasons.items():
        if reason:
            form.add_error(field, reason)
    return bool(form.errors)


@login_required
@require_POST
def remove_proof(request: Any, pk: int, proof_pk: int) -> HttpResponse:
    """Take a proof back."""
    account = account_of(request, pk)
    proof = get_object_or_404(account.payment_proofs, pk=proof_pk)
    invoices = list(proof.parts.values_list("invoice", flat=True))
    accounting.remove_proof(proof=proof, by=request.user, at=request.received_at)
    place = f"fattura-{invoices[0]}" if invoices else "fatture"
    return _after(request, account, {}, anchor=place, told=_("Prova di pagamento tolta."))


@login_required
@require_POST
def show_sales(request: Any, pk: int) -> HttpResponse:
    """Keep a screenshot of the online sales."""
    account, form = account_of(request, pk), ScreenshotForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        given = {"name": file.name, "content": file.read(ENOUGH), **_who(request)}
        _ask(form, partial(showing.show_sales, account=account, **given), field="file")
    return _after(request, account, {"screenshot": form}, anchor="vendite", told=_("Schermata caricata."))


@login_required
@require_POST
def take_back_sales(request: Any, pk: int, proof_pk: int) -> HttpResponse:
    """Take a screenshot back."""
    account = account_of(request, pk)
    proof = get_object_or_404(account.sales_proofs, pk=proof_pk)
    showing.take_back(proof=proof, by=request.user, at=request.received_at)
    return _after(request, account, {}, anchor="vendite", told=_("Schermata tolta."))


@login_required
@require_POST
def describe(request: Any, pk: int) -> HttpResponse:
    """Save bank account, report and start of sales."""
    account = account_of(request, pk)
    form = DescribeForm(request.POST, instance=account_of(request, pk))
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        seen = form.cleaned_data["version"] or None
        _ask(form, partial(accounting.describe, account=account, seen=seen, **given, **_who(request)))
        form.show_again(account)
    return _after(request, account, {"describe": form}, anchor="dati", told=_("Dati del rendiconto salvati."))


@login_required
@require_POST
def send(request: Any, pk: int) -> HttpResponse:
    """Send the accounts to the Chamber."""
    accounting.send(account=account_of(request, pk), by=request.user, at=request.received_at)
    messages.success(request, _("Rendiconto inviato: la Camera lo controlla e vi scrive. Una conferma arriva per e-mail."))
    return redirect("account", pk=pk)


@login_required
@require_safe
def download(request: Any, pk: int, kind: str, file_pk: int) -> HttpResponse:
    """A file of the accounts, to whoever may see them."""
    account = get_object_or_404(visible_accounts(request.user), application=pk)
    if kind not in FILES:
        raise Http404
    row = get_object_or_404(getattr(account, FILES[kind]), pk=file_pk)
    if reason := why_not_open(row):
        return withheld_file(request, reason)
    return private_file(row.file, row.name, media_type_of(str(row.file.name)))


def _who(request: Any) -> dict[str, Any]:
    """Who asks, and when the request reached the portal."""
    return {"by": request.user, "at": request.received_at}


def _ask(form: forms.BaseForm, operation: Callable[[], Any], *, field: str | None = None, about: str = "") -> Any:
    """Run the operation; a refusal becomes an error of the form, beside what caused it."""
    try:
        return operation()
    except Refused as refused:
        form.add_error(field, f"{about}: {refused.reason}" if about else refused.reason)
        return None


def _after(request: Any, account: Account, forms: dict[str, Any], *, anchor: str, told: str = "") -> HttpResponse:
    """Back to the place on the page when all went well, where that is `told`; the page with the refused form otherwise."""
    if any(form.errors for form in forms.values()):
        return show(request, account, forms=forms)
    if told:
        messages.success(request, told, extra_tags=anchor)
    response = redirect("account", pk=account.application_id)
    response["Location"] += f"#{anchor}"
    return response
