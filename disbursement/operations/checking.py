"""The officer checks sent accounts: cuts lines, asks for what is missing, ends the check."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from core.locks import operation
from core.money import cents
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require
from disbursement import notifications
from disbursement.domain.workflow import ACCOUNT_WORKFLOW
from disbursement.enums import AccountMove
from disbursement.models import Account, Spending, SpendingCut
from disbursement.permissions import why_not_check
from disbursement.policies import checking as policies
from disbursement.queries.locked import locked_account


@operation
def cut(*, spending: Spending, admitted: Decimal, reason: str, by: User, at: datetime) -> SpendingCut:
    """Admit `admitted` euro of a claimed line, for a reason; a later cut of the same line takes its place."""
    account = locked_account(spending.account_id)
    require(why_not_check(by, account))
    spending = account.spendings.get(pk=spending.pk)
    admitted = cents(admitted)
    require(policies.why_not_cut(spending, admitted=admitted, reason=reason))
    row = SpendingCut.objects.create(spending=spending, admitted=admitted, reason=reason.strip(), at=at, by=by)
    data = {"spending": spending.pk, "claimed": str(spending.amount), "admitted": str(admitted), "reason": row.reason}
    record(by=by, at=at, action="checking.cut", subject=account, data=data)
    return row


@operation
def request_integration(*, account: Account, text: str, by: User, at: datetime) -> Account:
    """Give the accounts back to the firm with what is to be completed; the text is kept with the step."""
    account = locked_account(account.pk)
    require(why_not_check(by, account))
    require(policies.why_not_ask(account, text=text))
    move(subject=account, workflow=ACCOUNT_WORKFLOW, move=AccountMove.REQUEST_INTEGRATION, by=by, at=at, reason=text.strip())
    record(by=by, at=at, action="checking.request_integration", subject=account, data={"text": text.strip()})
    notifications.asked(account, text=text.strip(), at=at)
    return account


@operation
def check(*, account: Account, by: User, at: datetime) -> Account:
    """End the check: lines are cut no more."""
    account = locked_account(account.pk)
    require(why_not_check(by, account))
    require(policies.why_not_check(account))
    move(subject=account, workflow=ACCOUNT_WORKFLOW, move=AccountMove.CHECK, by=by, at=at)
    data = {"claimed": str(account.claimed), "admitted": str(account.admitted)}
    record(by=by, at=at, action="checking.check", subject=account, data=data)
    return account
