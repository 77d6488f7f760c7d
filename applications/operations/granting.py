"""Grants what the ranking's act has committed, or what is still due of it: two shares, COR and CUP, under an act of granting."""

from datetime import datetime
from decimal import Decimal

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.terms import last_moment
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application, Grant
from applications.notifications import review as notifications
from applications.operations import letters
from applications.operations.evaluating import ask
from applications.policies import granting as policies
from applications.policies.requirements import why_not_fulfilled
from applications.queries.granting import economy_of, granted_now, shares_of
from bando.enums import FundKind, MovementKind, Phase
from bando.models import Act
from bando.operations.ledger import Posting, post
from core.figures import in_italian
from core.locks import Rung, lock, operation
from core.money import ZERO
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require

UNASKED = "Il bando non chiede di accettare il contributo."


@operation
def grant(*, application: Application, act: Act, cor: str, cup: str, by: User, at: datetime) -> Grant:
    """Grant what each line has committed for the application; what is no longer due of it goes back to those lines.

    The rules of the grant are asked and kept; one that blocks and is not met refuses it. From `at` runs the term to accept;
    where the call asks nobody to accept, the grant counts as accepted.
    """
    rows = Application.objects.select_related("call", "firm", "pot__chamber", "verdict", "arrival", "measure", "content")
    application = lock(rows.filter(pk=application.pk), Rung.APPLICATION)[0]
    cor, cup = cor.strip(), cup.strip().upper()
    require(why_not(by, Permission.SIGN_ACTS))
    require(policies.why_not_grant(application) or policies.why_not_sign(application, by))
    require(policies.why_not_under(application, act) or policies.why_not_codes(cor, cup))
    require(why_not_fulfilled(ask(application=application, phase=Phase.GRANT, by=by, at=at)[1]))
    now = granted_now(application, at=at)
    require(policies.why_not_due(now.amount))
    _give_back(application, now.economies, act=act, by=by, at=at)
    row = _written(application, act, shares_of(now.kept), cor=cor, cup=cup, by=by, at=at)
    move(subject=application, workflow=WORKFLOW, move=Move.GRANT, by=by, at=at, reason=in_italian(str)(act))
    data = {"amount": str(row.amount), "economy": str(now.economy), "cor": cor, "cup": cup}
    record(by=by, at=at, action="granting.grant", subject=application, data=data)
    if row.acceptance_due_at is None:
        move(subject=application, workflow=WORKFLOW, move=Move.ACCEPT, by=by, at=at, reason=UNASKED)
    letters.ask(grant=row, parts=now.kept, by=by, at=at)
    notifications.granted(row)
    return row


def _give_back(application: Application, economies: dict[int, Decimal], *, act: Act, by: User, at: datetime) -> None:
    postings = [Posting(line_id=line, kind=MovementKind.ECONOMY, amount=amount) for line, amount in economies.items()]
    post(postings=postings, reference=economy_of(application), act=act, by=by, at=at)


def _written(
    application: Application, act: Act, shares: dict[FundKind, Decimal], *, cor: str, cup: str, by: User, at: datetime
) -> Grant:
    days = application.call.acceptance_days
    return Grant.objects.create(
        application=application,
        act=act,
        amount=sum(shares.values(), ZERO),
        regional_share=shares[FundKind.REGIONAL],
        chamber_share=shares[FundKind.CHAMBER],
        cor=cor,
        cup=cup,
        granted_at=at,
        granted_by=by,
        acceptance_due_at=last_moment(at, days) if days else None,
    )
