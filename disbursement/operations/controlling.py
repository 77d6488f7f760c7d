"""Goes through the list of a drawn file and ends its control; what is irregular is taken back by whoever begins a revocation."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from accounts.models import User
from core.locks import operation
from core.money import ZERO, cents
from core.operations.recording import record
from core.refusals import require
from disbursement import notifications
from disbursement.enums import ControlResult
from disbursement.models import Control, ControlAnswer, ControlOutcome
from disbursement.permissions import why_not_control
from disbursement.policies import sampling as policies
from disbursement.queries.sampling import locked_control, looked_at, not_met

# Point, answer, note.
Said = tuple[int, str, str]


@operation
def answer(*, control: Control, answers: Sequence[Said], by: User, at: datetime) -> list[ControlAnswer]:
    """Keep what was found about points of the list; what says the same as what stands leaves no row."""
    control = locked_control(control.pk)
    require(why_not_control(by, control))
    known = {one.point.pk: one.answer for one in looked_at(control)}
    require(policies.why_not_answer(control, answers, set(known)))
    fresh = [one for one in answers if _as_it_stands(known[one[0]]) != (one[1], one[2].strip())]
    rows = [
        ControlAnswer.objects.create(control=control, point_id=point, answer=said, note=note.strip(), at=at, by=by)
        for point, said, note in fresh
    ]
    data = {"control": control.pk, "answers": [[row.point_id, row.answer] for row in rows]}
    record(by=by, at=at, action="controlling.answer", subject=control, data=data)
    return rows


def _as_it_stands(row: ControlAnswer | None) -> tuple[str, str] | None:
    return (row.answer, row.note) if row is not None else None


@operation
def conclude(*, control: Control, result: str, amount: Decimal | None, reason: str, by: User, at: datetime) -> ControlOutcome:
    """End the control: regular, or irregular for `amount` euro of what was paid. Nothing is taken back by this alone."""
    control = locked_control(control.pk)
    require(why_not_control(by, control))
    looked, gross = looked_at(control), control.member.payout.gross
    missing = sum(one.answer is None for one in looked)
    require(
        policies.why_not_conclude(
            control, missing=missing, not_met=not_met(looked), gross=gross, result=ControlResult(result), amount=amount or ZERO,
            reason=reason,
        )
    )  # fmt: skip
    outcome = ControlOutcome.objects.create(
        control=control, result=result, amount=cents(amount or ZERO), reason=reason.strip(), at=at, by=by
    )
    data = {"control": control.pk, "result": result, "amount": str(outcome.amount), "reason": outcome.reason}
    record(by=by, at=at, action="controlling.conclude", subject=control, data=data)
    notifications.concluded(outcome)
    return outcome
