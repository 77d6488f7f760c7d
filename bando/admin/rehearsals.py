"""Buttons for rehearsals: make one of a call, and wipe it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.models import Call
from bando.operations import rehearsing
from bando.policies.rehearsing import why_not_rehearse, why_not_wipe
from core.adapters import storage
from core.admin import ObjectAction


def _rehearse(call: Call, _data: dict[str, Any], *, by: Any, at: datetime) -> Call:
    return rehearsing.rehearse(call=call, by=by, at=at)


def _wipe(call: Call, _data: dict[str, Any], *, by: Any, at: datetime) -> None:
    for path in rehearsing.wipe(call=call, by=by, at=at):
        storage.discard(path)


REHEARSE = ObjectAction(
    name="prova",
    label=_("Prepara una prova"),
    description=_(
        "Copia il bando in una prova che apre oggi: si pubblica, si compila, si istruisce e si paga come il bando vero, "
        "ma non conta in alcun totale o elenco e si cancella con un pulsante."
    ),
    permission=Permission.CONFIGURE,
    concerns=lambda call: not call.rehearsal,
    run=_rehearse,
    why_not=lambda call, user, at: permissions.why_not_configure(user) or why_not_rehearse(call),
    success=_("Prova preparata: controllatela e pubblicatela con un atto di prova."),
    go_to=lambda draft: reverse("admin:bando_call_change", args=[draft.pk]),
)
WIPE = ObjectAction(
    name="cancella-prova",
    label=_("Cancella la prova"),
    description=_(
        "Cancella questa prova con le sue domande, i suoi atti, i suoi movimenti e i suoi file. Non si torna indietro."
    ),
    permission=Permission.CONFIGURE,
    danger=True,
    concerns=lambda call: call.rehearsal,
    run=_wipe,
    why_not=lambda call, user, at: permissions.why_not_configure(user) or why_not_wipe(call),
    success=_("Prova cancellata: nel registro degli eventi resta che c’è stata."),
    go_to=lambda _nothing: reverse("admin:bando_call_changelist"),
)
