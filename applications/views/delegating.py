"""Who works on an application: the firm's people, the delegates for it; and how to delegate somebody for this one only."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.enums import Permission
from accounts.permissions import why_not_act_for
from applications.forms.delegating import DelegateForm
from applications.operations.delegating import delegate
from applications.queries.audience import readers_of
from applications.queries.deeds import deeds_in
from applications.views.scope import OwnPage
from core.refusals import Refused


class DelegatesPage(OwnPage):
    """To read for everybody who works on it; to invite for the representative."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        return self.page(DelegateForm())

    def post(self, request: Any, pk: int) -> HttpResponse:
        form = DelegateForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            mandate = delegate(application=self.application, **form.cleaned_data, by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form)
        messages.success(request, _("Invito inviato a %(email)s.") % {"email": mandate.invitation.email})
        return redirect("application_delegates", pk)

    def page(self, form: DelegateForm) -> HttpResponse:
        found, at = self.application, self.request.received_at
        mandates = found.mandates.select_related("invitation__membership__user").order_by("-pk")
        context = {"application": found, "form": form, "people": readers_of(found, at=at), "mandates": mandates}
        context["reason"] = why_not_act_for(self.request.user, found.firm, Permission.INVITE)
        context["deeds"] = deeds_in(found)
        return render(self.request, "applications/delegates.html", context)
