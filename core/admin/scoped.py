"""Model pages of the admin: scoped, read-only, with buttons that run operations."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin, ShowFacets
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.utils import flatten, flatten_fieldsets, quote, unquote
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.actions import Action, Button, ListAction, ObjectAction, PageLink
from core.admin.bulk import BulkAction, actions_of
from core.admin.facts import Fact, Panel, fact
from core.admin.filters import ScopedRelatedFilter
from core.admin.listing import PortalChangeList
from core.forms import ActionForm, ask_again
from core.queries.timeline import latest_events, timeline
from core.refusals import Refused


class PortalModelAdmin(ModelAdmin):
    """Shows what `visible` says to whoever holds `read_permission` (or one of `other_readers`); nothing is written here.

    What is outside `visible` looks like what does not exist: 404 on every page of it. Subclasses declare
    `read_permission`, `visible`, and, if they have any, `object_actions`, `list_actions`, `bulk_actions`, `fields` and `panels`.

    A list that may grow long declares an `ordering` that an index gives, `is_ordering_total` if no two rows are equal in it,
    and `matching` if what is searched has kinds that an index finds each (docs/adr/0015).
    """

    read_permission: str
    other_readers: ClassVar[tuple[str, ...]] = ()
    object_actions: Sequence[ObjectAction] = ()
    list_actions: Sequence[ListAction | PageLink] = ()
    bulk_actions: Sequence[BulkAction] = ()
    is_ordering_total = False
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_select_related: ClassVar[Any] = ()
    list_per_page = 50
    view_on_site = False
    change_list_template = "admin/portal/list.html"
    page_template = "admin/portal/object.html"
    action_template = "admin/portal/action.html"
    object_history_template = "admin/portal/history.html"

    def visible(self, request: Any) -> QuerySet[Any]:
        """The rows that the reader may see: the app's `permissions.visible_…(request.user)`."""
        raise NotImplementedError

    def panels(self, obj: Any, request: Any) -> Sequence[Panel]:
        """What the page shows above the fields of `obj`."""
        return ()

    def matching(self, term: str, request: Any) -> Q | None:
        """The rows that a search for `term` means; nothing: those with it in one of `search_fields`."""
        return None

    def may_estimate(self, request: Any) -> bool:
        """Whether a list too long to count may say about how many rows it has: to who sees all rows of the table alone."""
        return False

    def in_order(self, rows: QuerySet[Any], request: Any) -> QuerySet[Any]:
        """The same rows, with whatever more an index must be told to give them in the list's order."""
        return rows

    def choices(self, request: Any) -> QuerySet[Any]:
        """The rows that the filters of other lists offer."""
        return self.visible(request)

    # What Django asks

    def get_changelist(self, request: Any, **kwargs: Any) -> type[PortalChangeList]:
        return PortalChangeList

    def get_search_results(self, request: Any, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        meant = self.matching(search_term.strip(), request) if search_term.strip() else None
        return super().get_search_results(request, queryset, search_term) if meant is None else (queryset.filter(meant), False)

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        ordering = self.get_ordering(request)
        return self.visible(request).order_by(*ordering) if ordering else self.visible(request)

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        return any(request.user.holds(permission) for permission in (self.read_permission, *self.other_readers))

    def has_module_permission(self, request: Any) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: Any) -> dict[str, Any]:
        """Those for the ticked rows, as the reader's roles give them. Django looks for the ticked keys among `visible` alone."""
        return actions_of(self.bulk_actions, request)

    def get_list_filter(self, request: Any) -> list[Any]:
        return [(name, ScopedRelatedFilter) if self._is_relation(name) else name for name in super().get_list_filter(request)]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only rows that the reader may see are offered, and accepted."""
        kwargs.setdefault("queryset", self._choices(db_field.remote_field.model, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        name, wrap = f"{self.opts.app_label}_{self.opts.model_name}", self.admin_site.admin_view
        own = [
            path("azione/<slug:name>/", wrap(self.list_action_view), name=f"{name}_list_action"),
            path("<path:object_id>/azione/<slug:name>/", wrap(self.object_action_view), name=f"{name}_action"),
        ]
        return own + super().get_urls()

    # Pages

    def changelist_view(self, request: Any, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = {"title": capfirst(self.opts.verbose_name_plural), "buttons": self._buttons(self.list_actions, None, request)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def change_view(self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if self.has_change_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied(_("Da questa pagina non si modifica nulla: usate i pulsanti che trovate in cima."))
        obj = self._found(request, object_id)
        context = {
            "title": capfirst(str(obj)),
            "subject": obj,
            "is_object_page": True,
            "buttons": self.buttons(obj, request),
            "panels": self.panels(obj, request),
            "facts": self.facts(obj, request),
        }
        return self._page(request, self.page_template, context | (extra_context or {}))

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self._found(request, object_id)
        context = {"title": capfirst(str(obj)), "subject": obj, "steps": timeline(obj), "events": latest_events(obj)}
        return self._page(request, self.object_history_template or "", context | (extra_context or {}))

    def object_action_view(self, request: Any, object_id: str, name: str) -> HttpResponse:
        """The page of a button: GET asks, POST runs the operation."""
        obj = self._found(request, object_id)
        back = self._address("change", obj) + self._kept(request)
        return self._act(request, self._offered(self.object_actions, name, request, obj), obj, back)

    def list_action_view(self, request: Any, name: str) -> HttpResponse:
        """The page of a button above the list."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self._act(request, self._offered(self.list_actions, name, request), None, self._list_address(request))

    # Their parts

    def buttons(self, obj: Model, request: Any) -> list[Button]:
        """The buttons of `obj` that the reader's roles give, each with the reason why it cannot be pressed now."""
        return self._buttons(self.object_actions, obj, request)

    def facts(self, obj: Model, request: Any) -> list[Fact]:
        """The fields of `obj` in words; a related row is a link if the reader may open it."""
        return [fact(name, obj, self, lambda row: self._link(row, request)) for name in self._shown_fields()]

    def _buttons(self, actions: Sequence[Action], subject: Model | None, request: Any) -> list[Button]:
        user, at = request.user, request.received_at
        page = "list_action" if subject is None else "action"
        about = [action for action in actions if action.concerns is None or action.concerns(subject)]
        offered = [action for action in about if action.offered_to(user)]
        kept = self._kept(request)
        return [
            Button(action, self._leads_to(action, page, subject, kept), action.refusal(subject, user, at)) for action in offered
        ]

    def _leads_to(self, action: Action, page: str, subject: Model | None, kept: str) -> str:
        return action.href(subject) if isinstance(action, PageLink) else self._address(page, subject, action.name) + kept

    def _act(self, request: Any, action: Action, subject: Any, back: str) -> HttpResponse:
        form, at = action.form(subject, request), request.received_at
        reason = action.refusal(subject, request.user, at)
        if isinstance(form, ActionForm):
            form.refused = bool(reason)
        if request.method == "POST" and not reason and (form is None or form.is_valid()):
            try:
                result = action.perform(subject, form.cleaned_data if form else {}, by=request.user, at=at)
            except Refused as refused:
                reason = refused.reason
                if form is not None:
                    ask_again(form, refused=True)
            else:
                messages.success(request, action.told(result))
                return redirect((action.go_to and action.go_to(result)) or back)
        return self._action_page(request, action, subject, form, reason, back)

    def _action_page(
        self, request: Any, action: Action, subject: Any, form: Form | None, reason: str | None, back: str
    ) -> HttpResponse:
        context = {
            "title": action.label,
            "subject": subject,
            "action": action,
            "form": form,
            "reason": reason,
            "back": back,
            "panels": action.panels(subject, request) if action.panels else (),
        }
        status = 409 if reason and request.method == "POST" else 200
        return self._page(request, self.action_template, context, status)

    def _page(self, request: Any, template: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
        request.current_app = self.admin_site.name
        shared = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "list_href": self._list_address(request),
            "media": self.media,
        }
        return TemplateResponse(request, template, shared | context, status=status)

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        return obj

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def _offered(self, actions: Sequence[Action], name: str, request: Any, subject: Model | None = None) -> Action:
        action = next((action for action in actions if action.name == name and not isinstance(action, PageLink)), None)
        if action is None:
            raise Http404
        if not action.offered_to(request.user):
            raise PermissionDenied(action.refusal(subject, request.user, request.received_at) or "")
        return action

    def _address(self, page: str, obj: Model | None = None, *more: str) -> str:
        arguments = ([quote(obj.pk)] if obj is not None else []) + list(more)
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=arguments)

    def _list_address(self, request: Any) -> str:
        """The list as she left it."""
        chosen = request.GET.get("_changelist_filters", "")
        return f"{self._address('changelist')}?{chosen}" if chosen else self._address("changelist")

    def _kept(self, request: Any) -> str:
        """What she had chosen and searched in the list, and on which page: carried along by the addresses of its rows' pages."""
        chosen = self.get_preserved_filters(request)
        return f"?{chosen}" if chosen else ""

    def _link(self, row: Model, request: Any) -> str:
        try:
            page: Any = self.admin_site.get_model_admin(type(row))
        except NotRegistered:
            return ""
        seen = page.has_view_permission(request) and page.visible(request).filter(pk=row.pk).exists()
        return page._address("change", row) if seen else ""

    def _choices(self, model: type[Model], request: Any) -> QuerySet[Any]:
        try:
            page: Any = self.admin_site.get_model_admin(model)
        except NotRegistered:
            return model._default_manager.none()
        return page.visible(request)

    def _shown_fields(self) -> list[str]:
        if self.fieldsets:
            return list(flatten_fieldsets(self.fieldsets))
        if self.fields:
            return list(flatten(self.fields))
        columns = [f for f in self.opts.concrete_fields if not f.primary_key and not isinstance(f, models.FileField)]
        return [column.name for column in columns]

    def _is_relation(self, name: Any) -> bool:
        model, column = self.model, None
        for part in name.split("__") if isinstance(name, str) else []:
            try:
                column = model._meta.get_field(part)
            except FieldDoesNotExist:
                return False
            model = column.related_model or model
        return bool(column is not None and column.is_relation)
