"""The ranking as it would be now, or with more money; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Sum

from applications.domain.ranking import Place, Purse, rank
from applications.domain.ranking_rows import Row, parts_of
from applications.enums import RankingOutcome, State
from applications.models import Application, Ranking, RankingEntry
from applications.queries.competing import Field, field_of, minimum_of, not_admitted, positions_of, purse_of, tie_breaks_of
from bando.enums import Procedure
from bando.models import BudgetLine, Call
from bando.queries.pots import Standing, standing
from core.money import CENT, ZERO

Extra = Mapping[int, Decimal]
WITHOUT_POINTS = [each for each in Procedure if not each.is_scored]


@dataclass(frozen=True)
class Listing:
    """A ranking that is not decided: the places, the rows that a proposal would store, what would be left on each line."""

    places: Sequence[Place]
    rows: Sequence[Row]
    left: Mapping[int, Decimal]
    missing: Mapping[int, Decimal]


@dataclass(frozen=True)
class PotAfter:
    """The money of one pot before and after the ranking, in euro: `to_give` (with `extra`) `= financed + left`.

    `count` applications of the pot are financed; those who wait lack `missing`.
    """

    label: str
    endowment: Decimal
    extra: Decimal
    to_give: Decimal
    financed: Decimal
    left: Decimal
    count: int
    waiting: int
    missing: Decimal


def listing(call: Call, *, seed: str = "", extra: Extra | None = None) -> Listing:
    """Everybody who competes in their places with what is free now (and `extra`, euro by pot), then who is not admitted."""
    found, purse = field_of(call, seed), purse_of(call, extra)
    places = rank(
        found.candidates,
        purse=purse,
        minimum=minimum_of(call),
        partial_last=call.partial_last_grant,
        tie_breaks=tie_breaks_of(call),
    )
    rows = [*_placed(call, places, found, purse), *_refused(call)]
    return Listing(places, rows, purse.left, {place.candidate.key: place.missing for place in places})


def _placed(call: Call, places: Sequence[Place], found: Field, purse: Purse) -> list[Row]:
    before = positions_of(call)
    # Who waits keeps the place that the first ranking gave, unless the ranking places somebody new.
    kept = before if all(place.candidate.key in before for place in places) else {}
    regional = purse.regional
    rows = []
    for place in places:
        key, parts = place.candidate.key, place.parts if place.outcome == RankingOutcome.FINANCED else {}
        grant = sum(parts.values(), ZERO)
        from_region = sum((part for line, part in parts.items() if line in regional), ZERO)
        rows.append(
            Row(
                key,
                kept.get(key, place.position),
                found.scores.get(key, ZERO),
                place.candidate.arrival,
                place.outcome.value,
                found.spends[key],
                place.candidate.grant,
                grant,
                from_region,
                grant - from_region,
                parts_of(parts.items()),
            )
        )
    return rows


def _refused(call: Call) -> list[Row]:
    rows = not_admitted(call).values_list("pk", "arrival__number", "verdict__admitted_spend")
    outcome = RankingOutcome.NOT_ADMITTED.value
    return [Row(pk, None, None, number, outcome, spend or ZERO, ZERO, ZERO, ZERO, ZERO, "{}") for pk, number, spend in rows]


def pots_after(call: Call, found: Listing, extra: Extra | None = None) -> list[PotAfter]:
    """What each pot would have left after the ranking `found`, and how many it would finance."""
    left: dict[int | None, Decimal] = {}
    for line_id, pot_id in BudgetLine.objects.filter(pot__call=call).values_list("pk", "pot_id"):
        left[pot_id] = left.get(pot_id, ZERO) + found.left[line_id]
    by_pot: dict[int, list[Place]] = {}
    for place in found.places:
        by_pot.setdefault(place.candidate.pot, []).append(place)
    return [
        _after(row, left.get(row.pot_id, ZERO), found, by_pot.get(row.pot_id or 0, []), extra or {}) for row in standing(call)
    ]


def _after(row: Standing, left: Decimal, found: Listing, places: Sequence[Place], extra: Extra) -> PotAfter:
    more = extra.get(row.pot_id or 0, ZERO)
    left += found.left.get(-(row.pot_id or 0), ZERO) if more else ZERO
    to_give = row.available + row.reserved + more
    waiting = [place for place in places if place.outcome == RankingOutcome.WAITING]
    return PotAfter(
        label=row.label,
        endowment=row.endowment,
        extra=more,
        to_give=to_give,
        financed=sum((place.grant for place in places), ZERO),
        left=left,
        count=sum(place.outcome == RankingOutcome.FINANCED for place in places),
        waiting=len(waiting),
        missing=sum((place.missing for place in places), ZERO),
    )


def stored_rows(ranking: Ranking) -> list[Row]:
    """The rows of a ranking as they were stored, in its order."""
    columns = (
        "application_id", "position", "score", "arrival_number", "outcome", "admitted_spend", "due", "grant",
        "regional_share", "chamber_share", "parts",
    )  # fmt: skip
    rows = ranking.entries.values_list(*columns)
    return [Row._make((*figures, parts_of(parts.items()))) for *figures, parts in rows.iterator(chunk_size=10_000)]


def seed_of(call: Call) -> str:
    """The seed with which the call's lots were drawn by the ranking in force; empty before."""
    first = Ranking.objects.filter(call=call, act__isnull=False).order_by("pk").first()
    return first.seed if first else ""


