"""The life of an application, as one table. `docs/workflow.md` is printed from it, the database's trigger too."""

from applications.enums import ChangeMove, ChangeState, FormMove, FormState, Move, ReceiptMove, ReceiptState, State
from core.domain.workflow import Workflow, step

# Sent, and neither financed nor ended: what it has reserved is held for it, or it waits for the money of its pot.
BEFORE_THE_MONEY = (
    State.SUBMITTED,
    State.INTEGRATION,
    State.REJECTION_NOTICED,
    State.ADMISSIBLE,
    State.SCORED,
    State.WAITING,
)
# Under the formal check, whoever has the next word: the firm may still take it back while its call is open.
UNDER_REVIEW = (State.SUBMITTED, State.INTEGRATION, State.REJECTION_NOTICED)
AFTER_THE_GRANT = (State.GRANTED, State.ACCEPTED, State.ACCOUNTED, State.SETTLED, State.PAID, State.CLOSED)
# Where the firm adds files: a draft, an answer to an integration, observations, a request to change what was granted.
TAKES_FILES = (State.DRAFT, State.INTEGRATION, State.REJECTION_NOTICED, State.ACCEPTED)

WORKFLOW = Workflow(
    name="application",
    start=State.DRAFT,
    moves={
        Move.SUBMIT: step(State.DRAFT, State.SUBMITTED),
        Move.WITHDRAW: step(UNDER_REVIEW, State.WITHDRAWN),
        Move.REQUEST_INTEGRATION: step(State.SUBMITTED, State.INTEGRATION),
        Move.ANSWER_INTEGRATION: step(State.INTEGRATION, State.SUBMITTED),
        Move.NOTICE_REJECTION: step((State.SUBMITTED, State.INTEGRATION), State.REJECTION_NOTICED),
        Move.OBSERVE: step(State.REJECTION_NOTICED, State.SUBMITTED),
        Move.END_OBSERVATIONS: step(State.REJECTION_NOTICED, State.SUBMITTED),
        Move.ADMIT: step(State.SUBMITTED, State.ADMISSIBLE),
        Move.REJECT: step((State.SUBMITTED, State.INTEGRATION), State.INADMISSIBLE),
        Move.SCORE: step(State.ADMISSIBLE, State.SCORED),
        # Where nobody gives points, the ranking takes what is admissible.
        Move.FINANCE: step((State.ADMISSIBLE, State.SCORED), State.FINANCED),
        Move.WAIT: step((State.ADMISSIBLE, State.SCORED), State.WAITING),
        Move.EXCLUDE: step(State.SCORED, State.BELOW_MINIMUM),
        Move.SCROLL: step(State.WAITING, State.FINANCED),
        Move.GRANT: step(State.FINANCED, State.GRANTED),
        Move.ACCEPT: step(State.GRANTED, State.ACCEPTED),
        # The money is the firm's from the act of the ranking on.
        Move.RENOUNCE: step((State.FINANCED, State.GRANTED, State.ACCEPTED), State.RENOUNCED),
        # Who has not accepted by the end of the term.
        Move.FORFEIT: step(State.GRANTED, State.FORFEITED),
        Move.ACCOUNT: step(State.ACCEPTED, State.ACCOUNTED),
        Move.SETTLE: step(State.ACCOUNTED, State.SETTLED),
        Move.PAY: step(State.SETTLED, State.PAID),
        Move.CLOSE: step(State.PAID, State.CLOSED),
        Move.REVOKE: step((State.FINANCED, *AFTER_THE_GRANT), State.REVOKED),
    },
)

RECEIPT = Workflow(
    name="receipt",
    start=ReceiptState.REQUESTED,
    moves={ReceiptMove.MAKE: step(ReceiptState.REQUESTED, ReceiptState.MADE)},
)

FORM = Workflow(
    name="form",
    start=FormState.REQUESTED,
    moves={FormMove.MAKE: step(FormState.REQUESTED, FormState.MADE)},
)

MINUTES = Workflow(
    name="minutes",
    start=FormState.REQUESTED,
    moves={FormMove.MAKE: step(FormState.REQUESTED, FormState.MADE)},
)

LETTER = Workflow(
    name="letter",
    start=FormState.REQUESTED,
    moves={FormMove.MAKE: step(FormState.REQUESTED, FormState.MADE)},
)

CHANGE = Workflow(
    name="change",
    start=ChangeState.ASKED,
    moves={
        ChangeMove.GRANT: step(ChangeState.ASKED, ChangeState.GRANTED),
        ChangeMove.REFUSE: step(ChangeState.ASKED, ChangeState.REFUSED),
    },
)
