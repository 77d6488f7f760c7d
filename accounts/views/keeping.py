"""The data of a firm, entered once: to see and to change, with the firms that hang together with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.forms.firms import DataForm, RelativeForm
from accounts.operations import keeping
from accounts.permissions import own_firms, why_not_act_for
from core.refusals import Refused, require
from registry.models import Firm


class FirmPage(LoginRequiredMixin, View):
    """The firm as it is now, for everybody who works for it."""

    request: Any

    @cached_property
    def firm(self) -> Firm:
        return get_object_or_404(own_firms(self.request.user).select_related("province"), pk=self.kwargs["pk"])

    @property
    def acting(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": self.request.received_at}

    def get(self, request: Any, pk: int) -> HttpResponse:
        context: dict[str, Any] = {
            "firm": self.firm,
            "relatives": self.firm.relatives.all(),
            "versions": self.firm.versions.order_by("-number"),
        }
        context["reason"] = why_not_act_for(request.user, self.firm)
        return render(request, "accounts/firm.html", context)


class EditFirm(FirmPage):
    """Change the data; applications that were sent keep theirs, drafts follow."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        require(why_not_act_for(request.user, self.firm))
        return self.page(DataForm(firm=self.firm))

    def post(self, request: Any, pk: int) -> HttpResponse:
        form = DataForm(request.POST, firm=self.firm)
        if form.is_valid():
            changes = dict(form.cleaned_data)
            try:
                keeping.edit(firm=self.firm, expected_version=changes.pop("version"), changes=changes, **self.acting)
            except Refused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("Dati dell’impresa salvati: valgono per le bozze e per le prossime domande."))
                return redirect("firm", pk)
        return self.page(form)

    def page(self, form: DataForm) -> HttpResponse:
        return render(self.request, "accounts/edit_firm.html", {"firm": self.firm, "form": form})


class Relatives(FirmPage):
    """Partner and linked firms (Annex I Reg. (EU) 651/2014): list, add; or say that there are none."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        return self.page(RelativeForm())

    def post(self, request: Any, pk: int) -> HttpResponse:
        if "alone" in request.POST:
            keeping.stand_alone(firm=self.firm, **self.acting)
            messages.success(request, _("Segnato: impresa autonoma."))
            return redirect("firm_relatives", pk)
        form = RelativeForm(request.POST)
        if form.is_valid() and self.added(form):
            messages.success(request, _("%(name)s aggiunta.") % {"name": form.cleaned_data["name"]})
            return redirect("firm_relatives", pk)
        return self.page(form)

    def added(self, form: RelativeForm) -> bool:
        try:
            keeping.relate(firm=self.firm, relative=form.cleaned_data, **self.acting)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return False
        return True

    def page(self, form: RelativeForm) -> HttpResponse:
        context = {"firm": self.firm, "relatives": self.firm.relatives.all(), "form": form}
        return render(self.request, "accounts/relatives.html", context)


class Part(FirmPage):
    """Take one of them off the list; there is nothing to read here."""

    http_method_names = ["post", "options"]

    def post(self, request: Any, pk: int, relative_pk: int) -> HttpResponse:
        relative = get_object_or_404(self.firm.relatives.select_related("firm"), pk=relative_pk)
        keeping.part(relative=relative, **self.acting)
        messages.success(request, _("%(name)s tolta dall’elenco.") % {"name": relative.name})
        return redirect("firm_relatives", pk)
