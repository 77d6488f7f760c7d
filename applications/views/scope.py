"""Which application a page is about: the firm's own ones only; another's looks like one that does not exist."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.views import View

from applications.models import Application
from applications.permissions import own_applications, why_no_longer
from applications.policies.drafting import why_not_draft
from core.refusals import require

RELATED = ("call", "firm", "firm_version", "measure", "pot__chamber", "content__seat_province")


def own(request: HttpRequest, pk: int) -> Application:
    """The application of a firm in whose name the person acts, or 404; a sentence where her delegation has run out."""
    found = own_applications(request.user).select_related(*RELATED).filter(pk=pk).first()
    if found is None:
        other = get_object_or_404(Application, pk=pk)
        require(why_no_longer(request.user, other))
        raise Http404
    return found


class OwnPage(LoginRequiredMixin, View):
    """A page about one application of the person's own firms."""

    request: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Whose it is comes before whatever is asked."""
        if request.user.is_authenticated:
            self.application.pk  # noqa: B018
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def application(self) -> Application:
        return own(self.request, self.kwargs["pk"])


class DraftPage(OwnPage):
    """A page that changes a draft; after the sending it answers with the reason why it cannot.

    Nobody keeps it on the way: who comes back to it reads what stands there now, not what stood there then.
    """

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    @cached_property
    def application(self) -> Application:
        found = own(self.request, self.kwargs["pk"])
        require(why_not_draft(found, at=self.request.received_at))
        return found
