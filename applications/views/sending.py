"""Check your answers, confirm, send, receipt."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext as _

from applications.enums import ReceiptState
from applications.forms.sending import SendForm
from applications.models import Application, Receipt
from applications.operations import confirming, submitting, withdrawing
from applications.permissions import own_applications
from applications.policies.drafting import why_not_confirm
from applications.policies.submitting import why_not_confirmed, why_not_submit, why_not_withdraw
from applications.queries.answers import answers_of
from applications.queries.completeness import missing
from applications.queries.content import documents_sent
from applications.queries.findings import findings_of
from applications.queries.renewal import changes_since
from applications.queries.signatures import form_of
from applications.tasks import hurry_form
from applications.views.expenses import spending
from applications.views.scope import DraftPage, OwnPage, own
from bando.enums import Phase
from core.views.files import private_file

SENT = SimpleLazyObject(lambda: get_template("applications/sent.html"))


class SummaryPage(DraftPage):
    """Everything that will be sent, with links back, and the confirmation."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        at = self.request.received_at
        findings = findings_of(self.application, Phase.SUBMISSION, at=at)
        lacking = [sentence for sentences in missing(self.application, findings).values() for sentence in sentences]
        context = {
            "application": self.application,
            "answers": answers_of(self.application),
            "findings": findings,
            "declared": [each for each in findings if each.rule.declares],
            "changes": changes_since(self.application),
            "documents": documents_sent(self.application),
            "missing": lacking,
            "reason": why_not_confirm(self.application, lacking, at=at),
        }
        return render(request, "applications/summary.html", context | spending(self.application))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        fresh = confirming.confirm(application=self.application, by=self.request.user, at=self.request.received_at)
        form = form_of(fresh)
        if form is None:
            return redirect("application_send", pk)
        hurry_form(form.pk)
        return redirect("application_sign", pk)


class SendPage(OwnPage):
    """The one light request that takes the place in the queue; its answer is the proof, the same for the same key."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if hasattr(self.application, "arrival"):
            return redirect("application_receipt", pk)
        context = {
            "application": self.application,
            "form": SendForm(initial={"key": uuid4(), "version": self.application.content.version}),
            "unconfirmed": why_not_confirmed(self.application, self.application.content),
            "reason": why_not_submit(self.application, at=self.request.received_at, checked=False),
        }
        return render(request, "applications/send.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = SendForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("La pagina non era completa: premete di nuovo «Invia la domanda»."))
            return redirect("application_send", pk)
        sent = {"key": form.cleaned_data["key"], "seen_version": form.cleaned_data["version"]}
        arrival = submitting.submit(application=self.application, by=self.request.user, at=self.request.received_at, **sent)
        return HttpResponse(SENT.render({"arrival": arrival}))

    @cached_property
    def application(self) -> Application:
        """To send, no more is read of it than whose it is."""
        pk = self.kwargs["pk"]
        if self.request.method != "POST":
            return own(self.request, pk)
        return get_object_or_404(own_applications(self.request.user).only("firm_id"), pk=pk)


class WithdrawPage(OwnPage):
    """Takes the application back while the call is open; the draft that follows has the same content."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = why_not_withdraw(self.application, at=self.request.received_at)
        return render(request, "applications/withdraw.html", {"application": self.application, "reason": reason})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = withdrawing.withdraw(application=self.application, by=self.request.user, at=self.request.received_at)
        messages.success(
            request,
            _("Domanda ritirata. Qui c’è una bozza con gli stessi dati: correggetela e inviatela, conterà il nuovo arrivo."),
        )
        return redirect("application", draft.pk)


class ReceiptPage(OwnPage):
    """Number, instant, digest, chain: the proof, at once; the PDF as soon as it is made."""

    template_name = "applications/receipt.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, self.template_name, self.context())

    def context(self) -> dict[str, Any]:
        receipt = self.receipt()
        return {
            "application": self.application,
            "arrival": self.application.arrival,
            "receipt": receipt,
            "made": receipt.state == ReceiptState.MADE,
        }

    def receipt(self) -> Receipt:
        found = Receipt.objects.filter(application=self.application).first()
        if found is None:
            raise Http404
        return found


class ReceiptProgress(ReceiptPage):
    """The part of the page that changes while the PDF is made."""

    template_name = "applications/receipt_state.html"


class ReceiptFile(ReceiptPage):
    """The PDF."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        receipt = self.receipt()
        if receipt.state != ReceiptState.MADE:
            raise Http404
        return private_file(receipt.file, f"ricevuta-{self.application.arrival.number}.pdf", "application/pdf")
