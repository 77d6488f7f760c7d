"""Grants what the act of the ranking has committed: the sum in its two shares, COR and CUP, under an act of granting."""

from datetime import datetime

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application, Grant
from applications.notifications import review as notifications
from applications.operations.evaluating import ask
from applications.policies import granting as policies
from applications.policies.requirements import why_not_fulfilled
from applications.queries.granting import committed_shares
from bando.enums import FundKind, Phase
from bando.models import Act
from core.figures import in_italian
from core.locks import Rung, lock, operation
from core.money import ZERO
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@operation
def grant(*, application: Application, act: Act, cor: str, cup: str, by: User, at: datetime) -> Grant:
    """Grant what each line has committed for the application; no money moves.

    The rules of the grant are asked and kept; one that blocks and is not met refuses it.
    """
    rows = Application.objects.select_related("call", "firm", "pot__chamber", "verdict").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    cor, cup = cor.strip(), cup.strip().upper()
    require(why_not(by, Permission.SIGN_ACTS))
    require(policies.why_not_grant(application) or policies.why_not_sign(application, by))
    require(policies.why_not_under(application, act) or policies.why_not_codes(cor, cup))
    require(why_not_fulfilled(ask(application=application, phase=Phase.GRANT, by=by, at=at)[1]))
    shares = committed_shares(application)
    row = Grant.objects.create(
        application=application,
        act=act,
        amount=sum(shares.values(), ZERO),
        regional_share=shares[FundKind.REGIONAL],
        chamber_share=shares[FundKind.CHAMBER],
        cor=cor,
        cup=cup,
        granted_at=at,
        granted_by=by,
    )
    move(subject=application, workflow=WORKFLOW, move=Move.GRANT, by=by, at=at, reason=in_italian(str)(act))
    record(by=by, at=at, action="granting.grant", subject=application, data={"amount": str(row.amount), "cor": cor, "cup": cup})
    notifications.granted(row)
    return row
