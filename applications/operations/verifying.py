"""Records what an officer of the Chamber found about requirements, and asks the rules again with it."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from applications.domain.workflow import UNDER_REVIEW
from applications.models import Application, Confirmation
from applications.operations.evaluating import evaluate
from applications.permissions import why_not_check
from applications.policies import verifying as policies
from applications.queries.findings import rules_to_verify
from bando.domain.rules.engine import Rule
from bando.enums import Phase
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require


@operation
def confirm_facts(
    *, application: Application, words: Mapping[str, bool | None], note: str, by: User, at: datetime
) -> list[Confirmation]:
    """Say of requirements, by their rules' codes, whether each holds (None: it was asked, the answer has to come).

    A later word on the same thing replaces it. During the formal check the rules are asked again, once. Refused for a rule that
    the call does not have, and then nothing is kept.
    """
    rows = Application.objects.select_related("call", "pot").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    require(why_not_check(by, application))
    require(policies.why_not_confirm_facts(application) or policies.why_not_note(note))
    asked = {rule.code: rule for rule in rules_to_verify(application)}
    require(policies.why_not_say(words, asked))
    kept = [_kept(application, asked[code], holds, note.strip(), by, at) for code, holds in words.items()]
    if application.state in UNDER_REVIEW:
        evaluate(application=application, phase=Phase.REVIEW, by=by, at=at)
    return kept


def _kept(application: Application, rule: Rule, holds: bool | None, note: str, by: User, at: datetime) -> Confirmation:
    code = rule.confirms or rule.code
    confirmation = Confirmation.objects.create(
        application=application, rule_id=rule.id, code=code, holds=holds, note=note, at=at, by=by
    )
    data = {"rule": rule.code, "code": code, "holds": holds, "note": note}
    record(by=by, at=at, action="verifying.confirm_facts", subject=application, data=data)
    return confirmation
