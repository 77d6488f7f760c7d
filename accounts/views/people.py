"""The people of a firm, for its representative: who acts, who is invited, who asks; and the delegates' papers."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from accounts.domain.roles import Representative
from accounts.enums import Permission
from accounts.forms.people import InviteForm, PaperForm
from accounts.models import Membership, PowerOfAttorney
from accounts.operations import inviting
from accounts.operations.appointing import send_away
from accounts.operations.empowering import deposit
from accounts.permissions import own_firms, visible_papers, why_not_act_for, why_not_hold_paper
from accounts.policies.appointing import why_not_dismiss
from accounts.policies.empowering import MAXIMUM_BYTES
from accounts.queries.firms import join_requests, open_invitations, people_of
from core.refusals import Refused, require
from core.views.files import private_file
from registry.models import Firm


class PeoplePage(LoginRequiredMixin, View):
    """A page for who may invite in the firm: her colleagues are told why not, to others the firm does not exist."""

    request: Any

    @cached_property
    def firm(self) -> Firm:
        firm = get_object_or_404(own_firms(self.request.user), pk=self.kwargs["pk"])
        require(why_not_act_for(self.request.user, firm, Permission.INVITE))
        return firm

    @property
    def acting(self) -> dict[str, Any]:
        return {"by": self.request.user, "at": self.request.received_at}


class People(PeoplePage):
    """Who acts for the firm, until when, on what; who is invited; who asks to be."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        at = request.received_at
        people = list(people_of(self.firm.pk))
        alone = sum(row.role == Representative.code and row.ended_at is None for row in people) == 1
        rows = [_shown(row, at) | {"stays": alone and row.role == Representative.code} for row in people]
        invitations = [{"invitation": row, "expired": row.has_expired(at)} for row in open_invitations(self.firm.pk)]
        context = {"firm": self.firm, "rows": rows, "invitations": invitations, "asking": join_requests(self.firm.pk)}
        return render(request, "accounts/people.html", context)


def _shown(row: Membership, at: datetime) -> dict[str, Any]:
    return {"membership": row, "over": row.is_over(at) and not row.waits_for_paper}


class Invite(PeoplePage):
    """Offer somebody a role in the firm."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        return self.page(InviteForm(initial={"email": request.GET.get("email", "")}))

    def post(self, request: Any, pk: int) -> HttpResponse:
        form = InviteForm(request.POST)
        firm = self.firm
        if not form.is_valid():
            return self.page(form)
        try:
            invitation = inviting.invite(firm=firm, **form.cleaned_data, **self.acting)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form)
        messages.success(request, _("Invito inviato a %(email)s.") % {"email": invitation.email})
        return redirect("firm_people", pk)

    def page(self, form: InviteForm) -> HttpResponse:
        return render(self.request, "accounts/invite.html", {"firm": self.firm, "form": form})


class Withdraw(PeoplePage):
    """Take an invitation back."""

    def post(self, request: Any, pk: int, invitation_pk: int) -> HttpResponse:
        invitation = get_object_or_404(self.firm.invitations, pk=invitation_pk)
        inviting.withdraw(invitation=invitation, **self.acting)
        messages.success(request, _("Invito a %(email)s ritirato: il link non vale più.") % {"email": invitation.email})
        return redirect("firm_people", pk)


class SendAway(PeoplePage):
    """End somebody's role: asked first, done after."""

    @cached_property
    def membership(self) -> Membership:
        return get_object_or_404(self.firm.memberships.select_related("user", "firm"), pk=self.kwargs["membership_pk"])

    def get(self, request: Any, pk: int, membership_pk: int) -> HttpResponse:
        context = {"firm": self.firm, "membership": self.membership, "reason": why_not_dismiss(self.membership)}
        return render(request, "accounts/send_away.html", context)

    def post(self, request: Any, pk: int, membership_pk: int) -> HttpResponse:
        ended = send_away(membership=self.membership, **self.acting)
        messages.success(request, _("%(person)s non agisce più per l’impresa.") % {"person": ended.user.name})
        return redirect("my_firms") if ended.user_id == request.user.pk else redirect("firm_people", pk)


class Paper(LoginRequiredMixin, View):
    """The delegate, or the representative, uploads the power of attorney."""

    request: Any

    @cached_property
    def membership(self) -> Membership:
        rows = Membership.objects.filter(firm__isnull=False).select_related("user", "firm", "invitation")
        membership = get_object_or_404(rows, pk=self.kwargs["pk"])
        return get_object_or_404(rows, pk=None if why_not_hold_paper(self.request.user, membership) else membership.pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        limit = self.membership.invitation.until_on if self.membership.invitation else None
        return self.page(PaperForm(initial={"until_on": limit}))

    def post(self, request: Any, pk: int) -> HttpResponse:
        form = PaperForm(request.POST, request.FILES)
        if form.is_valid() and self.taken(form):
            messages.success(request, _("Procura caricata: la delega vale fino al giorno indicato, compreso."))
            mine = self.membership.user_id == request.user.pk
            return redirect("my_firms") if mine else redirect("firm_people", self.membership.firm_id)
        return self.page(form)

    def taken(self, form: PaperForm) -> bool:
        file, until_on = form.cleaned_data["file"], form.cleaned_data["until_on"]
        about = {"membership": self.membership, "name": file.name, "content": file.read(MAXIMUM_BYTES + 1)}
        try:
            deposit(**about, until_on=until_on, by=self.request.user, at=self.request.received_at)
        except Refused as refused:
            form.add_error(None, refused.reason)
            return False
        return True

    def page(self, form: PaperForm) -> HttpResponse:
        papers = self.membership.papers.order_by("-pk")
        return render(self.request, "accounts/paper.html", {"membership": self.membership, "form": form, "papers": papers})


@login_required
@require_safe
def paper_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes, to the representative and to the delegate."""
    paper: PowerOfAttorney = get_object_or_404(visible_papers(request.user), pk=pk)
    return private_file(paper.file, paper.name, paper.media_type)
