"""What a ranking of 100,000 applications costs, ordered, allocated and stored, against the bare statement that does as much."""

import random
import time
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from applications.models import Application, Arrival, Ranking, Score, ScoreSheet, Verdict
from applications.operations import ranking
from applications.queries.ranking import stored_rows
from applications.queries.recounting import recounted
from bando.models import Call
from bench.crowd import copies
from bench.measure import Figure, Variant, compare
from bench.scenery import a_call_open_now
from demo.cast import Cast
from demo.walking import Walk

MANY = 100_000
# The yardstick: positions, running sums a pot, outcome, in one statement, with the rows as wide as those of a ranking.
BARE = """
    INSERT INTO applications_rankingentry (ranking_id, application_id, position, score, arrival_number, outcome, admitted_spend,
                                           due, "grant", regional_share, chamber_share, parts)
    WITH sheet AS (
        SELECT s.application_id, s.id, sum(p.points) AS total
          FROM applications_scoresheet s JOIN applications_score p ON p.sheet_id = s.id GROUP BY s.application_id, s.id
    ), mark AS (
        SELECT application_id, round(avg(total), 2) AS score FROM sheet GROUP BY application_id
    ), money AS (
        SELECT pot_id, sum(available) AS has FROM bando_budgetline GROUP BY pot_id
    ), ranked AS (
        SELECT a.id, mark.score, place.number, v.admitted_spend AS spend, v."grant" AS due, money.has,
               row_number() OVER (ORDER BY mark.score DESC, place.number) AS turn,
               sum(v."grant") FILTER (WHERE mark.score >= %(minimum)s)
                   OVER (PARTITION BY a.pot_id ORDER BY mark.score DESC, place.number) AS so_far
          FROM applications_application a JOIN mark ON mark.application_id = a.id
          JOIN applications_arrival place ON place.application_id = a.id
          JOIN applications_verdict v ON v.application_id = a.id JOIN money ON money.pot_id = a.pot_id
         WHERE a.call_id = %(call)s AND a.state = 'scored'
    ), placed AS (
        SELECT *, CASE WHEN score < %(minimum)s THEN 'below_minimum'
                       WHEN so_far <= has THEN 'financed' ELSE 'waiting' END AS outcome
          FROM ranked
    )
    SELECT %(ranking)s, id, turn, score, number, outcome, spend, due, CASE outcome WHEN 'financed' THEN due ELSE 0 END,
           CASE outcome WHEN 'financed' THEN due ELSE 0 END, 0, jsonb_build_object('1', due::text)
      FROM placed
"""


def run(rounds: int) -> list[Figure]:
    """One operation is one whole ranking; the second count must find the same rows to the cent."""
    call, cast = a_call_open_now()
    _fill(call, cast)
    at = call.closes_at + timedelta(days=30)

    def whole(_number: int) -> Sequence[float]:
        start = time.perf_counter()
        ranking.propose(call=call, by=cast.operator, at=at)
        return [time.perf_counter() - start]

    def bare(_number: int) -> Sequence[float]:
        start = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            made = Ranking.objects.create(call=call, proposed_at=at, proposed_by=cast.operator, digest="")
            cursor.execute(BARE, {"call": call.pk, "ranking": made.pk, "minimum": call.minimum_score})
        return [time.perf_counter() - start]

    variants: dict[str, Variant] = {"one bare statement": bare, "ranked, allocated, stored": whole}
    figures = compare(variants, rounds=rounds)
    _compare(call)
    return figures


def _compare(call: Call) -> None:
    start = time.perf_counter()
    stored, counted = stored_rows(Ranking.objects.latest("pk")), recounted(call, "").rows
    assert stored == counted, "the second count differs"
    financed = sum((row.grant for row in counted), Decimal(0))
    print(f"{len(counted):,} rows counted again in {time.perf_counter() - start:.1f} s, the same to the cent: {financed:,} euro")


def _fill(call: Call, cast: Cast) -> None:
    """One application goes the whole way; the others are copies of its rows, with other figures, by one statement a table."""
    now = timezone.now()
    walk = Walk(call, cast, random.Random(5))  # noqa: S311 (a repeatable measurement)
    model = walk.draft(cast.firms[0], at=now - timedelta(days=1))
    walk.send(model, at=now - timedelta(days=1))
    walk.admit(model, at=now)
    walk.score(model, at=now, share=Decimal("0.7"))
    pots = [pot for pot in call.pots.order_by("pk") if pot.chamber_id]
    listed = ", ".join(str(pot.pk) for pot in pots)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        pot = f"(ARRAY[{listed}])[1 + n % {len(pots)}]"
        many, own = MANY - 1, f"m.application_id = {model.pk}"
        of_copy = {"id": "-n", "application_id": "-n"}
        copies(cursor, Application, f"m.id = {model.pk}", many, {"id": "-n", "firm_id": "-n", "pot_id": pot})
        hashed = {"hash": "lpad(n::text, 64, '0')", "previous_hash": "''", "key": "gen_random_uuid()", "snapshot_id": "-n"}
        copies(cursor, Arrival, own, many, of_copy | {"number": "n + 1"} | hashed)
        copies(cursor, Verdict, own, many, of_copy | {"grant": "2800 + (n * 7919) % 7200", "admitted_spend": "15000"})
        copies(cursor, ScoreSheet, own, many, {"id": "-n * 10 - m.id % 10", "application_id": "-n"})
        of_model = f"m.sheet_id IN (SELECT id FROM applications_scoresheet WHERE application_id = {model.pk})"  # noqa: S608
        keys = {"id": "-n * 100 - m.id % 100", "sheet_id": "-n * 10 - m.sheet_id % 10"}
        copies(cursor, Score, of_model, many, keys | {"points": "(m.points::int + (n * 31 + m.id) % 20) % 31"})
        _richer(cursor, call)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")


def _richer(cursor: Any, call: Call) -> None:
    """Money for about a third of them."""
    lines = "SELECT id FROM bando_pot WHERE call_id = %s"
    cursor.execute(f"UPDATE bando_budgetline SET available = available * 80 WHERE pot_id IN ({lines})", [call.pk])  # noqa: S608
