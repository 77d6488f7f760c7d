"""Grants what the ranking promised: money committed on the Chamber's pot, its two shares, COR and CUP, under an act.

What the application had reserved on arrival is what it is granted first; what it had reserved beyond is released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

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
from applications.queries.granting import promised, reference_of
from applications.queries.reserving import reserved_by_line
from bando.domain.drawing import draw
from bando.enums import DrawOrder, FundKind, MovementKind, Phase
from bando.models import Act, BudgetLine
from bando.operations.ledger import Posting, post
from bando.queries.pots import lines_for
from core.figures import in_italian
from core.locks import Rung, lock, operation, queue_lock
from core.money import ZERO
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require


@dataclass(frozen=True)
class Drawn:
    """What one line gives to a grant, in euro: of its free money, and of what the application had `reserved` on it."""

    line: BudgetLine
    free: Decimal
    confirmed: Decimal
    reserved: Decimal

    @property
    def part(self) -> Decimal:
        return self.free + self.confirmed

    def postings(self) -> list[Posting]:
        """Its movements: what was reserved is used up."""
        moves = {
            MovementKind.CONFIRM: self.confirmed,
            MovementKind.RELEASE: self.reserved - self.confirmed,
            MovementKind.COMMIT: self.free,
        }
        return [Posting(line_id=self.line.pk, kind=kind, amount=amount) for kind, amount in moves.items()]


@operation
def grant(*, application: Application, act: Act, cor: str, cup: str, by: User, at: datetime) -> Grant:
    """Commit the promised sum on the lines of the application's pot, in the call's order of draw, to the cent.

    The rules of the grant are asked and kept; one that blocks and is not met refuses it.
    """
    rows = Application.objects.select_related("call", "firm", "pot__chamber", "verdict").filter(pk=application.pk)
    application = lock(rows, Rung.APPLICATION)[0]
    cor, cup = cor.strip(), cup.strip().upper()
    require(why_not(by, Permission.SIGN_ACTS))
    require(policies.why_not_grant(application) or policies.why_not_sign(application, by))
    require(policies.why_not_under(application, act) or policies.why_not_codes(cor, cup))
    require(why_not_fulfilled(ask(application=application, phase=Phase.GRANT, by=by, at=at)[1]))
    drawn = _draw(application)
    _commit(application, drawn, act, by, at)
    shares = {kind: sum((each.part for each in drawn if each.line.fund.kind == kind), ZERO) for kind in FundKind}
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


def _draw(application: Application) -> list[Drawn]:
    """The pot's lines, locked, each with the part of the promised sum that it gives."""
    pot, amount = application.pot, promised(application)
    assert pot is not None, "a sent application has its Chamber"
    queue_lock(f"call:{application.call_id}")
    lines = lock(lines_for(pot).select_related("fund"), Rung.BUDGET_LINE)
    held = reserved_by_line(application)
    reserved, available = [held.get(line.pk, ZERO) for line in lines], [line.available for line in lines]
    require(policies.why_not_draw(pot, amount, sum(available, ZERO) + sum(reserved, ZERO)))
    order, regional = DrawOrder(application.call.draw_order), [line.fund.kind == FundKind.REGIONAL for line in lines]
    before = min(amount, sum(reserved, ZERO))
    confirmed = draw(before, reserved, order, regional) if before else [ZERO for _line in lines]
    free = draw(amount - before, available, order, regional) if amount > before else [ZERO for _line in lines]
    return [Drawn(*each) for each in zip(lines, free, confirmed, reserved, strict=True)]


def _commit(application: Application, drawn: Sequence[Drawn], act: Act, by: User, at: datetime) -> None:
    postings = [posting for each in drawn for posting in each.postings()]
    post(postings=postings, reference=reference_of(application), act=act, by=by, at=at)