def place_of(application: Application) -> RankingEntry | None:
    """Its row in the latest approved ranking that names it."""
    return approved_entries(application).last()


def approved_entries(application: Application) -> QuerySet[RankingEntry]:
    """Its places in the rankings that acts have approved, oldest first; who was not admitted has none."""
    found = application.ranking_entries.filter(ranking__act__isnull=False, position__isnull=False)
    return found.select_related("ranking__act").order_by("pk")


def calls_to_rank() -> QuerySet[Call]:
    """The calls with files that no act has placed yet, or that wait for money."""
    by_points = Call.objects.filter(applications__state=State.SCORED)
    waiting = Call.objects.filter(applications__state=State.WAITING)
    without = Call.objects.filter(procedure__in=WITHOUT_POINTS, applications__state=State.ADMISSIBLE)
    keys = by_points.values("pk").union(waiting.values("pk"), without.values("pk"))
    return Call.objects.filter(pk__in=keys).order_by("pk")


def calls_to_propose() -> QuerySet[Call]:
    """The calls with files that no ranking has placed yet, and no proposal waits to be signed."""
    placed = Q(applications__state=State.SCORED) | Q(procedure__in=WITHOUT_POINTS, applications__state=State.ADMISSIBLE)
    waits = proposals_to_sign().filter(call=OuterRef("pk"))
    return Call.objects.filter(placed, ~Exists(waits), rehearsal=False).distinct()


def proposals_to_sign() -> QuerySet[Ranking]:
    """The latest proposal of each call, where no act has come since."""
    later = Ranking.objects.filter(call=OuterRef("call"), pk__gt=OuterRef("pk"))
    return Ranking.objects.filter(~Exists(later), act=None, call__rehearsal=False).order_by("pk")


def scrolls() -> list[tuple[Call, int]]:
    """The calls whose waiting list can scroll with what is free again, each with how many would get in.

    Only where there is as much free as the smallest grant that waits is the ranking worked out.
    """
    waiting = Application.objects.filter(state=State.WAITING, call__rehearsal=False).order_by()
    least = dict(waiting.values_list("call_id").annotate(least=Min("verdict__grant")))
    lines = BudgetLine.objects.filter(pot__call__in=least).order_by().values_list("pot__call_id")
    free = dict(lines.annotate(free=Sum("available")))
    found = []
    for call in Call.objects.filter(pk__in=least).order_by("pk"):
        if free.get(call.pk, ZERO) < (CENT if call.partial_last_grant else least[call.pk]):
            continue
        rows = listing(call, seed=seed_of(call)).rows
        let_in = sum(row.outcome == RankingOutcome.FINANCED for row in rows)
        if let_in:
            found.append((call, let_in))
    return found
