"""The conversation of a firm with its Chamber about one dossier."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.forms.sending import MessageForm
from applications.operations import writing
from applications.policies.writing import why_not_write
from applications.views.scope import OwnPage
from core.refusals import Refused


class MessagesPage(OwnPage):
    """What was written, the oldest first, and a form to go on."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(MessageForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = MessageForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        person = {"by": self.request.user, "at": self.request.received_at}
        try:
            writing.write_to_chamber(application=self.application, text=form.cleaned_data["text"], **person)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form)
        messages.success(request, _("Messaggio inviato alla Camera."))
        return redirect("application_messages", pk)

    def page(self, form: MessageForm) -> HttpResponse:
        lines = self.application.messages.select_related("by").order_by("pk")
        context = {"application": self.application, "lines": lines, "form": form, "reason": why_not_write(self.application)}
        return render(self.request, "applications/messages.html", context)
