"""The lives of accounts and tranches, each one table."""

from core.domain.workflow import Workflow, step
from disbursement.enums import AccountMove, AccountState, TrancheMove, TrancheState

ACCOUNT_WORKFLOW = Workflow(
    name="account",
    start=AccountState.DRAFT,
    moves={
        AccountMove.SEND: step(AccountState.DRAFT, AccountState.SENT),
        AccountMove.REQUEST_INTEGRATION: step(AccountState.SENT, AccountState.INTEGRATION),
        AccountMove.ANSWER_INTEGRATION: step(AccountState.INTEGRATION, AccountState.SENT),
        AccountMove.CHECK: step(AccountState.SENT, AccountState.CHECKED),
        AccountMove.SETTLE: step(AccountState.CHECKED, AccountState.SETTLED),
    },
)

TRANCHE_WORKFLOW = Workflow(
    name="tranche",
    start=TrancheState.REQUESTED,
    moves={
        TrancheMove.RECEIVE: step(TrancheState.REQUESTED, TrancheState.RECEIVED),
        TrancheMove.PASS_ON: step(TrancheState.RECEIVED, TrancheState.PASSED_ON),
    },
)
