"""Buttons that change a published call by act, and that copy, amend and throw away drafts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.admin import versions
from bando.enums import ActKind
from bando.forms.acts import ActForm
from bando.forms.amending import ClosureForm, CopyForm, ExtensionForm, SuspensionForm, WindowForm
from bando.models import Call, Version
from bando.operations import amending, cloning
from bando.policies import amending as policies
from bando.policies import steering
from bando.queries.versions import of_amendment
from core.admin import ObjectAction

Policy = Callable[..., str | None]


def _signer(call: Call, user: Any, at: datetime) -> dict[str, Any]:
    return {"issued_on": localdate(at), "signer": user.name}


def _signed(kind: ActKind, policy: Policy) -> Policy:
    """Because of the person, then because of the call."""
    return lambda call, user, at: permissions.why_not_adopt(user, kind) or policy(call, at=at)


def _configured(policy: Callable[[Call], str | None]) -> Policy:
    return lambda call, user, at: permissions.why_not_configure(user) or policy(call)


def _run(operation: Callable[..., Any], subject: str = "call") -> Callable[..., Any]:
    return lambda call, data, *, by, at: operation(**{subject: call}, **data, by=by, at=at)


def _published(call: Call) -> bool:
    return call.published_at is not None


def _draft(call: Call) -> bool:
    return call.published_at is None


def _is_amendment(call: Call) -> bool:
    return call.amends_id is not None


def _page(call: Call) -> str:
    return reverse("admin:bando_call_change", args=[call.pk])


def _copied(call: Call) -> dict[str, Any]:
    return {"title": call.title, "code": f"{call.code[:33]}-copia", "slug": f"{call.slug[:43]}-copia"}


def _told(version: Version) -> str:
    return str(_("Atto registrato: il bando è alla versione %(number)s.") % {"number": version.number})


def _act(name: str, kind: ActKind, policy: Policy, **declared: Any) -> ObjectAction:
    """A button whose act changes the call: who signs acts, with the act's number and day."""
    known: dict[str, Any] = {"permission": Permission.SIGN_ACTS, "initial": _signer, "success": _told, "concerns": _published}
    return ObjectAction(name=name, why_not=_signed(kind, policy), **(known | declared))


EXTEND = _act(
    "proroga",
    ActKind.EXTENSION,
    lambda call, *, at: policies.why_not_change(call),
    label=_("Proroga"),
    description=_("Sposta in avanti la chiusura, prima che sia passata, o i termini per le spese e il rendiconto."),
    form_class=ExtensionForm,
    run=_run(amending.extend),
)
SUSPEND = _act(
    "sospendi",
    ActKind.SUSPENSION,
    steering.why_not_suspend,
    label=_("Sospendi"),
    description=_("Da quell’istante non si inviano domande, finché un atto non riprende o chiude il bando. Le bozze restano."),
    form_class=SuspensionForm,
    run=_run(amending.suspend),
)
RESUME = _act(
    "riprendi",
    ActKind.RESUMPTION,
    steering.why_not_resume,
    label=_("Riprendi"),
    description=_("Mette fine alla sospensione con una nuova finestra; le finestre già previste per dopo restano."),
    form_class=WindowForm,
    run=_run(amending.resume),
)
CLOSE = _act(
    "chiudi",
    ActKind.CLOSURE,
    steering.why_not_close,
    label=_("Chiudi in anticipo"),
    description=_("Nessuna domanda dopo quell’istante. Le domande già arrivate seguono il loro corso."),
    form_class=ClosureForm,
    danger=True,
    run=_run(amending.close),
)
REOPEN = _act(
    "riapri",
    ActKind.REOPENING,
    steering.why_not_reopen,
    label=_("Riapri"),
    description=_("Una nuova finestra dopo la chiusura, finché la graduatoria non è approvata."),
    form_class=WindowForm,
    run=_run(amending.reopen),
)
CONCLUDE = _act(
    "concludi",
    ActKind.CONCLUSION,
    steering.why_not_conclude,
    label=_("Concludi il procedimento"),
    description=_("Da qui in poi nessun atto cambia più il bando."),
    form_class=ActForm,
    danger=True,
    run=_run(amending.conclude),
    success=_("Il procedimento è concluso."),
)
PREPARE = ObjectAction(
    name="modifica",
    label=_("Prepara una modifica"),
    description=_("Copia il bando in una bozza: la cambiate nella configurazione, poi la adottate con un atto."),
    permission=Permission.CONFIGURE,
    concerns=_published,
    run=_run(cloning.prepare_amendment),
    why_not=_configured(policies.why_not_prepare_amendment),
    success=_("Modifica in preparazione: cambiate ciò che serve, poi adottatela con un atto."),
    go_to=_page,
)
ADOPT_AMENDMENT = _act(
    "adotta",
    ActKind.AMENDMENT,
    lambda draft, *, at: policies.why_not_amend(draft, of_amendment(draft), at=at),
    label=_("Adotta la modifica"),
    description=_("Il bando prende testi, date e condizioni di questa bozza; le domande già nate tengono la loro versione."),
    concerns=_is_amendment,
    form_class=ActForm,
    panels=lambda draft, request: [versions.amendment(draft)],
    run=_run(amending.amend, "draft"),
    go_to=lambda version: _page(version.call),
)
COPY = ObjectAction(
    name="copia",
    label=_("Copia il bando"),
    description=_("Una nuova bozza con tutto ciò che il bando prevede, per un’altra edizione. Atti e allegati non si copiano."),
    permission=Permission.CONFIGURE,
    concerns=lambda call: not _is_amendment(call),
    form_class=CopyForm,
    initial=lambda call, user, at: _copied(call),
    run=_run(cloning.clone),
    why_not=_configured(lambda call: None),
    success=_("Bando copiato: controllate le date, poi il resto della configurazione."),
    go_to=_page,
)
DISCARD = ObjectAction(
    name="elimina",
    label=_("Elimina la bozza"),
    description=_("La bozza sparisce con tutto ciò che contiene. Non si torna indietro."),
    permission=Permission.CONFIGURE,
    concerns=_draft,
    danger=True,
    run=_run(cloning.discard),
    why_not=_configured(policies.why_not_discard),
    success=_("Bozza eliminata."),
    go_to=lambda _nothing: reverse("admin:bando_call_changelist"),
)
BUTTONS = [EXTEND, SUSPEND, RESUME, CLOSE, REOPEN, PREPARE, ADOPT_AMENDMENT, COPY, DISCARD, CONCLUDE]
