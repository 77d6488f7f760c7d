"""«Le mie domande», and the beginning of a new one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from accounts.permissions import firm_ids
from applications.forms.sending import StartForm
from applications.operations import carrying, drafting
from applications.permissions import own_applications
from applications.policies.drafting import why_not_start
from applications.views.next_step import asked_of
from applications.views.wording import tone_of
from bando.models import Call
from bando.queries.calls import reachable_calls
from bando.queries.prechecking import SESSION_KEY, Carried, answers_from_session
from registry.models import Firm

PAGE = 20


@login_required
@require_safe
def my_applications(request: Any) -> HttpResponse:
    """The applications of the person's firms, the last begun first."""
    rows = (
        own_applications(request.user)
        .select_related("call", "firm", "firm_version", "pot__chamber", "arrival")
        .order_by("-started_at", "-pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    may_start = firm_ids(request.user, Permission.PREPARE)
    asked = asked_of(list(page), at=request.received_at)
    cards = [{"application": each, "tone": tone_of(each.state), "asked": asked.get(each.pk)} for each in page]
    return render(request, "applications/list.html", {"cards": cards, "page": page, "firms": may_start})


class StartPage(LoginRequiredMixin, View):
    """Choose the firm and begin; who has no firm yet adds it first."""

    request: Any

    @cached_property
    def call(self) -> Call:
        return get_object_or_404(reachable_calls(), slug=self.kwargs["slug"])

    @cached_property
    def firms(self) -> Any:
        return Firm.objects.filter(pk__in=firm_ids(self.request.user, Permission.PREPARE))

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.firms:
            messages.info(
                request, _("Prima aggiungete la vostra impresa; poi tornate alla pagina del bando e iniziate la domanda.")
            )
            return redirect("new_firm")
        return self.page(StartForm(firms=self.firms))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        if len(self.firms) != 1 and "firm" not in request.POST:
            return self.get(request, slug)
        form = StartForm(request.POST if "firm" in request.POST else {"firm": self.firms[0].pk}, firms=self.firms)
        if not form.is_valid():
            return self.page(form)
        person = {"by": self.request.user, "at": self.request.received_at}
        application = drafting.start(call=self.call, firm=form.cleaned_data["firm"], **person)
        carried = self.carried()
        request.session.pop(SESSION_KEY, None)
        if carried and carrying.carry(application=application, carried=carried, **person):
            messages.info(request, _("La bozza comincia con le risposte della verifica preliminare: controllatele."))
        return redirect("application", application.pk)

    def carried(self) -> Carried | None:
        """The answers of the pre-check of this call, if the person comes from there."""
        return answers_from_session(self.request.session.get(SESSION_KEY), self.call.slug)

    def page(self, form: StartForm) -> HttpResponse:
        reason = why_not_start(self.call, None, at=self.request.received_at)
        return render(
            self.request,
            "applications/start.html",
            {"call": self.call, "form": form, "reason": reason, "carried": self.carried()},
        )
