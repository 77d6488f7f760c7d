"""How a call went: from the application to the payment, month after month, expense item by expense item."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from applications.models import Expense
from bando.models import Call, ExpenseItem
from core.money import ZERO
from disbursement.models import Spending, SpendingCut
from reports.domain.columns import Cell, Column, Kind, Row
from reports.domain.shares import points
from reports.domain.table import Chart, Shape, Table
from reports.domain.wording import ROME
from reports.queries.counting import Test
from reports.queries.dossiers import Dossier

FUNNEL: tuple[tuple[str, Test], ...] = (
    ("Domande ricevute", lambda one: True),
    ("Ammesse", lambda one: one.is_admitted),
    ("Finanziate dalla graduatoria", lambda one: one.is_financed),
    ("Contributo concesso", lambda one: one.grant is not None),
    ("Rendiconto inviato", lambda one: one.has_sent_accounts),
    ("Rendiconto approvato", lambda one: one.settlement is not None),
    ("Contributo pagato", lambda one: one.payout is not None),
)
# Beyond so many months a call is told by its quarters: more would not be read.
MOST_MONTHS = 36
NOWHERE = ""

FUNNEL_CHART = Chart("percorso", "step", "count", "Dalla domanda al pagamento")
RECEIVED_CHART = Chart("cronologia", "month", "received", "Domande ricevute nel tempo", Shape.COLUMNS)
PAID_CHART = Chart("cronologia", "month", "paid", "Contributi pagati nel tempo, in euro", Shape.COLUMNS)
PLANNED_CHART = Chart("voci", "item", "planned", "Spesa prevista per voce, in euro")
ADMITTED_CHART = Chart("voci", "item", "admitted", "Spesa ammessa nei rendiconti per voce, in euro")


def funnel(rows: Sequence[Dossier]) -> Table:
    """How many applications came how far, whatever became of them afterwards."""
    columns = (
        Column("step", "Passo", width=40),
        Column("count", "Domande", Kind.INTEGER, width=10),
        Column("share", "Quota delle ricevute", Kind.PERCENT, width=12),
    )
    counted = [(step, sum(1 for row in rows if test(row))) for step, test in FUNNEL]
    lines = tuple((step, count, points(count, len(rows))) for step, count in counted)
    return Table("percorso", "Dalla domanda al pagamento", columns, lines, has_totals=False)


def timeline(rows: Sequence[Dossier]) -> Table:
    """What happened in each month (each quarter, of a long call), from the first application to the last payment."""
    columns = (
        Column("month", "Periodo", width=12),
        Column("received", "Domande ricevute", Kind.INTEGER, width=10, summed=True),
        Column("grants", "Contributi concessi", Kind.INTEGER, width=10, summed=True),
        Column("granted", "Importo concesso", Kind.MONEY, width=13),
        Column("payments", "Pagamenti", Kind.INTEGER, width=10, summed=True),
        Column("paid", "Importo pagato", Kind.MONEY, width=13),
    )
    received = [(_day(row.arrival.at), ZERO) for row in rows]
    granted = [(_day(row.grant.granted_at), row.grant.amount) for row in rows if row.grant]
    paid = [(row.payout.paid_on, row.payout.gross) for row in rows if row.payout]
    named = _periods([day for day, _amount in (*received, *granted, *paid)])
    sums = [_by_period(events, named) for events in (received, granted, paid)]
    lines = tuple(_period(name, *(one[name] for one in sums)) for name in dict.fromkeys(named.values()))
    return Table("cronologia", "Che cosa è successo nel tempo", columns, lines)


Event = tuple[date, Decimal]
Sums = tuple[int, Decimal]


def _period(name: str, received: Sums, granted: Sums, paid: Sums) -> Row:
    return (name, received[0], granted[0], granted[1], paid[0], paid[1])


def _by_period(events: Iterable[Event], named: dict[tuple[int, int], str]) -> dict[str, Sums]:
    counted, summed = Counter[str](), defaultdict[str, Decimal](lambda: ZERO)
    for day, amount in events:
        name = named[day.year, day.month]
        counted[name] += 1
        summed[name] += amount
    return {name: (counted[name], summed[name]) for name in named.values()}


def _periods(days: Sequence[date]) -> dict[tuple[int, int], str]:
    """Every month from the first day to the last, with the name of its period; none is left out for being empty."""
    if not days:
        return {}
    first, last = min(days), max(days)
    months = [divmod(at, 12) for at in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]
    by_quarter = len(months) > MOST_MONTHS
    return {
        (year, month + 1): f"{month // 3 + 1}° trim. {year}" if by_quarter else f"{month + 1:02}/{year}" for year, month in months
    }


def _day(instant: datetime) -> date:
    return instant.astimezone(ROME).date()


def items(call: Call, rows: Sequence[Dossier], as_of: datetime) -> Table:
    """What was planned, claimed and admitted under each expense item of the call."""
    columns = (
        Column("item", "Voce di spesa", width=44),
        Column("planned", "Prevista nelle domande", Kind.MONEY, width=14),
        Column("claimed", "Rendicontata", Kind.MONEY, width=14),
        Column("admitted", "Ammessa nei rendiconti approvati", Kind.MONEY, width=14),
    )
    planned = _planned(call, {row.application.pk for row in rows})
    claimed = _claimed(call, {row.application.pk for row in rows if row.has_sent_accounts}, lambda _pk, amount: amount)
    cut = dict(_cuts(call, as_of))
    settled = {row.application.pk for row in rows if row.settlement is not None}
    admitted = _claimed(call, settled, lambda pk, amount: cut.get(pk, amount))
    named = {item.code: item.label for item in ExpenseItem.objects.filter(call=call).order_by("order", "code", "-since")}
    found = [code for code in (*named, NOWHERE) if code in {*planned, *claimed}]
    lines: tuple[tuple[Cell, ...], ...] = tuple(
        (named.get(code, "Senza voce"), *(sums.get(code, ZERO) for sums in (planned, claimed, admitted))) for code in found
    )
    note = "Voce per voce, prima dei massimali del bando: la spesa riconosciuta di un contributo può essere minore della somma."
    return Table("voci", "Spesa per voce", columns, lines, note=note)


def _planned(call: Call, applications: set[int]) -> dict[str, Decimal]:
    rows = Expense.objects.filter(application__call=call, application__arrival__isnull=False)
    return _summed(
        (code, amount)
        for application, code, amount in rows.values_list("application_id", "item__code", "amount")
        if application in applications
    )


def _claimed(call: Call, applications: set[int], counts: Callable[[int, Decimal], Decimal]) -> dict[str, Decimal]:
    rows = Spending.objects.filter(account__application__call=call)
    return _summed(
        (code or NOWHERE, counts(pk, amount))
        for pk, application, code, amount in rows.values_list("pk", "account__application_id", "item__code", "amount")
        if application in applications
    )


def _cuts(call: Call, as_of: datetime) -> Iterable[tuple[int, Decimal]]:
    """What the officers had left of the lines by then, the latest cut of each last."""
    rows = SpendingCut.objects.filter(spending__account__application__call=call, at__lte=as_of)
    return rows.order_by("pk").values_list("spending_id", "admitted")


def _summed(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for code, amount in amounts:
        sums[code] = sums.get(code, ZERO) + amount
    return sums
