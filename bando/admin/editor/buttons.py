"""The doors to the editor: «Configura» on the page of a call, «Nuovo bando» above their list."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.forms.editing import NewCallForm
from bando.models import Call
from bando.operations import editing
from core.admin import ListAction, PageLink


def _editor(call: Call) -> str:
    return reverse("admin:bando_call_configure", args=[call.pk])


def _create(data: dict[str, Any], *, by: Any, at: datetime) -> Call:
    return editing.create(**data, by=by, at=at)


CONFIGURE = PageLink(
    name="configura",
    label=_("Configura"),
    permission=Permission.READ_FILES,
    href=_editor,
    why_not=lambda call, user, at: permissions.why_not_configure(user),
)
NEW_CALL = ListAction(
    name="nuovo",
    label=_("Nuovo bando"),
    description=_(
        "Bastano titolo, procedura e date: il resto si compila sezione per sezione. Nulla è pubblico finché non lo pubblicate."
    ),
    permission=Permission.READ_FILES,
    form_class=NewCallForm,
    run=_create,
    why_not=lambda user, at: permissions.why_not_configure(user),
    success=_("Bando creato: ora compilate le sue sezioni."),
    go_to=_editor,
)
