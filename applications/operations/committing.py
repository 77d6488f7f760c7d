"""Commits what a ranking finances, application by application and line by line, in one posting of the ledger."""

from datetime import datetime
from decimal import Decimal

from accounts.models import User
from applications.domain.recount import Cents, Given
from applications.enums import RankingOutcome
from applications.queries.recounting import Recount
from bando.enums import MovementKind
from bando.models import Act
from bando.operations.ledger import Posting, post_all
from core.locks import operation


@operation
def commit(*, counted: Recount, act: Act, by: User, at: datetime) -> None:
    """CONFIRM what was reserved and is granted, COMMIT what is taken of free money, RELEASE what is reserved and not needed.

    Whoever waits keeps what she has reserved. The caller has locked the lines and stands in the call's queue.
    """
    postings = {}
    for row in counted.rows:
        if row.outcome in {RankingOutcome.FINANCED, RankingOutcome.BELOW_MINIMUM}:
            held = counted.held.get(row.application, {})
            postings[f"application:{row.application}"] = _of_one(counted.given[row.application], held)
    post_all(postings={reference: mine for reference, mine in postings.items() if mine}, act=act, by=by, at=at)


def _of_one(given: Given, held: Cents) -> list[Posting]:
    spare = {line: amount - given.own.get(line, 0) for line, amount in held.items()}
    moves = ((MovementKind.CONFIRM, given.own), (MovementKind.COMMIT, given.free), (MovementKind.RELEASE, spare))
    return [Posting(line, kind, Decimal(part).scaleb(-2)) for kind, parts in moves for line, part in parts.items() if part]
