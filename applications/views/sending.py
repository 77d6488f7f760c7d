"""Check your answers, confirm, send, receipt."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.enums import ReceiptState
from applications.forms.sending import SendForm
from applications.models import Receipt
from applications.operations import confirming, submitting
from applications.policies.drafting import why_not_confirm
from applications.policies.submitting import why_not_submit
from applications.queries.completeness import missing
from applications.queries.content import documents_sent
from applications.queries.findings import findings_of
from applications.queries.renewal import changes_since
from applications.tasks import hurry_receipt
from applications.views.expenses import spending
from applications.views.scope import DraftPage, OwnPage
from bando.enums import Phase
from core.views.files import private_file


class SummaryPage(DraftPage):
    """Everything that will be sent, with links back, and the confirmation."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        at = self.request.received_at
        findings = findings_of(self.application, Phase.SUBMISSION, at=at)
        lacking = [sentence for sentences in missing(self.application, findings).values() for sentence in sentences]
        context = {
            "application": self.application,
            "content": self.application.content,
            "findings": findings,
            "declared": [each for each in findings if each.rule.declares],
            "changes": changes_since(self.application),
            "documents": documents_sent(self.application),
            "missing": lacking,
            "reason": why_not_confirm(self.application, lacking, at=at),
        }
        return render(request, "applications/summary.html", context | spending(self.application))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        confirming.confirm(application=self.application, by=self.request.user, at=self.request.received_at)
        return redirect("application_send", pk)


class SendPage(OwnPage):
    """The one light request that takes the place in the queue."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if hasattr(self.application, "arrival"):
            return redirect("application_receipt", pk)
        context = {
            "application": self.application,
            "form": SendForm(initial={"key": uuid4()}),
            "reason": why_not_submit(self.application, at=self.request.received_at),
        }
        return render(request, "applications/send.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = SendForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("La pagina non era completa: premete di nuovo «Invia la domanda»."))
            return redirect("application_send", pk)
        person = {"by": self.request.user, "at": self.request.received_at}
        submitting.submit(application=self.application, key=form.cleaned_data["key"], **person)
        hurry_receipt(Receipt.objects.values_list("pk", flat=True).get(application=pk))
        return redirect("application_receipt", pk)


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
