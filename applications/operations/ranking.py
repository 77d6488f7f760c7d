"""Approves a ranking by act, and its scrolling after a refinancing: places, money promised, states, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.domain.ranking import Place
from applications.domain.workflow import WORKFLOW
from applications.enums import Move, RankingOutcome, State
from applications.models import Application, Ranking, RankingEntry
from applications.notifications import review as notifications
from applications.operations.releasing import release_in_queue
from applications.policies import ranking as policies
from applications.queries.ranking import preview
from bando.enums import ActKind, Procedure
from bando.models import BudgetLine, Call
from bando.operations import acts
from core.figures import in_italian
from core.locks import Rung, lock, operation, queue_lock
from core.operations.moving import move
from core.operations.recording import record
from core.refusals import require

COMPETING = (State.SCORED, State.WAITING, State.FINANCED)
MOVES = {
    (State.SCORED, RankingOutcome.FINANCED): Move.FINANCE,
    (State.SCORED, RankingOutcome.WAITING): Move.WAIT,
    (State.SCORED, RankingOutcome.BELOW_MINIMUM): Move.EXCLUDE,
    (State.WAITING, RankingOutcome.FINANCED): Move.SCROLL,
}


@operation
def approve(*, call: Call, number: str, issued_on: date, issuer: str, signer: str, by: User, at: datetime) -> Ranking:
    """Approve the ranking as `preview` shows it, under the act described; files that wait for money scroll up if there is some.

    The pots' lines are locked, so that what is promised here is there when it is granted.
    """
    require(why_not(by, Permission.SIGN_ACTS))
    competing = Application.objects.filter(call=call, state__in=COMPETING).select_related("verdict", "firm", "call")
    rows = {row.pk: row for row in lock(competing, Rung.APPLICATION)}
    # In a call by arrival those that end give back what they had reserved, and that is done in its queue.
    queue_lock(f"call:{call.pk}")
    lock(BudgetLine.objects.filter(pot__call=call), Rung.BUDGET_LINE)
    places = preview(call)
    require(policies.why_not_rank(call, at=at))
    waiting = {row.pk for row in rows.values() if row.state == State.WAITING}
    require(policies.why_not_approve(places, waiting) or policies.why_not_sign(places, by))
    act = acts.adopt(
        call=call, kind=ActKind.RANKING, number=number, issued_on=issued_on, issuer=issuer, signer=signer,
        subject=_subject(call, waiting), by=by, at=at,
    )  # fmt: skip
    ranking = Ranking.objects.create(call=call, act=act, approved_at=at, approved_by=by)
    entries = RankingEntry.objects.bulk_create([_entry(ranking, rows[place.candidate.key], place) for place in places])
    _place(entries, rows, by, at)
    record(by=by, at=at, action="ranking.approve", subject=ranking, data={"act": act.pk, **_counts(places)})
    return ranking


def _entry(ranking: Ranking, application: Application, place: Place) -> RankingEntry:
    return RankingEntry(
        ranking=ranking,
        application=application,
        position=place.position,
        score=place.candidate.score,
        arrival_number=place.candidate.arrival,
        outcome=place.outcome,
        admitted_spend=application.verdict.admitted_spend,
        grant=place.grant,
    )


def _place(entries: Sequence[RankingEntry], rows: Mapping[int, Application], by: User, at: datetime) -> None:
    """Move each application whose lot has changed, and tell its firm."""
    for entry in entries:
        application = rows[entry.application_id]
        step = MOVES.get((State(application.state), RankingOutcome(entry.outcome)))
        if step == Move.EXCLUDE and Procedure(application.call.procedure).is_by_arrival:
            release_in_queue(application=application, by=by, at=at)
        if step:
            move(subject=application, workflow=WORKFLOW, move=step, by=by, at=at, reason=in_italian(str)(entry.ranking.act))
            notifications.ranked(entry, at)


def _subject(call: Call, waiting: set[int]) -> str:
    what = "Scorrimento della graduatoria" if waiting else "Approvazione della graduatoria"
    return f"{what}: {call.title}"[:250]


def _counts(places: Sequence[Place]) -> dict[str, int]:
    return {outcome.value: sum(place.outcome is outcome for place in places) for outcome in RankingOutcome}
