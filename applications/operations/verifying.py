"""Records what an officer of the Chamber found about a requirement, and asks the rules again with it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.workflow import UNDER_REVIEW
from applications.models import Application, Confirmation
from applications.operations.evaluating import evaluate
from applications.permissions import why_not_check
from applications.policies import verifying as policies
from applications.queries.findings import rules_to_verify
from bando.enums import Phase
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import Refused, require


@operation
def confirm_fact(
    *, application: Application, rule_code: str, holds: bool | None, note: str, by: User, at: datetime
) -> Confirmation:
    """Say whether a requirement `holds` (None: it was asked, the answer has to come); a later word on the same thing replaces it.

    During the formal check the rules are asked again at once. Refused for a rule that the call does not have.
    """
    rows = Application.objects.select_related("call", "pot").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(why_not_check(by, application))
    require(policies.why_not_confirm_fact(application) or policies.why_not_note(note))
    rule = next((rule for rule in rules_to_verify(application) if rule.code == rule_code), None)
    if rule is None:
        raise Refused(_("Scegliete un requisito di questo bando."))
    confirmation = Confirmation.objects.create(
        application=application,
        rule_id=rule.id,
        code=rule.confirms or rule.code,
        holds=holds,
        note=note.strip(),
        at=at,
        by=by,
    )
    data = {"rule": rule_code, "code": confirmation.code, "holds": holds, "note": confirmation.note}
    record(by=by, at=at, action="verifying.confirm_fact", subject=application, data=data)
    if application.state in UNDER_REVIEW:
        evaluate(application=application, phase=Phase.REVIEW, by=by, at=at)
    return confirmation
