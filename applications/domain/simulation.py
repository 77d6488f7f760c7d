"""What a call would do with a demand: who would be financed, when each pot ends. Nothing is decided or kept here.

The allocation is that of the ranking itself (`applications.domain.ranking`): by score and the call's tie-breaks in a ranking;
with equal scores by arrival where money goes to who comes first, by the draw where lots are drawn (`bando.domain.lots`). A call
by arrival takes applications until its pots are booked, overbooking included, checked afterwards or not; what comes later
is not taken. Amounts are euro with two places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from applications.domain.ranking import ARRIVAL, LOTS, Candidate, Place, Purse, rank
from applications.domain.scenario import COMMON, Change, Plan, Prices, Request, varied
from applications.enums import RankingOutcome
from bando.domain.lots import lots
from bando.enums import FundKind, Procedure
from core.money import ZERO, cents

# Between equal scores; in a ranking the call says it.
TIES = {Procedure.FIRST_COME: (ARRIVAL,), Procedure.FIRST_COME_MINIMUM: (ARRIVAL,), Procedure.LOTS: (LOTS,)}
NO_POINTS: Mapping[str, Decimal] = {}


@dataclass(frozen=True)
class Ending:
    """The first of a pot that is not financed in full: its place among all, by the order of the call, its arrival number."""

    position: int
    arrival: int


@dataclass
class Tally:
    """What became of the requests of one pot, or of all.

    requests = inadmissible + admissible; admissible = financed + waiting + beyond + below. `beyond` came after the call had
    taken all that it takes, `below` lacks the minimum score. `asked` is what the admissible would be due.
    """

    code: str
    label: str
    money: Decimal
    requests: int = 0
    inadmissible: int = 0
    financed: int = 0
    waiting: int = 0
    beyond: int = 0
    below: int = 0
    asked: Decimal = ZERO
    used: Decimal = ZERO
    waiting_money: Decimal = ZERO
    left: Decimal = ZERO
    ended: Ending | None = None

    @property
    def admissible(self) -> int:
        return self.requests - self.inadmissible

    @property
    def served(self) -> Decimal | None:
        """Which share of what is asked is financed, to the hundredth of a point; None where nothing is asked."""
        return (self.used / self.asked).quantize(Decimal("0.0001")) if self.asked else None


@dataclass(frozen=True)
class Result:
    """What became of a demand: pot by pot, in all (money left in the common pool included), and of who has no pot."""

    pots: tuple[Tally, ...]
    total: Tally
    common: Decimal
    common_left: Decimal
    elsewhere: int

    @property
    def first_to_end(self) -> Tally | None:
        """The pot that leaves somebody out before all the others."""
        ended = [(each.ended.position, index) for index, each in enumerate(self.pots) if each.ended]
        return self.pots[min(ended)[1]] if ended else None


def simulate(requests: Sequence[Request], plan: Plan) -> Result:
    """What the plan would do with the demand.

    Raises ValueError where lots are drawn without a seed, or a key is there twice.
    """
    places = {pot.code: index for index, pot in enumerate(plan.pots)}
    tallies = [Tally(pot.code, pot.label, plan.money_of(pot.code)) for pot in plan.pots]
    candidates, elsewhere = _candidates(requests, plan, places, tallies)
    taken = _taken(candidates, plan, places)
    competing = [each for each in candidates if requests[each.key].passes and each.key in taken]
    purse = _purse(plan, places)
    minimum = plan.minimum_score if plan.procedure.is_scored else ZERO
    ties = TIES.get(plan.procedure, plan.tie_breaks)
    ranked = rank(competing, purse=purse, minimum=minimum, partial_last=plan.partial_last, tie_breaks=ties)
    for place in ranked:
        _count(tallies[place.candidate.pot], place, plan.procedure)
    for each in candidates:
        if requests[each.key].passes and each.key not in taken:
            _leave_out(tallies[each.pot], each)
    return _result(plan, tallies, purse, elsewhere)


def compared(requests: Sequence[Request], plan: Plan, changes: Sequence[Change]) -> list[tuple[Plan, Result]]:
    """The plan as it is and each of its variants, with what each would do with the same demand."""
    plans = [plan, *(varied(plan, change, requests) for change in changes)]
    return [(each, simulate(requests, each)) for each in plans]


def _candidates(
    requests: Sequence[Request], plan: Plan, places: Mapping[str, int], tallies: list[Tally]
) -> tuple[list[Candidate], int]:
    """Who takes a place, if only in the queue: the others are counted as inadmissible, or as having no pot."""
    prices, drawn, found, elsewhere = Prices(plan), _drawn(requests, plan), [], 0
    by_arrival = plan.procedure.is_by_arrival
    for index, request in enumerate(requests):
        if request.pot is None or request.pot not in places:
            elsewhere += 1
            continue
        tally = tallies[places[request.pot]]
        tally.requests += 1
        # Who will not pass the check books money all the same where it is booked on arrival.
        grant = prices.due(request) if request.passes or by_arrival else ZERO
        if grant and request.passes:
            tally.asked += grant
        else:
            tally.inadmissible += 1
        if grant:
            score, pot, lot = _score(request, plan), places[request.pot], drawn[request.key] if drawn else 0
            found.append(Candidate(index, score, request.arrival, pot, grant, NO_POINTS, lot))
    return found, elsewhere


def _drawn(requests: Sequence[Request], plan: Plan) -> dict[str, int]:
    """The place of each request in the draw of lots; nothing where none are drawn."""
    keys = [request.key for request in requests] if plan.draws_lots else []
    return {key: place for place, key in enumerate(lots(keys, plan.lots_seed), start=1)}


def _score(request: Request, plan: Plan) -> Decimal:
    """The score as far as it orders: by arrival it only tells who reaches the minimum."""
    if plan.procedure == Procedure.RANKING:
        return request.score
    if plan.procedure == Procedure.FIRST_COME_MINIMUM:
        return min(request.score, plan.minimum_score)
    return ZERO


def _taken(candidates: Sequence[Candidate], plan: Plan, places: Mapping[str, int]) -> set[int]:
    """Whom the call takes: all, or by arrival until money and overbooking are booked; who crosses the line is still in."""
    if not plan.procedure.is_by_arrival:
        return {each.key for each in candidates}
    scored = plan.procedure.is_scored
    queue = (replace(each, score=ZERO) for each in candidates) if scored else candidates
    booked = rank(queue, purse=_purse(plan, places, overbooked=True), minimum=ZERO, partial_last=True)
    return {place.candidate.key for place in booked if place.outcome == RankingOutcome.FINANCED}


def _purse(plan: Plan, places: Mapping[str, int], *, overbooked: bool = False) -> Purse:
    """The money of the plan, line by line: each pot draws on its own lines and on those of the common pool."""
    more = {pot.code: pot.overbooking for pot in plan.pots} | {COMMON: plan.common_overbooking}
    left = {
        line: cents(each.amount * (1 + more[each.pot])) if overbooked else each.amount for line, each in enumerate(plan.money)
    }
    common = [line for line, each in enumerate(plan.money) if each.pot == COMMON]
    own = {code: [line for line, each in enumerate(plan.money) if each.pot == code != COMMON] for code in places}
    regional = frozenset(line for line, each in enumerate(plan.money) if each.kind == FundKind.REGIONAL)
    lines = {index: [*own[code], *common] for code, index in places.items()}
    return Purse(left, lines, plan.draw_order, regional, frozenset(common))


def _count(tally: Tally, place: Place, procedure: Procedure) -> None:
    arrival = place.candidate.arrival
    if place.outcome == RankingOutcome.BELOW_MINIMUM:
        tally.below += 1
        return
    if place.outcome == RankingOutcome.FINANCED:
        tally.financed += 1
        tally.used += place.grant
    else:
        tally.waiting += 1
        tally.waiting_money += place.candidate.grant
    if place.grant < place.candidate.grant:
        _end(tally, Ending(arrival if procedure.is_by_arrival else place.position, arrival))


def _leave_out(tally: Tally, candidate: Candidate) -> None:
    tally.beyond += 1
    _end(tally, Ending(candidate.arrival, candidate.arrival))


def _end(tally: Tally, ending: Ending) -> None:
    if tally.ended is None or ending.position < tally.ended.position:
        tally.ended = ending


COUNTS = ("requests", "inadmissible", "financed", "waiting", "beyond", "below", "asked", "used", "waiting_money")


def _result(plan: Plan, tallies: Sequence[Tally], purse: Purse, elsewhere: int) -> Result:
    left = dict.fromkeys((*(pot.code for pot in plan.pots), COMMON), ZERO)
    for line, each in enumerate(plan.money):
        left[each.pot] += purse.left[line]
    for tally in tallies:
        tally.left = left[tally.code]
    total = Tally(COMMON, "", plan.endowment, left=sum(left.values(), ZERO))
    for name in COUNTS:
        setattr(total, name, sum((getattr(tally, name) for tally in tallies), getattr(total, name)))
    total.ended = min((each.ended for each in tallies if each.ended), key=lambda each: each.position, default=None)
    return Result(tuple(tallies), total, plan.money_of(COMMON), left[COMMON], elsewhere)
