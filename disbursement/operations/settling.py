"""Checked accounts become what is due: the final grant with its two shares, and the economia back to the lines it came from."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.queries.granting import reference_of
from applications.queries.promised import figures_of
from bando.enums import MovementKind
from bando.operations.ledger import Posting, post
from core.locks import operation
from core.money import ZERO
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from disbursement import notifications
from disbursement.domain.settlement import Outcome, regional_share
from disbursement.domain.settlement import settle as divide
from disbursement.domain.workflow import ACCOUNT_WORKFLOW
from disbursement.enums import AccountMove
from disbursement.models import Account, Settlement
from disbursement.permissions import why_not_check
from disbursement.policies import settling as policies
from disbursement.queries.commitments import commitments_of
from disbursement.queries.locked import locked_account
from disbursement.queries.worth import worth_of


@operation
def settle(*, account: Account, by: User, at: datetime) -> Settlement:
    """Approve checked accounts. Refused below the minimum spend or the share to be realised: then the grant is revoked."""
    account = locked_account(account.pk)
    require(why_not_check(by, account))
    application, worth = account.application, worth_of(account)
    admitted, final = worth.found.total, worth.final
    share = figures_of(application).minimum_share_realised
    require(policies.why_not_settle(account, admitted=admitted, share=share))
    outcomes = divide(final, commitments_of(application))
    settlement = _written(account, admitted, outcomes, by=by, at=at)
    back = [Posting(one.line_id, MovementKind.ECONOMY, one.economia) for one in outcomes if one.economia]
    post(postings=back, reference=reference_of(application), act=None, by=by, at=at)
    move(subject=account, workflow=ACCOUNT_WORKFLOW, move=AccountMove.SETTLE, by=by, at=at)
    move(subject=application, workflow=WORKFLOW, move=Move.SETTLE, by=by, at=at)
    data = {"admitted": str(admitted), "final": str(final), "economia": str(settlement.economia)}
    record(by=by, at=at, action="settling.settle", subject=account, data=data)
    notifications.settled(settlement, at=at)
    return settlement


def _written(account: Account, admitted: Decimal, outcomes: list[Outcome], *, by: User, at: datetime) -> Settlement:
    final = sum((one.final for one in outcomes), ZERO)
    regional = regional_share(outcomes)
    return Settlement.objects.create(
        account=account,
        admitted_spend=admitted,
        final_grant=final,
        regional_share=regional,
        chamber_share=final - regional,
        economia=sum((one.economia for one in outcomes), ZERO),
        at=at,
        by=by,
    )
