"""What was ordered is paid when the bank has paid it: once, whoever says so and however often; or it comes back, and says why.

    paying.confirm(order=…, lines=…, paid_on=…, by=…, at=…) -> list[Payout]
    paying.reject(line=…, reason=…, by=…, at=…) -> OrderLine
    paying.read_status(order=…, content=…, paid_on=…, by=…, at=…) -> Outcome

This is the only way to a payment. Until then the money is committed, and so it stays when the bank sends it back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import User
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application
from applications.queries.granting import reference_of
from bando.enums import MovementKind
from bando.operations.ledger import Posting, post_all
from core.adapters.foreign import Unacceptable
from core.figures import in_italian
from core.locks import operation
from core.operations.moving import move_all
from core.operations.recording import record
from core.refusals import Refused, require
from disbursement import notifications, permissions
from disbursement.adapters import pain002
from disbursement.domain.sepa import Report, Told
from disbursement.domain.workflow import LINE_WORKFLOW
from disbursement.enums import LineMove, LineState
from disbursement.models import OrderLine, PaymentOrder, Payout
from disbursement.operations.ordering import BATCH, end
from disbursement.policies import ordering as orders
from disbursement.policies import paying as policies
from disbursement.policies.cash import why_not_beyond_cash
from disbursement.queries.cash import drawn_on
from disbursement.queries.commitments import all_of, commitments_of_each
from disbursement.queries.locked import locked_order


@dataclass(frozen=True)
class Outcome:
    """How many payments a file of the bank has settled and sent back, and of how many it says nothing final."""

    paid: int
    rejected: int
    waiting: int


@operation
def confirm(
    *, order: PaymentOrder, lines: Sequence[OrderLine] | None = None, paid_on: date, by: User, at: datetime
) -> list[Payout]:
    """Pay the lines that wait for their outcome (all, or those of `lines`) with a value date; the ledger follows.

    Raises Refused where nothing waits any more: somebody else has recorded the outcome.
    """
    order, waiting = _waiting(order, by)
    wanted = {one.pk for one in lines} if lines is not None else {one.pk for one in waiting}
    chosen = [one for one in waiting if one.pk in wanted]
    require(orders.why_not_settle_lines(order, chosen))
    return _pay(order, dict.fromkeys(chosen, paid_on), by, at)


@operation
def reject(*, line: OrderLine, reason: str, by: User, at: datetime) -> OrderLine:
    """The bank has not paid a line: the firm is told why and asked for an account, then it may be ordered again."""
    order, waiting = _waiting(line.order, by)
    chosen = [one for one in waiting if one.pk == line.pk]
    require(orders.why_not_settle_lines(order, chosen) or orders.why_not_explain(reason))
    _send_back(order, {chosen[0]: reason}, by, at)
    return OrderLine.objects.get(pk=line.pk)


def read_status(*, order: PaymentOrder, content: bytes, paid_on: date, by: User, at: datetime) -> Outcome:
    """Record what the bank's file says; `paid_on` is the value date where the file has none. Read again, it changes nothing."""
    require(permissions.why_not_handle(by, order.pot))
    try:
        # Before the lock: it takes time, and the queue must not wait for it.
        report = pain002.read(content)
    except Unacceptable as unreadable:
        raise Refused(str(unreadable)) from unreadable
    return _record_status(order=order, report=report, paid_on=paid_on, by=by, at=at)


@operation
def _record_status(*, order: PaymentOrder, report: Report, paid_on: date, by: User, at: datetime) -> Outcome:
    order, waiting = _waiting(order, by)
    require(orders.why_not_of_this(order, report.message_id))
    told: dict[OrderLine, Told] = {}
    for line in waiting:
        said = report.transfers.get(line.end_to_end, report.whole)
        if said is not None:
            told[line] = said
    paid = {line: said.on or paid_on for line, said in told.items() if said.settled}
    back = {line: said.reason for line, said in told.items() if not said.settled}
    if paid:
        _pay(order, paid, by, at)
    if back:
        _send_back(order, back, by, at)
    return Outcome(len(paid), len(back), len(waiting) - len(told))


def _waiting(order: PaymentOrder, by: User) -> tuple[PaymentOrder, list[OrderLine]]:
    """The order and the lines of which nobody has said yet what became of them, held until the transaction ends."""
    order, lines = locked_order(order.pk)
    require(permissions.why_not_handle(by, order.pot))
    return order, [one for one in lines if one.state == LineState.ORDERED]


def _pay(order: PaymentOrder, days: Mapping[OrderLine, date], by: User, at: datetime) -> list[Payout]:
    require(orders.why_not_each((one.settlement, policies.why_not_paid_on(one, paid_on=day, at=at)) for one, day in days.items()))
    act = order.act
    payouts = Payout.objects.bulk_create([_payout(one, day, by, at) for one, day in days.items()], batch_size=BATCH)
    applications = [one.settlement.account.application for one in days]
    due = commitments_of_each(applications)
    postings = {
        reference_of(one): [Posting(each.line_id, MovementKind.PAY, each.amount) for each in due[one.pk]] for one in applications
    }
    post_all(postings=postings, act=act, by=by, at=at)
    # The lines are held from here on: whatever others took meanwhile is seen now.
    require(why_not_beyond_cash(order.pot.call, drawn_on(all_of(due), paid=True)))
    for day in sorted(set(days.values())):
        OrderLine.objects.filter(pk__in=[one.pk for one, on in days.items() if on == day]).update(paid_on=day)
    why = in_italian(str)(act)
    move_all(model=OrderLine, keys=[one.pk for one in days], workflow=LINE_WORKFLOW, move=LineMove.PAY, by=by, at=at, reason=why)
    keys = [one.pk for one in applications]
    move_all(model=Application, keys=keys, workflow=WORKFLOW, move=Move.PAY, by=by, at=at, reason=why)
    data = {"payouts": len(payouts), "gross": str(sum(one.gross for one in payouts)), "net": str(sum(one.net for one in payouts))}
    record(by=by, at=at, action="paying.confirm", subject=order, data=data)
    notifications.paid(payouts, at=at)
    return payouts


def _payout(line: OrderLine, paid_on: date, by: User, at: datetime) -> Payout:
    return Payout(
        settlement=line.settlement,
        line=line,
        act=line.order.act,
        gross=line.gross,
        withheld=line.withheld,
        substituted=line.substituted,
        net=line.net,
        iban=line.iban,
        paid_on=paid_on,
        at=at,
        by=by,
    )


def _send_back(order: PaymentOrder, reasons: Mapping[OrderLine, str], by: User, at: datetime) -> None:
    for reason in sorted(set(reasons.values())):
        mine = [line for line, said in reasons.items() if said == reason]
        end(lines=mine, step=LineMove.REJECT, reason=reason, by=by, at=at)
    notifications.rejected({line: reason.strip() for line, reason in reasons.items()}, at=at)
    data = {"lines": {line.end_to_end: reason for line, reason in reasons.items()}}
    record(by=by, at=at, action="paying.reject", subject=order, data=data)
