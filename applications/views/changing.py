"""What the firm asks to change after it has accepted: a variation of the project, more time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from applications.enums import ChangeKind, NoticeKind
from applications.forms.papers import UploadForm
from applications.forms.sending import ExtensionForm, VariationForm
from applications.operations import changing
from applications.policies.changing import why_not_ask, why_not_change
from applications.queries.content import closed_at, documents_added
from applications.queries.deadlines import deadlines_of
from applications.views.proof import to_proof
from applications.views.scope import OwnPage
from applications.views.uploads import Slot, is_script, spoken, take
from core.refusals import Refused

FORMS: dict[str, type[forms.Form]] = {"variation": VariationForm, "extension": ExtensionForm}


class ChangesPage(OwnPage):
    """The days that hold, what was asked and answered, and the two things that may be asked."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "upload" in request.POST:
            return self.upload()
        name = next((name for name in FORMS if name in request.POST), None)
        if name is None:
            return self.page()
        form = FORMS[name](request.POST, prefix=name)
        try:
            return self.ask(name, form.cleaned_data) if form.is_valid() else self.page(**{name: form})
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(**{name: form})

    def ask(self, name: str, data: dict[str, Any]) -> HttpResponse:
        ask = changing.ask_variation if name == "variation" else changing.ask_extension
        ask(application=self.application, **data, by=self.request.user, at=self.request.received_at)
        return to_proof(self.request, self.application, NoticeKind.VARIATION_ASKED, NoticeKind.EXTENSION_ASKED)

    def upload(self) -> HttpResponse:
        """Files added to the request that follows: each is taken or refused by itself."""
        slot = self.slot(self.request.POST, self.request.FILES)
        said = take(self, slot)
        if is_script(self.request):
            return spoken(slot, said)
        for sentence in said:
            messages.success(self.request, sentence)
        if slot.form.errors:
            return self.page(slot=slot.instead_of(self.slot()) if said else slot)
        return redirect("application_changes", self.application.pk)

    def slot(self, *given: Any) -> Slot:
        """What was added since the last word of the firm, and the form to add more."""
        found = self.application
        added = [] if why_not_change(found) else documents_added(found, closed_at(found))
        return Slot(None, added, UploadForm(*given, prefix="added", many=True), "upload")

    def page(self, **bound: Any) -> HttpResponse:
        found = self.application
        context: dict[str, Any] = {name: form(prefix=name) for name, form in FORMS.items()} | {"slot": self.slot()} | bound
        context |= {"application": found, "reason": why_not_change(found), "deadlines": deadlines_of(found)}
        context |= {f"why_not_{kind}": why_not_ask(found, kind) for kind in ChangeKind}
        context["requests"] = found.change_requests.select_related("decision").order_by("-pk")
        return render(self.request, "applications/changes.html", context)
