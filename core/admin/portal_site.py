"""The portal's own admin site: «my day», the portal's log-in, and no page that has not been scoped."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import PortalModelAdmin

SESSION_ENDED = _(
    "La sessione è scaduta: quello che avete inviato non è stato registrato. Per ritrovare ciò che avete scritto tornate alla "
    "pagina di prima con il tasto «indietro» del browser, copiatelo, poi accedete di nuovo."
)


@dataclass(frozen=True)
class Waiting:
    """Work of one kind that waits for the reader: how much, where to find it, since when, until when."""

    label: str | Promise
    count: int
    url: str
    oldest: datetime | None = None
    due: datetime | None = None


Asks = Callable[[Any, datetime], Iterable[Waiting]]


class PortalAdminSite(AdminSite):
    """The place of work of Chambers and Unioncamere."""

    site_header = _("Portale Bandi")
    site_title = _("Portale Bandi")
    index_title = _("La mia giornata")
    index_template = "admin/portal/day.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")
        self._waiting: list[Asks] = []

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take pages that know what their reader may see; those that libraries bring along are left out."""
        if admin_class is not None and issubclass(admin_class, PortalModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def register_waiting(self, asks: Asks) -> Asks:
        """Add `asks(user, at)` to «my day»; it yields `Waiting` rows (a count of 0 is not shown). Usable as decorator."""
        self._waiting.append(asks)
        return asks

    def waiting(self, user: Any, at: datetime) -> list[Waiting]:
        """What waits for `user`: terms that run out first, then the oldest."""
        rows = [row for asks in self._waiting for row in asks(user, at) if row.count]
        return sorted(rows, key=lambda row: (row.due is None, row.due or at, row.oldest is None, row.oldest or at))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """«My day»."""
        rows = self.waiting(request.user, request.received_at)  # type: ignore[attr-defined]
        return super().index(request, {"waiting": rows} | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The portal has one log-in. Who is logged in and has no work here is told so."""
        target = request.GET.get("next") or reverse("admin:index")
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied(_("Questa parte del portale è per chi lavora nelle Camere, in Unioncamere e in Regione."))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Who sends something once her session has ended is told that it was not taken, before she logs in again."""
        inner = super().admin_view(view, cacheable)

        def told(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
            if request.method == "POST" and not request.user.is_authenticated:
                messages.warning(request, SESSION_ENDED)
            return inner(request, *arguments, **named)

        return update_wrapper(told, inner)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The portal has one page for it."""
        return redirect("account_change_password")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's «view on site», which would tell of any row whether it exists."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site" and not _is_shortcut(url)]


def _is_shortcut(url: URLPattern | URLResolver) -> bool:
    return str(url.pattern).startswith("r/")
