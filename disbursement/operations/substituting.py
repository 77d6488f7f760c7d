"""Contributions that are not in order: the bodies are paid in the firm's place, the firm gets the rest (art. 31, DL 69/2013)."""

from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from core.locks import operation
from core.money import cents
from core.operations.recording import record
from core.refusals import require
from disbursement.models import Settlement, Substitution
from disbursement.permissions import why_not_check
from disbursement.policies import ordering as policies
from disbursement.queries.locked import locked_settlements
from disbursement.queries.requirements import has_irregular_durc


@operation
def substitute(
    *, settlement: Settlement, bodies: str, amount: Decimal, document: str, issued_on: date, by: User, at: datetime
) -> Substitution:
    """Record what the firm owes to which bodies, by which DURC; a later word takes the place of this one, zero takes it back.

    The ledger pays the whole once: the part of the bodies leaves with it.
    """
    (settlement,) = locked_settlements([settlement.pk])
    require(why_not_check(by, settlement.account))
    irregular = has_irregular_durc(settlement, at=at)
    require(policies.why_not_substitute(settlement, irregular=irregular, bodies=bodies, document=document))
    row = Substitution.objects.create(
        settlement=settlement, bodies=bodies.strip(), amount=cents(amount), document=document.strip(), issued_on=issued_on, at=at,
        by=by,
    )  # fmt: skip
    data = {"settlement": settlement.pk, "bodies": row.bodies, "amount": str(row.amount), "document": row.document}
    record(by=by, at=at, action="substituting.substitute", subject=settlement.account, data=data)
    return row
