"""What the firm answers after the sending: to an integration request, to the grant."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.forms.papers import UploadForm
from applications.forms.sending import AnswerForm, RenounceForm
from applications.operations import accepting, reviewing
from applications.policies.accepting import why_not_accept, why_not_renounce
from applications.policies.reviewing import open_request, why_not_answer
from applications.queries.content import documents_added
from applications.views.expenses import spending
from applications.views.scope import OwnPage
from applications.views.uploads import Slot, is_script, spoken, take
from core.refusals import Refused


class IntegrationPage(OwnPage):
    """The request with its term, the files added to answer it, and the answer."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(AnswerForm(), self.slot())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "upload" in request.POST:
            return self.upload()
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(form, self.slot())
        try:
            reviewing.answer_integration(application=self.application, text=form.cleaned_data["text"], **self.person())
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form, self.slot())
        messages.success(request, _("Risposta inviata: la Camera riprende l’esame della domanda."))
        return redirect("application", pk)

    def upload(self) -> HttpResponse:
        """Files added to the answer: each is taken or refused by itself."""
        slot = self.slot(self.request.POST, self.request.FILES)
        said = take(self, slot)
        if is_script(self.request):
            return spoken(slot, said)
        for sentence in said:
            messages.success(self.request, sentence)
        if slot.form.errors:
            return self.page(AnswerForm(), slot.instead_of(self.slot()) if said else slot)
        return redirect("application_integration", self.application.pk)

    def slot(self, *given: Any) -> Slot:
        """What was added since the Chamber asked, and the form to add more."""
        asked = open_request(self.application)
        added = documents_added(self.application, asked.requested_at) if asked else []
        return Slot(None, added, UploadForm(*given, prefix="added", many=True), "upload")

    def person(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": self.request.received_at}

    def page(self, form: AnswerForm, slot: Slot) -> HttpResponse:
        context = {
            "application": self.application,
            "asked": open_request(self.application),
            "slot": slot,
            "form": form,
            "reason": why_not_answer(self.application, at=self.request.received_at),
        }
        return render(self.request, "applications/integration.html", context)


class GrantPage(OwnPage):
    """The grant with its formula and its acts; accept it, or renounce."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(RenounceForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = {"by": self.request.user, "at": self.request.received_at}
        form = RenounceForm(request.POST if "renounce" in request.POST else None)
        if "accept" in request.POST:
            accepting.accept(application=self.application, **person)
            messages.success(request, _("Contributo accettato. Ora realizzate il progetto e preparate il rendiconto."))
        elif "renounce" in request.POST and form.is_valid():
            accepting.renounce(application=self.application, reason=form.cleaned_data["reason"], **person)
            messages.success(request, _("Rinuncia registrata."))
        else:
            return self.page(form)
        return redirect("application", pk)

    def page(self, form: RenounceForm) -> HttpResponse:
        if not hasattr(self.application, "grant"):
            raise Http404
        context = {
            "application": self.application,
            "grant": self.application.grant,
            "verdict": self.application.verdict,
            "form": form,
            "why_not_accept": why_not_accept(self.application),
            "why_not_renounce": why_not_renounce(self.application),
        }
        return render(self.request, "applications/grant.html", context | spending(self.application))
