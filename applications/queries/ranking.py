"""The ranking as it would be approved now; nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet, Sum

from applications.domain.ranking import ARRIVAL, CRITERION, Candidate, Place, Purse, rank
from applications.domain.scoring import mean
from applications.enums import RankingOutcome, State
from applications.models import Application, RankingEntry, Score, ScoreSheet
from bando.enums import DrawOrder, FundKind, Procedure
from bando.models import BudgetLine, Call, Pot
from bando.queries.pots import Standing, standing
from core.money import ZERO


def scores_of(application_ids: Iterable[int]) -> dict[int, Decimal]:
    """Mean score of each application that has sheets, to the hundredth."""
    totals: dict[int, list[Decimal]] = {}
    sheets = ScoreSheet.objects.filter(application__in=application_ids).annotate(total=Sum("scores__points"))
    for application_id, total in sheets.values_list("application_id", "total"):
        totals.setdefault(application_id, []).append(total)
    return {application_id: mean(listed) for application_id, listed in totals.items()}


def points_of(application_ids: Iterable[int]) -> dict[int, dict[str, Decimal]]:
    """Mean points of each application, by code of criterion, to the hundredth."""
    given: dict[tuple[int, str], list[Decimal]] = {}
    rows = Score.objects.filter(sheet__application__in=application_ids)
    for application_id, code, points in rows.values_list("sheet__application_id", "criterion__code", "points"):
        given.setdefault((application_id, code), []).append(points)
    found: dict[int, dict[str, Decimal]] = {}
    for (application_id, code), listed in given.items():
        found.setdefault(application_id, {})[code] = mean(listed)
    return found


def _asks_points(call: Call) -> bool:
    return any(each.startswith(CRITERION) for each in call.tie_breaks)


def promised_grants(application_ids: Iterable[int]) -> dict[int, Decimal]:
    """What the ranking in force has promised to each financed application, in euro (less than due if in part)."""
    entries = RankingEntry.objects.filter(application__in=application_ids, outcome=RankingOutcome.FINANCED)
    return dict(entries.order_by("pk").values_list("application_id", "grant"))


def purse_of(call: Call) -> Purse:
    """What the call's lines have to give, and which of them each pot draws on: its own and the common pool's.

    What is reserved counts: it is for those who compete, and nothing is for who has ended or been granted.
    """
    lines = list(BudgetLine.objects.filter(pot__call=call).select_related("pot", "fund").order_by("pk"))
    common = [line.pk for line in lines if line.pot.chamber_id is None]
    own: dict[int, list[int]] = {pot_id: [] for pot_id in Pot.objects.filter(call=call).values_list("pk", flat=True)}
    for line in lines:
        if line.pot.chamber_id is not None:
            own[line.pot_id].append(line.pk)
    return Purse(
        {line.pk: line.available + line.reserved for line in lines},
        {pot: [*mine, *common] for pot, mine in own.items()},
        DrawOrder(call.draw_order),
        frozenset(line.pk for line in lines if line.fund.kind == FundKind.REGIONAL),
    )


@dataclass(frozen=True)
class PotAfter:
    """The money of one pot before and after the ranking, in euro: `available = promised + left`, with what is reserved."""

    label: str
    endowment: Decimal
    available: Decimal
    promised: Decimal
    left: Decimal


def preview(call: Call) -> list[Place]:
    """Every scored or waiting application of the call in its place, given what the pots have available now.

    What is financed already and not yet granted keeps its money.
    """
    return _ranked(call, purse_of(call))


def pots_after(call: Call) -> list[PotAfter]:
    """What each pot would have left after the ranking as `preview` shows it and the grants already promised."""
    purse = purse_of(call)
    _ranked(call, purse)
    left: dict[int | None, Decimal] = {}
    for line_id, pot_id in BudgetLine.objects.filter(pot__call=call).values_list("pk", "pot_id"):
        left[pot_id] = left.get(pot_id, ZERO) + purse.left[line_id]
    return [_after(row, left.get(row.pot_id, ZERO)) for row in standing(call)]


def _after(row: Standing, left: Decimal) -> PotAfter:
    to_give = row.available + row.reserved
    return PotAfter(row.label, row.endowment, to_give, to_give - left, left)


def _ranked(call: Call, purse: Purse) -> list[Place]:
    by_arrival = Procedure(call.procedure).is_by_arrival
    candidates = {each.key: each for each in _candidates(call, State.SCORED, State.WAITING)}
    # Where money goes by arrival, a score only tells who reaches the minimum.
    competing = [replace(each, score=min(each.score, call.minimum_score)) for each in candidates.values()]
    places = rank(
        competing if by_arrival else candidates.values(),
        purse=purse,
        promised=_promised(call),
        minimum=call.minimum_score,
        partial_last=call.partial_last_grant,
        tie_breaks=(ARRIVAL,) if by_arrival else call.tie_breaks,
    )
    return [replace(place, candidate=candidates[place.candidate.key]) for place in places]


def _candidates(call: Call, *states: State) -> list[Candidate]:
    rows = list(Application.objects.filter(call=call, state__in=states).select_related("verdict", "arrival"))
    keys = [row.pk for row in rows]
    scores, points = scores_of(keys), points_of(keys) if _asks_points(call) else {}
    return [
        Candidate(row.pk, scores[row.pk], row.arrival.number, row.pot_id, row.verdict.grant, points.get(row.pk, {}))
        for row in rows
        if row.pot_id is not None
    ]


def _promised(call: Call) -> list[Candidate]:
    financed = _candidates(call, State.FINANCED)
    promises = promised_grants([candidate.key for candidate in financed])
    return [replace(each, grant=promises[each.key]) for each in sorted(financed, key=lambda each: each.key)]


def calls_to_rank() -> QuerySet[Call]:
    """The calls with scored files that no act has placed yet, or with files that wait for money."""
    return Call.objects.filter(applications__state__in=[State.SCORED, State.WAITING]).distinct().order_by("pk")
