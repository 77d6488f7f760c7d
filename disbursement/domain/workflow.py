"""The lives of accounts, tranches, payment orders and their lines, samples to control, each one table."""

from core.domain.workflow import Workflow, step
from disbursement.enums import (
    AccountMove,
    AccountState,
    LineMove,
    LineState,
    OrderMove,
    OrderState,
    SampleMove,
    SampleState,
    TrancheMove,
    TrancheState,
)

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
# Its steps that are the Chamber's judgement.
JUDGED = (AccountMove.CHECK, AccountMove.SETTLE)

TRANCHE_WORKFLOW = Workflow(
    name="tranche",
    start=TrancheState.PROPOSED,
    moves={
        TrancheMove.REQUEST: step(TrancheState.PROPOSED, TrancheState.REQUESTED),
        TrancheMove.APPROVE: step(TrancheState.REQUESTED, TrancheState.APPROVED),
        TrancheMove.RECEIVE: step(TrancheState.APPROVED, TrancheState.RECEIVED),
        TrancheMove.PASS_ON: step(TrancheState.RECEIVED, TrancheState.PASSED_ON),
        # What was recorded wrongly goes one step back, by rows of its own.
        TrancheMove.REVERSE_PASSING: step(TrancheState.PASSED_ON, TrancheState.RECEIVED),
        TrancheMove.REVERSE_RECEIPT: step(TrancheState.RECEIVED, TrancheState.APPROVED),
    },
)

ORDER_WORKFLOW = Workflow(
    name="order",
    start=OrderState.PROPOSED,
    moves={
        OrderMove.ADOPT: step(OrderState.PROPOSED, OrderState.ADOPTED),
        OrderMove.WITHDRAW: step(OrderState.PROPOSED, OrderState.WITHDRAWN),
    },
)

LINE_WORKFLOW = Workflow(
    name="order_line",
    start=LineState.ORDERED,
    moves={
        LineMove.PAY: step(LineState.ORDERED, LineState.PAID),
        LineMove.REJECT: step(LineState.ORDERED, LineState.REJECTED),
        LineMove.LEAVE_OUT: step(LineState.ORDERED, LineState.LEFT_OUT),
    },
)

SAMPLE_WORKFLOW = Workflow(
    name="sample",
    start=SampleState.PROPOSED,
    moves={
        SampleMove.DRAW: step(SampleState.PROPOSED, SampleState.DRAWN),
        SampleMove.WITHDRAW: step(SampleState.PROPOSED, SampleState.WITHDRAWN),
    },
)
