"""What the firm answers after the sending: to an integration request, to a notice of rejection, to the grant."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from applications.enums import NoticeKind, RankingOutcome
from applications.forms.papers import UploadForm
from applications.forms.sending import AnswerForm, ObservationForm, RenounceForm
from applications.operations import accepting, rejecting, reviewing
from applications.policies.accepting import why_not_accept, why_not_renounce
from applications.policies.rejecting import open_notice, why_not_observe
from applications.policies.reviewing import open_request, why_not_answer
from applications.queries.content import documents_added
from applications.queries.deadlines import deadlines_of
from applications.queries.letters import letter_name, letter_of
from applications.queries.ranking import place_of
from applications.views.expenses import spending
from applications.views.proof import to_proof
from applications.views.scope import OwnPage
from applications.views.uploads import Slot, is_script, spoken, take
from core.queries.trying import is_late
from core.refusals import Refused
from core.views.files import private_file


class AnswerPage(OwnPage):
    """A question of the Chamber with its term, the files added to answer it, and the answer."""

    template_name: str
    form_class: type[forms.Form]
    address: str

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.form_class(), self.slot())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "upload" in request.POST:
            return self.upload()
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.page(form, self.slot())
        try:
            return self.answer(form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form, self.slot())

    def upload(self) -> HttpResponse:
        """Files added to the answer: each is taken or refused by itself."""
        slot = self.slot(self.request.POST, self.request.FILES)
        said = take(self, slot)
        if is_script(self.request):
            return spoken(slot, said)
        for sentence in said:
            messages.success(self.request, sentence)
        if slot.form.errors:
            return self.page(self.form_class(), slot.instead_of(self.slot()) if said else slot)
        return redirect(self.address, self.application.pk)

    def slot(self, *given: Any) -> Slot:
        """What was added since the Chamber asked, and the form to add more."""
        return Slot(None, self.asked()["added"], UploadForm(*given, prefix="added", many=True), "upload")

    def page(self, form: forms.Form, slot: Slot) -> HttpResponse:
        context = {"application": self.application, "form": form, "slot": slot} | self.asked()
        return render(self.request, self.template_name, context)

    def answer(self, text: str) -> HttpResponse:
        """Give the answer, and go to its proof."""
        raise NotImplementedError

    def asked(self) -> dict[str, Any]:
        """The question, the files `added` since, and the `reason` why it cannot be answered."""
        raise NotImplementedError


class IntegrationPage(AnswerPage):
    """The answer to an integration request."""

    template_name, form_class, address = "applications/integration.html", AnswerForm, "application_integration"

    def answer(self, text: str) -> HttpResponse:
        request = self.request
        reviewing.answer_integration(application=self.application, text=text, by=request.user, at=request.received_at)
        return to_proof(request, self.application, NoticeKind.INTEGRATION_ANSWERED)

    def asked(self) -> dict[str, Any]:
        asked = open_request(self.application)
        reason = why_not_answer(self.application, at=self.request.received_at)
        added = documents_added(self.application, asked.requested_at) if asked else []
        return {"asked": asked, "added": added, "reason": reason}


class ObservationsPage(AnswerPage):
    """The observations to a notice of rejection."""

    template_name, form_class, address = "applications/observations.html", ObservationForm, "application_observations"

    def answer(self, text: str) -> HttpResponse:
        request = self.request
        rejecting.observe(application=self.application, text=text, by=request.user, at=request.received_at)
        return to_proof(request, self.application, NoticeKind.OBSERVED)

    def asked(self) -> dict[str, Any]:
        asked = open_notice(self.application)
        reason = why_not_observe(self.application, at=self.request.received_at)
        added = documents_added(self.application, asked.noticed_at) if asked else []
        return {"asked": asked, "added": added, "reason": reason}


class LetterFile(OwnPage):
    """The letter of the grant; until it is made it is not there."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        letter = letter_of(self.application)
        if letter is None or not letter.is_made:
            raise Http404
        return private_file(letter.file, letter_name(self.application), "application/pdf")


class GrantPage(OwnPage):
    """The grant with its formula and its acts; accept it, or renounce."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(RenounceForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = {"by": self.request.user, "at": self.request.received_at}
        form = RenounceForm(request.POST if "renounce" in request.POST else None)
        if "accept" in request.POST:
            accepting.accept(application=self.application, **person)
            return to_proof(request, self.application, NoticeKind.ACCEPTED)
        if "renounce" in request.POST and form.is_valid():
            accepting.renounce(application=self.application, reason=form.cleaned_data["reason"], **person)
            return to_proof(request, self.application, NoticeKind.RENOUNCED)
        return self.page(form)

    def page(self, form: RenounceForm) -> HttpResponse:
        """For whoever a ranking has financed, before the grant and after it; to others it is not there."""
        entry = place_of(self.application)
        if entry is None or entry.outcome != RankingOutcome.FINANCED:
            raise Http404
        context = {
            "application": self.application,
            "entry": entry,
            "grant": getattr(self.application, "grant", None),
            "verdict": self.application.verdict,
            "form": form,
            "deadlines": deadlines_of(self.application),
            "why_not_accept": why_not_accept(self.application, at=self.request.received_at),
            "why_not_renounce": why_not_renounce(self.application),
        }
        return render(self.request, "applications/grant.html", context | self.letter() | spending(self.application))

    def letter(self) -> dict[str, Any]:
        """The letter, and whether it should be there by now."""
        letter = letter_of(self.application)
        return {"letter": letter, "late": letter is not None and is_late(letter, letter.asked_at, at=self.request.received_at)}
