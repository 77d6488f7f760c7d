"""The buttons by which the Chamber speaks to the firm: notice of rejection, messages, decisions on changes."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.admin import panels
from applications.enums import ChangeState
from applications.forms.dialogue import ChangeForm, WriteForm
from applications.forms.review import RejectionForm
from applications.models import Application
from applications.operations import changing, rejecting, writing
from applications.permissions import why_not_competent
from applications.policies import rejecting as notices
from applications.policies import writing as messages
from applications.policies.changing import why_not_change
from core.admin import ObjectAction


def _why_not_notice(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or notices.why_not_notice(application, at=at)


def _why_not_write(application: Application, user: Any, at: datetime) -> str | None:
    return why_not_competent(user, application) or messages.why_not_write(application)


def _waits(application: Application) -> bool:
    return application.change_requests.filter(state=ChangeState.ASKED).exists()


def _decide(application: Application, data: dict[str, Any], *, by: Any, at: datetime) -> Any:
    if data["outcome"] == ChangeState.REFUSED:
        return changing.refuse(request=data["request"], reason=data["reason"], by=by, at=at)
    return changing.grant(request=data["request"], reason=data["reason"], until_on=data["until_on"], by=by, at=at)


ACTIONS = [
    ObjectAction(
        name="preavviso-di-rigetto",
        label=_("Preavviso di rigetto"),
        description=_("Comunica i motivi prima di respingere (art. 10-bis, L. 241/1990): l’impresa può presentare osservazioni."),
        permission=Permission.CHECK_FILES,
        form_class=RejectionForm,
        run=lambda it, data, *, by, at: rejecting.notice(
            application=it, reason_code=data["reason_code"], text=data["text"], by=by, at=at
        ),
        why_not=_why_not_notice,
        concerns=notices.is_noticed,
        success=_("Preavviso dato: i termini sono sospesi e l’impresa è stata avvisata."),
    ),
    ObjectAction(
        name="scrivi",
        label=_("Scrivi all’impresa"),
        permission=Permission.CHECK_FILES,
        form_class=WriteForm,
        panels=lambda it, request: [panels.conversation(it)],
        run=lambda it, data, *, by, at: writing.write_to_firm(application=it, text=data["text"], by=by, at=at),
        why_not=_why_not_write,
        success=_("Messaggio inviato all’impresa."),
    ),
    ObjectAction(
        name="decidi-modifica",
        label=_("Decidi su variazione o proroga"),
        description=_("Il contributo concesso non cambia."),
        permission=Permission.CHECK_FILES,
        form_class=ChangeForm,
        panels=lambda it, request: [panels.changes(it)],
        run=_decide,
        why_not=lambda it, user, at: why_not_competent(user, it) or why_not_change(it),
        concerns=_waits,
        success=lambda decision: _("Decisione registrata: %(what)s.") % {"what": decision.get_outcome_display()},
    ),
]  # fmt: skip
