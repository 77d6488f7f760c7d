"""Check your answers, confirm, send, receipt."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from applications.enums import ReceiptState
from applications.forms.sending import SendForm
from applications.models import Receipt
from applications.operations import confirming, receipts, submitting, withdrawing
from applications.permissions import why_not_take_back
from applications.policies.drafting import why_not_confirm
from applications.policies.submitting import why_not_confirmed, why_not_submit, why_not_withdraw
from applications.queries.answers import answers_of
from applications.queries.completeness import missing
from applications.queries.content import documents_sent
from applications.queries.findings import findings_of
from applications.queries.renewal import changes_since
from applications.queries.senders import sender_of
from applications.queries.signatures import form_of
from applications.tasks import hurry_form
from applications.views.expenses import spending
from applications.views.scope import DraftPage, OwnPage
from applications.views.sent import sent_page
from bando.enums import Phase
from core.queries.trying import is_late
from core.views.files import private_file

READ = ["get", "head", "options"]


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

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """To send, one statement says who asks and that the application is her firm's; others come in as to any other page."""
        if request.method == "POST" and (found := self._sender()) is not None:
            request.user, self.application = found
            return self.post(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def _sender(self) -> Any:
        """As Django's own log-in reads it from the session: a number, and a seal that her password must bear out."""
        session = self.request.session
        if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
            return None
        user_id = int(session[SESSION_KEY])
        found = sender_of(user_id=user_id, application_id=self.kwargs["pk"], at=self.request.received_at)
        if found is None or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), found[0].get_session_auth_hash()):
            return None
        return found

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            sent = SendForm.read(request.POST)
        except ValidationError:
            messages.error(request, _("La pagina non era completa: premete di nuovo «Invia la domanda»."))
            return redirect("application_send", pk)
        arrival = submitting.submit(
            application=self.application, key=sent["key"], seen_version=sent["version"], by=self.request.user,
            at=self.request.received_at,
        )  # fmt: skip
        return HttpResponse(sent_page(arrival))


class WithdrawPage(OwnPage):
    """Takes the application back while the call is open; the draft that follows has the same content."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        reason = why_not_take_back(self.request.user, self.application)
        reason = reason or why_not_withdraw(self.application, at=self.request.received_at)
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

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the PDF that did not come out made at once: the sweep is never far."""
        receipts.again(receipt=self.receipt(), by=self.request.user, at=self.request.received_at)
        return redirect("application_receipt", pk)

    def context(self) -> dict[str, Any]:
        receipt = self.receipt()
        return {
            "application": self.application,
            "arrival": self.application.arrival,
            "receipt": receipt,
            "made": receipt.state == ReceiptState.MADE,
            "late": is_late(receipt, receipt.requested_at, at=self.request.received_at),
        }

    def receipt(self) -> Receipt:
        found = Receipt.objects.filter(application=self.application).first()
        if found is None:
            raise Http404
        return found


class ReceiptProgress(ReceiptPage):
    """The part of the page that changes while the PDF is made."""

    template_name = "applications/receipt_state.html"
    http_method_names = READ


class ReceiptFile(ReceiptPage):
    """The PDF."""

    http_method_names = READ

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        receipt = self.receipt()
        if receipt.state != ReceiptState.MADE:
            raise Http404
        return private_file(receipt.file, f"ricevuta-{self.application.arrival.number}.pdf", "application/pdf")
