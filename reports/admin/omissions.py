"""On the page of a grant: whether the published list names its person, and the buttons that say so."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from applications.admin.lists import GrantAdmin
from applications.models import Grant
from core.admin import ObjectAction
from reports import permissions, policies
from reports.forms import OmissionForm
from reports.models import Omission
from reports.operations import omitting


def _omit(grant: Grant, data: dict[str, Any], *, by: Any, at: datetime) -> Omission:
    return omitting.omit(grant=grant, hidden=True, reason=data["reason"], by=by, at=at)


def _name(grant: Grant, data: dict[str, Any], *, by: Any, at: datetime) -> Omission:
    return omitting.omit(grant=grant, hidden=False, reason=data["reason"], by=by, at=at)


OMIT = ObjectAction(
    name="ometti-dati",
    label=_("Ometti i dati dall’elenco pubblicato"),
    description=_(
        "L’elenco dei beneficiari non dirà chi è: solo per una persona fisica, quando dal contributo si ricava uno stato di "
        "salute o di disagio economico-sociale (D.Lgs. 33/2013, art. 26, comma 4). L’importo resta nelle somme."
    ),
    permission=Permission.ASSIGN_FILES,
    form_class=OmissionForm,
    success=_("I dati sono omessi: l’elenco pubblicato non dice più chi è."),
    run=_omit,
    why_not=lambda grant, user, at: permissions.why_not_omit(user, grant) or policies.why_not_omit(grant),
    concerns=lambda grant: not policies.is_left_unnamed(grant),
)
NAME = ObjectAction(
    name="pubblica-dati",
    label=_("Pubblica di nuovo i dati"),
    description=_("L’elenco dei beneficiari tornerà a dire chi è."),
    permission=Permission.ASSIGN_FILES,
    form_class=OmissionForm,
    success=_("I dati sono di nuovo nell’elenco pubblicato."),
    run=_name,
    why_not=lambda grant, user, at: permissions.why_not_omit(user, grant) or policies.why_not_name(grant),
    concerns=policies.is_left_unnamed,
)
GrantAdmin.object_actions = [*GrantAdmin.object_actions, OMIT, NAME]
