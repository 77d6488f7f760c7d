"""An invitation in front of who received it: what is offered, by whom, until when; yes, or log in first."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.forms.people import AcceptForm
from accounts.models import Invitation
from accounts.operations.inviting import accept
from accounts.policies.joining import why_not_accept, why_not_use
from accounts.queries.firms import invitation_with_key
from core.refusals import Refused


class InvitationPage(View):
    """By the key in its address: whoever has it reads the offer; only the person whose address it is takes it."""

    request: Any

    @cached_property
    def invitation(self) -> Invitation:
        found = invitation_with_key(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get(self, request: Any, **_where: Any) -> HttpResponse:
        if self.invitation.accepted_by_id is not None and self.invitation.accepted_by_id == request.user.pk:
            return redirect("my_firms")
        return self.page(AcceptForm(invitation=self.invitation))

    def post(self, request: Any, **_where: Any) -> HttpResponse:
        form = AcceptForm(request.POST, invitation=self.invitation)
        if not request.user.is_authenticated or not form.is_valid():
            return self.page(form)
        declares = form.cleaned_data.get("declares", False)
        try:
            membership = accept(invitation=self.invitation, declares=declares, by=request.user, at=request.received_at)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form)
        messages.success(request, _("Invito accettato: ora siete tra le persone di %(firm)s.") % {"firm": membership.firm})
        return redirect("firm_paper", membership.pk) if membership.waits_for_paper else redirect("my_firms")

    def page(self, form: AcceptForm) -> HttpResponse:
        """The offer, with the reason why it cannot be taken, if there is one."""
        at = self.request.received_at
        user = self.request.user
        reason = why_not_accept(self.invitation, user, at=at) if user.is_authenticated else why_not_use(self.invitation, at=at)
        context = {"invitation": self.invitation, "form": form, "reason": reason, "here": self.request.path}
        gone = not self.invitation.is_open or self.invitation.has_expired(at)
        return render(self.request, "accounts/invitation.html", context, status=410 if gone else 200)


class MyInvitation(LoginRequiredMixin, InvitationPage):
    """The same for who has come without the link: her confirmed address is the one that was invited."""

    @cached_property
    def invitation(self) -> Invitation:
        rows = Invitation.objects.filter(email=self.request.user.email.lower()).select_related("firm", "invited_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])
