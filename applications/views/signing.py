"""The form to sign, the signed file and its verdict."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from applications.enums import FormState
from applications.forms.signing import SignedFileForm
from applications.models import SignableForm, Signature
from applications.operations import preparing, signing
from applications.policies.papers import why_not_open
from applications.policies.signed import is_signed, why_not_signed
from applications.policies.signing import MAXIMUM_BYTES, why_not_signable
from applications.queries.signatories import signatories_of
from applications.queries.signatures import attempts, form_of
from applications.tasks import hurry_form
from applications.views.scope import DraftPage, OwnPage
from core.queries.trying import is_late
from core.refusals import Refused
from core.views.files import private_file, withheld_file


class SignPage(DraftPage):
    """Download, sign, upload: three steps on one page, with what the portal found in each file."""

    template_name = "applications/sign.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(SignedFileForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if "again" in request.POST:
            return self.again()
        form = SignedFileForm(request.POST, request.FILES)
        if not form.is_valid() or not self.take(form):
            return self.page(form)
        return redirect("application_sign", pk)

    def again(self) -> HttpResponse:
        """Have the form that did not come out made at once."""
        form = get_object_or_404(SignableForm, snapshot=self.application.snapshot_id)
        preparing.again(form=form, by=self.request.user, at=self.request.received_at)
        hurry_form(form.pk)
        return redirect("application_sign", self.application.pk)

    def take(self, form: SignedFileForm) -> bool:
        """Keep the file with its verdict; what is wrong with it is said at its field."""
        file = form.cleaned_data["file"]
        about = {"application": self.application, "name": file.name, "content": file.read(MAXIMUM_BYTES + 1)}
        try:
            signing.sign(**about, by=self.request.user, at=self.request.received_at)
        except Refused as refused:
            form.add_error("file", refused.reason)
            return False
        return True

    def page(self, form: SignedFileForm) -> HttpResponse:
        return render(self.request, self.template_name, self.context() | {"upload": form})

    def context(self) -> dict[str, Any]:
        application, form = self.application, form_of(self.application)
        return {
            "application": application,
            "form": form,
            "made": form is not None and form.state == FormState.MADE,
            "late": form is not None and is_late(form, form.requested_at, at=self.request.received_at),
            "reason": why_not_signable(application),
            "signed": is_signed(application),
            "unsigned": why_not_signed(application),
            "attempts": attempts(form),
            "persons": signatories_of(application, at=self.request.received_at),
        }


class SignProgress(SignPage):
    """The part of the page that changes while the form is made."""

    template_name = "applications/sign_form.html"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        raise Http404


class FormFile(OwnPage):
    """The form, to be signed."""

    def get(self, request: HttpRequest, pk: int, form_pk: int) -> HttpResponse:
        forms = SignableForm.objects.select_related("snapshot").filter(snapshot__application=self.application)
        form = get_object_or_404(forms, pk=form_pk, state=FormState.MADE)
        return private_file(form.file, f"domanda-{pk}-versione-{form.snapshot.version}.pdf", "application/pdf")


class SignedFile(OwnPage):
    """One signed file as it came: saved, never shown."""

    def get(self, request: HttpRequest, pk: int, signature_pk: int) -> HttpResponse:
        row = get_object_or_404(Signature, form__snapshot__application=self.application, pk=signature_pk)
        if reason := why_not_open(row):
            return withheld_file(request, reason)
        return private_file(row.file, row.name, "application/octet-stream")
