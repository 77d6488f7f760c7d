"""What paying in batches costs: an order of 5,000 proposed, adopted, drawn for the bank twice the same, confirmed."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from applications.models import Application, Arrival, Confirmation, Content, Grant, Verdict
from applications.operations import granting, ranking
from bando.enums import ActKind, Phase
from bando.models import Act, BudgetLine, Movement
from bando.operations import acts
from bando.queries.balance import differences
from bench.crowd import copies
from bench.measure import Figure, cpu_seconds
from demo.calls import Window, make_call, page_of
from demo.cast import gather
from demo.spending import Accounts
from demo.walking import Walk
from disbursement.adapters import pain001
from disbursement.models import Account, PaymentOrder, Settlement
from disbursement.operations import banking, ordering, paying
from disbursement.queries.held_back import held_back, waiting_in
from disbursement.queries.orders import message_of, payable
from registry.models import Firm

MANY = 5_000
Result = TypeVar("Result")


class Counter:
    """Counts statements."""

    count = 0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.count += 1
        return execute(*args)


class Stopwatch:
    """Times what is done to a whole batch of `many`, and counts its statements."""

    def __init__(self, many: int) -> None:
        self.many = many
        self.figures: list[Figure] = []

    def run(self, name: str, act: Callable[[], Result]) -> Result:
        """Do it; its figure is to the payment, its `queries` are of the batch."""
        asked = Counter()
        with connection.execute_wrapper(asked):
            cpu, start = cpu_seconds(), time.perf_counter()
            result = act()
            wall, cpu = time.perf_counter() - start, cpu_seconds() - cpu
        each, each_cpu = wall / self.many * 1000, cpu / self.many * 1000
        base = self.figures[0] if self.figures else None
        self.figures.append(
            Figure(
                name=name, operations=self.many, wall_ms=round(each, 3), p50_ms=round(each, 3), p99_ms=round(each, 3),
                per_second=round(1000 / each, 1), cpu_ms=round(each_cpu, 3), queries=asked.count,
                wall_ratio=round(each / base.wall_ms, 2) if base else 1.0,
                cpu_ratio=round(each_cpu / base.cpu_ms, 2) if base and base.cpu_ms else 1.0,
            )
        )  # fmt: skip
        return result


def run(rounds: int, sizes: Sequence[int] = (MANY,)) -> list[Figure]:
    """A batch a round, each of payments of its own; the figures of the last one. The books must agree after it."""
    now = timezone.now()
    walk, model = a_settled_grant(now)
    many, figures = sizes[0], list[Figure]()
    for number in range(rounds):
        multiply(model, many, first=number * many + 1)
        figures = batch(walk, model, many, now).figures
    assert not list(differences()), "the books do not agree"
    return figures


def batch(walk: Walk, model: Application, many: int, now: datetime) -> Stopwatch:
    watch, officer, chamber = Stopwatch(many), walk.officer(model), walk.chamber_of(model)
    assert model.pot is not None
    settlements, director = list(payable(model.pot)[:many]), walk.cast.rup(chamber)
    order = watch.run("proposed", lambda: ordering.propose(settlements=settlements, by=officer, at=now))
    day = timezone.localdate(now)
    known: dict[str, Any] = {"number": str(order.pk), "issued_on": day, "issuer": "Camera", "signer": director.name}
    held = watch.run("looked at beforehand", lambda: held_back(waiting_in(order), on=day, at=now))
    assert not held, held[0]
    watch.run("adopted, rules asked", lambda: ordering.adopt(order=order, execute_on=day, by=director, at=now, **known))
    made = watch.run("file made and kept", lambda: banking.make(order_id=order.pk, at=now))
    again = watch.run("file drawn again", lambda: pain001.draw(message_of(PaymentOrder.objects.get(pk=order.pk))))
    with made.file.open("rb") as kept:
        assert kept.read() == again, "the file is not the same when it is drawn again"
    paid = watch.run("confirmed, ledger posted", lambda: paying.confirm(order=order, paid_on=day, by=officer, at=now))
    assert len(paid) == many, len(paid)
    return watch


def a_settled_grant(now: datetime) -> tuple[Walk, Application]:
    """One application all the way to its settlement, in a call that ended last year."""
    cast = gather(now - timedelta(days=400))
    window = Window(opens=-300, closes=-264, spend_until=30, accounts_due=60)
    call = make_call(code="BENCH", title="Bando", what="misura", window=window, cast=cast, now=now)
    walk = Walk(call, cast, random.Random(5))  # noqa: S311 (a repeatable measurement)
    model = walk.draft(cast.firms[0], at=now - timedelta(days=299), spend=Decimal("15200.00"))
    walk.send(model, at=now - timedelta(days=290))
    walk.admit(model, at=now - timedelta(days=258))
    walk.score(model, at=now - timedelta(days=250), share=Decimal("0.9"))
    proposed = ranking.propose(call=walk.call, by=cast.operator, at=now - timedelta(days=243))
    ranking.sign(ranking=proposed, by=cast.director, at=now - timedelta(days=242), **_known("1", now - timedelta(days=242)))
    model.refresh_from_db()
    at = now - timedelta(days=235)
    act = acts.adopt(call=walk.call, kind=ActKind.GRANT, subject="Concessione", by=cast.director, at=at, **_known("2", at))
    granting.grant(application=model, act=act, cor="1200001", cup="E20J00000000001", by=cast.director, at=at)
    _public(act, cast.director, at)
    walk.accept(model, at=now - timedelta(days=225))
    accounts = Accounts(walk, model, (now - timedelta(days=150)).date(), Decimal(1))
    accounts.send(accounts.write(at=now - timedelta(days=62)), at=now - timedelta(days=60))
    accounts.settle(model.account, at=now - timedelta(days=40))
    walk.verify(model, Phase.PAYMENT, at=now - timedelta(days=2))
    return walk, Application.objects.select_related("pot__chamber", "account__settlement").get(pk=model.pk)


def _known(number: str, at: datetime) -> dict[str, Any]:
    return {"number": number, "issued_on": at.date(), "issuer": "Unioncamere", "signer": "–"}


def _public(act: Act, by: Any, at: datetime) -> None:
    acts.publish(act=act, published_on=at.date(), address=page_of(act), by=by, at=at)


def multiply(model: Application, count: int, *, first: int) -> None:
    """The model's rows, copied for so many firms more (numbered from `first`), with the money that they hold."""
    file, at = f"m.application_id = {model.pk}", f"(n + {first - 1})"
    own, several = {"id": f"-{at}", "application_id": f"-{at}"}, {"id": f"-{at} * 100 - m.id % 100"}
    codes = dict.fromkeys(("tax_code", "vat_number"), f"(80000000000 + {at})::text")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        copies(cursor, Firm, f"m.id = {model.firm_id}", count, {"id": f"-{at}"} | codes)
        copies(cursor, Application, f"m.id = {model.pk}", count, {"id": f"-{at}", "firm_id": f"-{at}"})
        copies(cursor, Content, file, count, own)
        placed = {
            "number": f"{at} + 1",
            "hash": f"lpad({at}::text, 64, '0')",
            "key": "gen_random_uuid()",
            "snapshot_id": f"-{at}",
        }
        copies(cursor, Arrival, file, count, own | placed)
        copies(cursor, Verdict, file, count, own)
        given = {"cor": f"(2000000 + {at})::text", "cup": f"'E20J' || lpad(({at} + 1)::text, 11, '0')"}
        copies(cursor, Grant, file, count, own | given)
        copies(cursor, Confirmation, file, count, several | {"application_id": f"-{at}"})
        copies(cursor, Account, file, count, own)
        copies(cursor, Settlement, f"m.account_id = {model.account.pk}", count, {"id": f"-{at}", "account_id": f"-{at}"})
        moved = f"m.reference = 'application:{model.pk}'"
        copies(cursor, Movement, moved, count, several | {"reference": f"'application:' || (-{at})::text"})
        _endow(cursor, model, count)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")


def _endow(cursor: Any, model: Application, count: int) -> None:
    """The lines have had and have committed what the copies hold, and so have their funds."""
    held = Movement.objects.filter(reference=f"application:{model.pk}")
    for line in BudgetLine.objects.filter(movements__in=held).distinct():
        left = sum((one.amount if one.target == "committed" else -one.amount for one in held.filter(line=line)), Decimal(0))
        for changed in (
            "bando_budgetline SET committed = committed + %s WHERE id = %s",
            "bando_budgetline SET endowment = endowment + %s WHERE id = %s",
            "bando_movement SET amount = amount + %s WHERE line_id = %s AND kind = 'endow'",
            "bando_fund SET amount = amount + %s WHERE id = (SELECT fund_id FROM bando_budgetline WHERE id = %s)",
        ):
            cursor.execute(f"UPDATE {changed}", [left * count, line.pk])
