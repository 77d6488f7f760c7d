"""A ranking computed a second way: the order by one SQL statement with window functions, the money in whole cents.

What comes out is compared with the rows of a proposal before an act approves them; see `domain/recount.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from applications.domain.ranking import ARRIVAL, CRITERION, LOTS, SMALLER_GRANT
from applications.domain.ranking_rows import Row, parts_of
from applications.domain.recount import Box, Cents, Claim, Given, in_cents, recount
from applications.enums import RankingOutcome, State
from applications.queries.competing import minimum_of, tie_breaks_of
from applications.queries.reserving import reserved_in
from bando.enums import DrawOrder, FundKind, Procedure
from bando.models import BudgetLine, Call

ORDERED = """
    WITH sheet AS (
        SELECT s.application_id, s.id, sum(p.points) AS total
          FROM applications_scoresheet s JOIN applications_score p ON p.sheet_id = s.id
          JOIN applications_application a ON a.id = s.application_id AND a.call_id = %(call)s
         GROUP BY s.application_id, s.id
    ), mark AS (
        SELECT application_id, round(avg(total), 2) AS score FROM sheet GROUP BY application_id
    ), runner AS (
        SELECT a.id, a.pot_id, place.number, v."grant" AS due, v.admitted_spend AS spend,
               CASE WHEN %(scored)s THEN coalesce(mark.score, 0) ELSE 0.00 END AS score
          FROM applications_application a
          JOIN applications_arrival place ON place.application_id = a.id
          JOIN applications_verdict v ON v.application_id = a.id
          LEFT JOIN mark ON mark.application_id = a.id
         WHERE a.call_id = %(call)s AND a.state IN (%(first)s, %(waiting)s) AND a.pot_id IS NOT NULL
    ), known AS (
        SELECT DISTINCT ON (e.application_id) e.application_id, e.position
          FROM applications_rankingentry e JOIN applications_ranking r ON r.id = e.ranking_id
         WHERE r.call_id = %(call)s AND r.act_id IS NOT NULL AND e.position IS NOT NULL ORDER BY e.application_id, e.ranking_id
    ), ranked AS (
        SELECT runner.*, known.position AS before, row_number() OVER (ORDER BY {keys}) AS turn,
               bool_and(known.position IS NOT NULL) OVER () AS all_known
          FROM runner LEFT JOIN known ON known.application_id = runner.id
    )
    SELECT id, pot_id, CASE WHEN all_known THEN before ELSE turn END, score, number, spend, due FROM ranked ORDER BY turn
"""
REFUSED = """
    SELECT a.id, place.number, coalesce(v.admitted_spend, 0)
      FROM applications_application a JOIN applications_arrival place ON place.application_id = a.id
      LEFT JOIN applications_verdict v ON v.application_id = a.id
     WHERE a.call_id = %(call)s AND a.state = %(out)s AND NOT EXISTS (
           SELECT 1 FROM applications_rankingentry e JOIN applications_ranking r ON r.id = e.ranking_id
            WHERE e.application_id = a.id AND r.act_id IS NOT NULL AND e.outcome = %(listed)s)
     ORDER BY place.number
"""
POINTS = """(
    SELECT round(avg(p.points), 2) FROM applications_score p JOIN applications_scoresheet s ON s.id = p.sheet_id
      JOIN bando_scoringcriterion k ON k.id = p.criterion_id WHERE s.application_id = runner.id AND k.code = %({name})s)"""
TICKET = "encode(sha256(convert_to(%(seed)s || chr(10) || runner.number, 'UTF8')), 'hex') COLLATE \"C\""
KEYS = {ARRIVAL: "runner.number", SMALLER_GRANT: "runner.due", LOTS: TICKET}


@dataclass(frozen=True)
class Recount:
    """The rows a second time, and for the ledger what each application gets and had reserved, in cents by line."""

    rows: list[Row]
    given: dict[int, Given]
    held: dict[int, Cents]


def recounted(call: Call, seed: str) -> Recount:
    """The ranking of the call as it is now, counted the second way."""
    runners = _asked(*_ordered(call, seed))
    minimum = minimum_of(call)
    held = _held(call)
    boxes = {line.pk: box_of(line) for line in BudgetLine.objects.filter(pot__call=call).select_related("pot", "fund")}
    claims = [
        Claim(key, pot, int(due * 100), score >= minimum, held.get(key, {}))
        for key, pot, _turn, score, _number, _spend, due in runners
    ]
    given = recount(claims, boxes, order=DrawOrder(call.draw_order), partial_last=call.partial_last_grant)
    rows = [_row(each, given[each[0]], minimum, boxes) for each in runners]
    return Recount([*rows, *_left_out(call)], given, held)


def box_of(line: BudgetLine) -> Box:
    """The line as the second count knows it."""
    pot = None if line.pot.chamber_id is None else line.pot_id
    return Box(pot, line.fund.kind == FundKind.REGIONAL, int(line.available * 100))


def _held(call: Call) -> dict[int, Cents]:
    reserved = reserved_in(call) if Procedure(call.procedure).is_by_arrival else {}
    return {key: in_cents(amounts.items()) for key, amounts in reserved.items()}


def _ordered(call: Call, seed: str) -> tuple[str, dict[str, Any]]:
    procedure = Procedure(call.procedure)
    values: dict[str, Any] = {"call": call.pk, "scored": procedure.is_scored, "waiting": State.WAITING.value, "seed": seed}
    values["first"] = (State.SCORED if procedure.is_scored else State.ADMISSIBLE).value
    values["minimum"] = call.minimum_score
    first = "least(runner.score, %(minimum)s) DESC" if procedure.is_by_arrival else "runner.score DESC"
    keys = [first]
    for place, tie in enumerate(tie_breaks_of(call)):
        if tie.startswith(CRITERION):
            values[f"tie{place}"] = tie.removeprefix(CRITERION)
            keys.append(f"coalesce({POINTS.format(name=f'tie{place}')}, 0) DESC")
        else:
            keys.append(KEYS[tie])
    return ORDERED.format(keys=", ".join([*keys, KEYS[ARRIVAL]])), values


def _asked(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _row(runner: Sequence[Any], mine: Given, minimum: Decimal, boxes: dict[int, Box]) -> Row:
    key, _pot, turn, score, number, spend, due = runner
    outcome = RankingOutcome.FINANCED if mine.total else RankingOutcome.WAITING
    if score < minimum:
        outcome = RankingOutcome.BELOW_MINIMUM
    parts = mine.parts
    regional = sum(part for line, part in parts if boxes[line].is_regional)
    return Row(
        key, turn, Decimal(score).quantize(Decimal("0.01")), number, outcome.value, spend, due, _euro(mine.total),
        _euro(regional), _euro(mine.total - regional), parts_of((line, _euro(part)) for line, part in parts),
    )  # fmt: skip


def _euro(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _left_out(call: Call) -> list[Row]:
    listed, nothing = RankingOutcome.NOT_ADMITTED.value, Decimal("0.00")
    found = _asked(REFUSED, {"call": call.pk, "out": State.INADMISSIBLE.value, "listed": listed})
    return [
        Row(key, None, None, number, listed, Decimal(spend).quantize(nothing), nothing, nothing, nothing, nothing, "{}")
        for key, number, spend in found
    ]
