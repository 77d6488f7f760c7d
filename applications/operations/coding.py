"""Takes a sheet with COR and CUP: every line is looked at, and a job is proposed with those that can be granted."""

from datetime import datetime

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.coding import lines, missing
from applications.models import Application
from applications.operations.in_bulk import GRANT
from applications.policies import coding as policies
from applications.policies.granting import why_not_act
from applications.queries.codes import judged
from bando.models import Act
from core.domain import sheets
from core.locks import operation
from core.models import Job
from core.operations import working
from core.refusals import Refused, require


@operation
def propose(*, act: Act, content: bytes, by: User, at: datetime) -> Job:
    """A job that will grant, under `act`, each application to which the sheet gives its codes; nothing is granted yet.

    Lines that cannot be used are rows of the job too, with what is wrong with them. Raises Refused for a file of another kind.
    """
    require(why_not(by, Permission.SIGN_ACTS))
    require(why_not_act(act))
    try:
        (_line, header), *rows = sheets.read(content)
    except sheets.Unreadable as unreadable:
        raise Refused(policies.why_unreadable(unreadable.why)) from unreadable
    require(policies.why_not_header(missing(header)))
    require(working.why_not_propose(len(rows)))
    proposed = judged(lines(rows, header), act.call, by)
    parameters = {"act": act.pk, "about": f"{act.call.code} · {act}"}
    kind = Application._meta.label_lower
    return working.propose(act=GRANT, subject_type=kind, rows=proposed, parameters=parameters, by=by, at=at)
