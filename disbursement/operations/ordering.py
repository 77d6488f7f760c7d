"""Payment orders: proposed by an officer, adopted by the act of a director who had no part in what they pay.

    ordering.propose(settlements=…, by=…, at=…) -> PaymentOrder
    ordering.adopt(order=…, number=…, issued_on=…, issuer=…, signer=…, execute_on=…, by=…, at=…) -> PaymentOrder

The money stays committed until `paying.confirm` has it paid. All rows of an order are read and written set by set, and so are
the answers of the rules of the payment.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from applications.operations.evaluating import ask_all
from applications.queries.promised import Figures, figures_of_each
from bando.enums import ActKind, Phase
from bando.models import Act, BudgetLine, Pot
from bando.operations import acts
from core.figures import in_italian
from core.locks import Rung, lock, operation
from core.money import ZERO
from core.operations.moving import move, move_all
from core.operations.recording import record
from core.refusals import require
from disbursement import permissions
from disbursement.domain.sepa import LONGEST_REASON, LONGEST_TEXT, end_to_end
from disbursement.domain.workflow import LINE_WORKFLOW, ORDER_WORKFLOW
from disbursement.enums import LineMove, LineState, OrderMove
from disbursement.models import ChamberAccount, OrderLine, PaymentOrder, Settlement
from disbursement.policies import ordering as policies
from disbursement.policies import paying
from disbursement.policies.recovering import why_not_owing
from disbursement.queries.commitments import all_of, commitments_of_each
from disbursement.queries.held_back import why_beyond_cash
from disbursement.queries.locked import locked_order, locked_settlements
from disbursement.queries.orders import account_of, parts_of
from disbursement.queries.recoveries import recoveries_open
from disbursement.queries.requirements import questions_at_payment
from registry.adapters.identifiers import compact, why_not_iban
from registry.models import Chamber

# Rows of one statement.
BATCH = 5_000


@operation
def use_account(*, chamber: Chamber, holder: str, iban: str, by: User, at: datetime) -> ChamberAccount:
    """Say which account the Chamber pays from; orders adopted before keep theirs."""
    require(permissions.why_not_bank(by, chamber))
    iban = compact(iban)
    require(why_not_iban(iban) or policies.why_not_hold(holder))
    row = ChamberAccount.objects.create(chamber=chamber, holder=holder.strip(), iban=iban, at=at, by=by)
    record(by=by, at=at, action="ordering.use_account", subject=row, data={"chamber": chamber.code})
    return row


@operation
def propose(*, settlements: Sequence[Settlement], by: User, at: datetime) -> PaymentOrder:
    """Put payments of one Chamber and one call into an order, for somebody else to adopt; all of them or, Refused, none."""
    found = locked_settlements([one.pk for one in settlements])
    require(policies.why_not_together(found))
    pot = found[0].account.application.pot
    assert pot is not None, "what is settled has a competent Chamber"
    require(permissions.why_not_order(by, pot, [one.account.application_id for one in found]))
    require(policies.why_not_each((one, paying.why_not_pay(one)) for one in found))
    owing = recoveries_open(one.account.application.firm_id for one in found)
    require(policies.why_not_each((one, why_not_owing(owing.get(one.account.application.firm_id))) for one in found))
    order = PaymentOrder.objects.create(pot=pot, proposed_at=at, proposed_by=by)
    promised = figures_of_each(one.account.application for one in found)
    lines = OrderLine.objects.bulk_create(
        [_line(order, one, promised[one.account.application_id]) for one in found], batch_size=BATCH
    )
    data = {"pot": pot.pk, "lines": len(lines), "net": str(sum(one.net for one in lines))}
    record(by=by, at=at, action="ordering.propose", subject=order, data=data)
    return order


@in_italian
def _line(order: PaymentOrder, settlement: Settlement, promised: Figures) -> OrderLine:
    application, parts = settlement.account.application, parts_of(settlement, promised)
    grant, attempt = application.grant, len(settlement.order_lines.all()) + 1
    text = _("Contributo %(call)s CUP %(cup)s COR %(cor)s") % {"call": order.pot.call.code, "cup": grant.cup, "cor": grant.cor}
    return OrderLine(
        order=order,
        settlement=settlement,
        end_to_end=end_to_end(grant.cup, attempt),
        gross=parts.gross,
        withheld=parts.withheld,
        substituted=parts.substituted,
        net=parts.net,
        name=application.applicant.name,
        iban=settlement.account.iban,
        text=text[:LONGEST_TEXT],
    )


@operation
def leave_out(*, line: OrderLine, reason: str, by: User, at: datetime) -> OrderLine:
    """Take a payment out of a proposal: it may be put into another one."""
    order, lines = locked_order(line.order_id)
    require(permissions.why_not_handle(by, order.pot))
    line = next(one for one in lines if one.pk == line.pk)
    require(policies.why_not_leave_out(line, reason=reason))
    end(lines=[line], step=LineMove.LEAVE_OUT, reason=reason, by=by, at=at)
    record(by=by, at=at, action="ordering.leave_out", subject=order, data={"line": line.pk, "reason": reason.strip()})
    return line


@operation
def withdraw(*, order: PaymentOrder, by: User, at: datetime) -> PaymentOrder:
    """Take back a proposal that nobody has adopted: its payments may be proposed again."""
    order, lines = locked_order(order.pk)
    require(permissions.why_not_handle(by, order.pot))
    require(policies.why_not_change(order))
    waiting = [one for one in lines if one.state == LineState.ORDERED]
    end(lines=waiting, step=LineMove.LEAVE_OUT, reason=in_italian(_)("Proposta ritirata."), by=by, at=at)
    move(subject=order, workflow=ORDER_WORKFLOW, move=OrderMove.WITHDRAW, by=by, at=at)
    record(by=by, at=at, action="ordering.withdraw", subject=order, data={"lines": len(waiting)})
    return order


@operation
def end(*, lines: Sequence[OrderLine], step: LineMove, reason: str, by: User, at: datetime) -> None:
    """Lines that the caller holds pay nobody any more, and say why."""
    keys, reason = [one.pk for one in lines], reason.strip()[:LONGEST_REASON]
    OrderLine.objects.filter(pk__in=keys).update(reason=reason)
    move_all(model=OrderLine, keys=keys, workflow=LINE_WORKFLOW, move=step, by=by, at=at, reason=reason)


@operation
def adopt(
    *,
    order: PaymentOrder,
    number: str,
    issued_on: date,
    issuer: str,
    signer: str,
    execute_on: date,
    by: User,
    at: datetime,
) -> PaymentOrder:
    """Order the payments by an act: every one is looked at again, and the rules of the payment are asked as of `execute_on`.

    Raises Refused for the first that cannot be paid, with its firm: it is taken out of the proposal, or mended.
    """
    order, lines = locked_order(order.pk)
    kept, account = [one for one in lines if one.state == LineState.ORDERED], account_of(order.pot)
    require(permissions.why_not_adopt(by, order, [one.settlement for one in kept]))
    require(policies.why_not_adopt(order, kept, account) or policies.why_not_execute_on(execute_on, issued_on))
    require(
        policies.why_not_each((one.settlement, paying.why_not_pay(one.settlement, paid_on=execute_on, line=one)) for one in kept)
    )
    owing = recoveries_open(_firm_of(one) for one in kept)
    require(policies.why_not_each((one.settlement, why_not_owing(owing.get(_firm_of(one)))) for one in kept))
    require(policies.why_not_each(_why_not_fit(kept, on=execute_on, by=by, at=at)))
    require(_why_not_beyond_cash(order, [one.settlement.account.application for one in kept]))
    act = acts.adopt(
        call=order.pot.call, kind=ActKind.PAYMENT, number=number, issued_on=issued_on, issuer=issuer, signer=signer,
        subject=_subject(order.pot), by=by, at=at,
    )  # fmt: skip
    _sign(order, act, account, execute_on, by, at)
    move(subject=order, workflow=ORDER_WORKFLOW, move=OrderMove.ADOPT, by=by, at=at, reason=in_italian(str)(act))
    record(by=by, at=at, action="ordering.adopt", subject=order, data={"act": act.pk, "lines": len(kept)})
    return order


def _firm_of(line: OrderLine) -> int:
    return line.settlement.account.application.firm_id


def _why_not_beyond_cash(order: PaymentOrder, applications: list[Application]) -> str | None:
    """Who orders from the same pots waits on their lines."""
    if order.pot.call.pays_beyond_cash:
        return None
    own = all_of(commitments_of_each(applications))
    lock(BudgetLine.objects.filter(pk__in={one.line_id for one in own}), Rung.BUDGET_LINE)
    return why_beyond_cash(order, applications)


def _sign(order: PaymentOrder, act: Act, account: ChamberAccount | None, execute_on: date, by: User, at: datetime) -> None:
    """What the bank will be told is fixed here."""
    assert account is not None, "refused without one"
    order.act, order.adopted_at, order.adopted_by, order.execute_on = act, at, by, execute_on
    order.debtor_name, order.debtor_iban = account.holder, account.iban
    order.save(update_fields=["act", "adopted_at", "adopted_by", "execute_on", "debtor_name", "debtor_iban"])


def _why_not_fit(lines: Sequence[OrderLine], *, on: date, by: User, at: datetime) -> Iterator[tuple[Settlement, str | None]]:
    """Ask the rules of the payment, keep what they answer, and say of each line what is not met or not looked up."""
    questions = questions_at_payment([one.settlement for one in lines], on=on)
    answers = ask_all(questions=questions, phase=Phase.PAYMENT, by=by, at=at)
    for line in lines:
        answer = answers[line.settlement.account.application_id]
        yield line.settlement, paying.why_not_fit(answer.findings, answer.confirmed, substituted=line.substituted > ZERO)


@in_italian
def _subject(pot: Pot) -> str:
    return _("Liquidazione e pagamento dei contributi, %(pot)s") % {"pot": pot}
