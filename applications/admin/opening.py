"""A file opens after a declaration: who works on it says first whether she has a conflict of interests with the firm."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.admin.rehearsals import ListedWithoutRehearsals
from applications.forms.declaring import DeclarationForm
from applications.models import Application
from applications.operations import declaring
from applications.permissions import must_declare, said_by, why_not_declare, why_not_with
from core.admin import ObjectAction, Panel

NAME = "dichiara"
WITHHELD = "admin/applications/withheld.html"


class NotOpen(PermissionDenied):
    """The file is not open to its reader, for `reason`; `application` is what she has to declare about."""

    def __init__(self, application: Application, reason: str, said: set[bool]) -> None:
        super().__init__(reason)
        self.application, self.reason, self.said = application, reason, said


@dataclass(frozen=True, kw_only=True)
class DeclareAction(ObjectAction):
    """The button of officers and evaluators alike."""

    def offered_to(self, user: Any) -> bool:
        return any(user.holds(permission) for permission in (Permission.CHECK_FILES, Permission.SCORE))


def _why_not(application: Application, user: Any, at: datetime) -> str | None:
    if refusal := why_not_declare(user, application):
        return refusal
    said = said_by(user, application)
    return why_not_with(said) if True in said else None


def _whom(application: Application, request: Any) -> list[Panel]:
    """Only what tells whether there is a conflict: who the firm is, nothing of what it asks."""
    return [Panel(_("Di chi è la domanda"), "admin/applications/whom.html", {"application": application})]


DECLARE = DeclareAction(
    name=NAME,
    label=_("Dichiara i conflitti d’interessi"),
    description=_(
        "Chi istruisce o valuta una domanda lo dichiara prima di aprirla (art. 6-bis, L. 241/1990). Un conflitto che sorge dopo "
        "si segnala da qui; non si ritira."
    ),
    form_class=DeclarationForm,
    panels=_whom,
    run=lambda it, data, *, by, at: declaring.declare(
        application=it, conflicted=data["conflicted"], words=data["words"], by=by, at=at
    ),
    why_not=_why_not,
    success=lambda row: _("Conflitto registrato: la pratica passa a un’altra persona.")
    if row.conflicted
    else _("Dichiarazione registrata: la pratica è aperta."),
    go_to=lambda row: reverse("admin:applications_application_changelist") if row.conflicted else None,
)  # fmt: skip

View = Callable[..., HttpResponse]


def opened(view: View) -> View:
    """A page of the file: who has not declared is led to the declaration, who has a conflict is told so."""

    @wraps(view)
    def asked(self: Any, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(self, request, *args, **kwargs)
        except NotOpen as shut:
            if not shut.said and request.method in {"GET", "HEAD"}:
                # With the list that she came from, where it is the one that the declaration goes back to.
                kept = self._kept(request) if self.model is Application else ""
                return redirect(reverse("admin:applications_application_action", args=[shut.application.pk, NAME]) + kept)
            context = {"title": _("Pratica non aperta"), "reason": shut.reason, "application": shut.application}
            return self._page(request, WITHHELD, context, 403)

    return asked


class OpenedByDeclaration(ListedWithoutRehearsals):
    """Pages of rows that hang on an application: shown to who has declared, where she must."""

    def application_of(self, obj: Any) -> Application:
        """The application whose file the page is a part of."""
        return obj.application

    def _found(self, request: Any, object_id: str) -> Any:
        obj = super()._found(request, object_id)
        application = self.application_of(obj)
        if getattr(request, "is_declaring", False) or not must_declare(request.user, application):
            return obj
        said = said_by(request.user, application)
        if reason := why_not_with(said):
            raise NotOpen(application, reason, said)
        return obj

    @opened
    def change_view(self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().change_view(request, object_id, form_url, extra_context)

    @opened
    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> HttpResponse:
        return super().history_view(request, object_id, extra_context)

    @opened
    def object_action_view(self, request: Any, object_id: str, name: str) -> HttpResponse:
        return super().object_action_view(request, object_id, name)
