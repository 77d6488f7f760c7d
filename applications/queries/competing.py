"""Who competes for the money of a call and what there is to give: the figures of a ranking, read in a few statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from applications.domain.ranking import CRITERION, LOTS, Candidate, Purse
from applications.domain.scoring import mean, mean_of
from applications.enums import RankingOutcome, State
from applications.models import Application, RankingEntry, Score, ScoreSheet
from applications.queries.reserving import reserved_in
from bando.domain.lots import lots
from bando.enums import DrawOrder, FundKind, Procedure
from bando.models import BudgetLine, Call, Pot
from core.money import ZERO

Ids = Iterable[int] | QuerySet[Application]


@dataclass(frozen=True)
class Field:
    """Those who compete, with what a ranking writes of each beside its place: the score as it is, the admitted spend."""

    candidates: list[Candidate]
    scores: Mapping[int, Decimal]
    spends: Mapping[int, Decimal]


def competing(call: Call) -> QuerySet[Application]:
    """Those whom the next ranking of the call places: scored, or admissible where nobody gives points, and who waits."""
    first = State.SCORED if Procedure(call.procedure).is_scored else State.ADMISSIBLE
    return Application.objects.filter(call=call, state__in=(first, State.WAITING), pot__isnull=False)


def scores_of(applications: Ids) -> dict[int, Decimal]:
    """Mean score of each application that has sheets, to the hundredth."""
    sheets = ScoreSheet.objects.filter(application__in=applications).order_by().values_list("application_id")
    many = dict(sheets.annotate(count=Count("pk")))
    points = Score.objects.filter(sheet__application__in=applications).order_by().values_list("sheet__application_id")
    return {application: mean_of(total, many[application]) for application, total in points.annotate(total=Sum("points"))}


def points_of(applications: Ids) -> dict[int, dict[str, Decimal]]:
    """Mean points of each application, by code of criterion, to the hundredth."""
    given: dict[tuple[int, str], list[Decimal]] = {}
    rows = Score.objects.filter(sheet__application__in=applications)
    for application_id, code, points in rows.values_list("sheet__application_id", "criterion__code", "points"):
        given.setdefault((application_id, code), []).append(points)
    found: dict[int, dict[str, Decimal]] = {}
    for (application_id, code), listed in given.items():
        found.setdefault(application_id, {})[code] = mean(listed)
    return found


def draws_lots(call: Call) -> bool:
    """Whether lots decide anything in the call: between all, or between equal scores."""
    return call.procedure == Procedure.LOTS or (call.procedure == Procedure.RANKING and LOTS in call.tie_breaks)


def tie_breaks_of(call: Call) -> tuple[str, ...]:
    """What decides between equal scores; nothing before the arrival where money goes by arrival."""
    if call.procedure == Procedure.LOTS:
        return (LOTS,)
    return tuple(call.tie_breaks) if call.procedure == Procedure.RANKING else ()


def minimum_of(call: Call) -> Decimal:
    """The score below which nobody is financed; zero where nobody gives points."""
    return call.minimum_score if Procedure(call.procedure).is_scored else ZERO


def field_of(call: Call, seed: str) -> Field:
    """Everybody who competes, as the ranking orders them. Raises ValueError where lots are drawn without a seed."""
    runners = competing(call)
    columns = ("pk", "arrival__number", "pot_id", "verdict__grant", "verdict__admitted_spend")
    rows = list(runners.order_by("pk").values_list(*columns))
    scores = scores_of(runners) if Procedure(call.procedure).is_scored else {}
    points = points_of(runners) if any(each.startswith(CRITERION) for each in tie_breaks_of(call)) else {}
    lot = _drawn([row[1] for row in rows], seed) if draws_lots(call) else {}
    by_arrival = Procedure(call.procedure).is_by_arrival
    held = reserved_in(call) if by_arrival else {}
    # Where money goes by arrival, a score only tells who reaches the minimum.
    most = call.minimum_score if by_arrival else None
    found = [
        Candidate(
            key,
            scores.get(key, ZERO) if most is None else min(scores.get(key, ZERO), most),
            arrival,
            pot,
            grant,
            points.get(key, {}) if points else {},
            lot.get(arrival, 0) if lot else 0,
            held.get(key, {}) if held else {},
        )
        for key, arrival, pot, grant, _spend in rows
    ]
    return Field(found, scores, {row[0]: row[4] for row in rows})


def _drawn(arrivals: list[int], seed: str) -> dict[int, int]:
    """The place of each arrival number in the draw of lots."""
    return {int(key): place for place, key in enumerate(lots([str(number) for number in arrivals], seed), start=1)}


def purse_of(call: Call, extra: Mapping[int, Decimal] | None = None) -> Purse:
    """What is free on the call's lines, and which of them each pot draws on: its own and the common pool's.

    `extra` (euro by pot) is money that is not there yet, for a what-if: a line of its own, its number that of the pot below zero.
    """
    lines = list(BudgetLine.objects.filter(pot__call=call).select_related("pot", "fund").order_by("pk"))
    pots = dict(Pot.objects.filter(call=call).values_list("pk", "chamber_id"))
    own: dict[int, list[int]] = {pot: [] for pot in pots}
    left = {line.pk: line.available for line in lines}
    for line in lines:
        own[line.pot_id].append(line.pk)
    for pot, amount in (extra or {}).items():
        if amount and pot in own:
            left[-pot] = amount
            own[pot].append(-pot)
    common = [line for pot, chamber in pots.items() if chamber is None for line in own[pot]]
    return Purse(
        left,
        {pot: own[pot] if pots[pot] is None else [*own[pot], *common] for pot in pots},
        DrawOrder(call.draw_order),
        frozenset(line.pk for line in lines if line.fund.kind == FundKind.REGIONAL),
        frozenset(common),
    )


def positions_of(call: Call) -> dict[int, int]:
    """The place that each application of the call has in the ranking that first named it: a scrolling does not renumber."""
    entries = RankingEntry.objects.filter(ranking__call=call, ranking__act__isnull=False, position__isnull=False)
    found = entries.order_by("-ranking").values_list("application_id", "position")
    return {application: position for application, position in found if position is not None}


def not_admitted(call: Call) -> QuerySet[Application]:
    """Those that the formal check has left out and no approved ranking has listed yet."""
    listed = RankingEntry.objects.filter(ranking__call=call, ranking__act__isnull=False, outcome=RankingOutcome.NOT_ADMITTED)
    found = Application.objects.filter(call=call, state=State.INADMISSIBLE).exclude(pk__in=listed.values("application"))
    return found.order_by("arrival__number")
