"""What is done to many applications at once: each act calls the operation of one, and says what came of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications.models import Application
from applications.operations import assigning, granting
from applications.permissions import visible_applications
from applications.queries.codes import already_granted
from bando.models import Act
from core.domain.bulk import BulkAct, register
from core.figures import euro
from core.refusals import require

ASSIGN_CHECKS = "applications.assign_checks"
GRANT = "applications.grant"


def _application(subject_id: int, by: User) -> Application:
    """The row, if whoever started the job may see it still."""
    found = visible_applications(by).filter(pk=subject_id).first()
    require(None if found else _("Questa pratica non è tra quelle che potete vedere."))
    assert found is not None
    return found


def _assign_check(*, subject_id: int, data: dict[str, Any], by: User, at: datetime) -> str:
    given = assigning.assign_check(application=_application(subject_id, by), seed=data["seed"], by=by, at=at)
    return _("Assegnata a %(name)s.") % {"name": given.person.name}


def _grant(*, subject_id: int, data: dict[str, Any], by: User, at: datetime) -> str:
    application = _application(subject_id, by)
    if said := already_granted(application, cor=data["cor"], cup=data["cup"]):
        return said
    act = Act.objects.get(pk=data["act"])
    grant = granting.grant(application=application, act=act, cor=data["cor"], cup=data["cup"], by=by, at=at)
    return _("Concesso: %(amount)s, COR %(cor)s, CUP %(cup)s.") % {
        "amount": euro(grant.amount), "cor": grant.cor, "cup": grant.cup,
    }  # fmt: skip


register(
    BulkAct(
        name=ASSIGN_CHECKS,
        label=gettext_lazy("Assegna le istruttorie scelte"),
        effect=gettext_lazy("Dà ciascuna pratica all’istruttore della sua Camera che ne ha meno; mai a chi ha un conflitto."),
        run=_assign_check,
    )
)
register(
    BulkAct(
        name=GRANT,
        label=gettext_lazy("Concedi con i codici COR e CUP del file"),
        effect=gettext_lazy(
            "Concede a ciascuna domanda la somma impegnata, con il suo COR e il suo CUP, sotto questo atto; l’impresa è avvisata."
        ),
        run=_grant,
    )
)
