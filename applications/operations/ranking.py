"""Rankings: proposed by one person with rows of their own, approved by the act of another, which commits the money.

    ranking.propose(call=…, seed="", by=…, at=…) -> Ranking
    ranking.sign(ranking=…, number=…, issued_on=…, issuer=…, signer=…, by=…, at=…) -> Ranking

The same two, once money is there again, scroll the waiting list. Whatever the size, statements are a few a batch: rows are
written by COPY, states moved and movements posted set by set.
"""

from collections.abc import Sequence
from datetime import date, datetime
from io import StringIO

from django.db import connection

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.ranking_rows import COLUMNS, Row, digest_of, lines_of
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, RankingOutcome, State
from applications.models import Application, Ranking, RankingEntry
from applications.notifications import review as notifications
from applications.operations.committing import commit
from applications.policies import ranking as policies
from applications.queries.competing import competing, draws_lots, positions_of
from applications.queries.ranking import listing, seed_of, stored_rows
from applications.queries.recounting import Recount, recounted
from bando.enums import ActKind
from bando.models import BudgetLine, Call
from bando.operations import acts
from core.figures import in_italian
from core.locks import Rung, lock, operation, queue_lock
from core.operations.moving import move_all
from core.operations.recording import record
from core.refusals import require

MOVES = {
    (State.ADMISSIBLE, RankingOutcome.FINANCED): Move.FINANCE,
    (State.ADMISSIBLE, RankingOutcome.WAITING): Move.WAIT,
    (State.SCORED, RankingOutcome.FINANCED): Move.FINANCE,
    (State.SCORED, RankingOutcome.WAITING): Move.WAIT,
    (State.SCORED, RankingOutcome.BELOW_MINIMUM): Move.EXCLUDE,
    (State.WAITING, RankingOutcome.FINANCED): Move.SCROLL,
}


@operation
def propose(*, call: Call, seed: str = "", by: User, at: datetime) -> Ranking:
    """Store the ranking of the call as it is now, for somebody else to sign; an earlier proposal counts no more.

    `seed` is needed where the call draws lots, and kept: a scrolling goes on with that of the ranking it scrolls. Raises Refused.
    """
    require(policies.why_not_propose(by))
    queue_lock(f"call:{call.pk}")
    require(policies.why_not_rank(call, at=at))
    seed = seed_of(call) or seed.strip()
    require(policies.why_not_draw_lots(call, seed, draws=draws_lots(call)))
    found = listing(call, seed=seed)
    require(policies.why_not_list(found.rows, set(positions_of(call))))
    lines = lines_of(found.rows)
    ranking = Ranking.objects.create(
        call=call, seed=seed, proposed_at=at, proposed_by=by, digest=digest_of(lines), money=_money(call)
    )
    _store(ranking, lines)
    data = {"call": call.code, "digest": ranking.digest, **_counts(found.rows)}
    record(by=by, at=at, action="ranking.propose", subject=ranking, data=data)
    return ranking


@operation
def sign(*, ranking: Ranking, number: str, issued_on: date, issuer: str, signer: str, by: User, at: datetime) -> Ranking:
    """Approve a proposal by the act described: it is counted again another way, and refused if anything has changed since.

    What it finances is committed on the pots' lines, a movement for each line and application; states move and firms are told.
    Raises Refused, with the sentence of what has changed.
    """
    require(why_not(by, Permission.SIGN_ACTS))
    call = ranking.call
    locked = lock(competing(call).only("pk", "state"), Rung.APPLICATION)
    # Arrivals, withdrawals and whatever else frees or takes money wait in the same queue.
    queue_lock(f"call:{call.pk}")
    lines = lock(BudgetLine.objects.filter(pot__call=call).select_related("pot__chamber"), Rung.BUDGET_LINE)
    ranking = Ranking.objects.select_related("call", "act").get(pk=ranking.pk)
    require(policies.why_not_sign(ranking, by) or policies.why_not_rank(call, at=at))
    counted, stored = recounted(call, ranking.seed), stored_rows(ranking)
    require(policies.why_not_as_proposed(ranking, stored, counted.rows, lines))
    act = acts.adopt(
        call=call, kind=ActKind.RANKING, number=number, issued_on=issued_on, issuer=issuer, signer=signer,
        subject=_subject(call, locked), by=by, at=at,
    )  # fmt: skip
    ranking.act, ranking.approved_at, ranking.approved_by = act, at, by
    ranking.save(update_fields=["act", "approved_at", "approved_by"])
    commit(counted=counted, act=act, by=by, at=at)
    _move(ranking, locked, counted, by, at)
    record(by=by, at=at, action="ranking.approve", subject=ranking, data={"act": act.pk, **_counts(stored)})
    return ranking


def _money(call: Call) -> dict[str, str]:
    return {str(line): str(left) for line, left in BudgetLine.objects.filter(pot__call=call).values_list("pk", "available")}


def _store(ranking: Ranking, lines: Sequence[str]) -> None:
    """By COPY, which is as quick as the database itself; every constraint and trigger is asked as always."""
    names = ", ".join(f'"{column}"' for column in ("ranking_id", *COLUMNS))
    text = "".join(f"{ranking.pk}\t{line}\n" for line in lines)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {RankingEntry._meta.db_table} ({names}) FROM STDIN", StringIO(text))


def _move(ranking: Ranking, locked: Sequence[Application], counted: Recount, by: User, at: datetime) -> None:
    """Move each application whose lot has changed, and tell its firm."""
    states = {application.pk: State(application.state) for application in locked}
    steps: dict[tuple[State, Move], list[int]] = {}
    for row in counted.rows:
        state = states.get(row.application)
        step = MOVES.get((state, RankingOutcome(row.outcome))) if state else None
        if state and step:
            steps.setdefault((state, step), []).append(row.application)
    reason = in_italian(str)(ranking.act)
    for (_state, step), keys in sorted(steps.items()):
        move_all(model=Application, keys=keys, workflow=WORKFLOW, move=step, by=by, at=at, reason=reason)
    notifications.ranked(ranking, [key for keys in steps.values() for key in keys], at)


def _subject(call: Call, locked: Sequence[Application]) -> str:
    scrolls = all(application.state == State.WAITING for application in locked)
    what = "Scorrimento della graduatoria" if scrolls else "Approvazione della graduatoria"
    return f"{what}: {call.title}"[:250]


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    return {outcome.value: sum(row.outcome == outcome for row in rows) for outcome in RankingOutcome}
