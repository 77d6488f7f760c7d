"""How a call stands now: funnel, Chambers, arrivals, money, payments, who waits and who is late.

The tables of the interim report, for pages that are looked at all day: added up by the database in a fixed number of questions,
however many applications there are. The tests have both and compare them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Count, DateTimeField, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Greatest, TruncMonth
from django.db.models.functions import Trunc as Truncated
from django.utils.translation import gettext as _

from applications.domain.workflow import UNDER_REVIEW
from applications.enums import RankingOutcome, State, VerdictOutcome
from applications.models import Application, Arrival, ChangeDecision, RankingEntry
from applications.queries.terms import with_terms
from bando.models import Call, Pot
from bando.queries.pots import Standing, standing
from core.money import ZERO
from disbursement.models import Payout, Spending
from reports.domain.shares import points
from reports.domain.steps import ROME, Step, cut, step_for
from reports.domain.table import Cell, Column, Kind, Row, Table

Found = dict[int, dict[str, Any]]


@dataclass(frozen=True)
class Overview:
    """Each table once; a Chamber's own people see theirs alone."""

    funnel: Table
    chambers: Table
    arrivals: Table
    money: Table
    spending: Table
    payments: Table


def overview(call: Call, pots: Sequence[Pot]) -> Overview:
    """What has become of the applications of these pots: eight questions, however many they are."""
    found, claimed, rows = _counted(pots), _claimed(pots), standing(call)
    with_chamber = [pot for pot in pots if pot.chamber_id is not None]
    return Overview(
        funnel=funnel(found.values()),
        chambers=_chambers(with_chamber, found),
        arrivals=arrivals(pots),
        money=_money([row for row in rows if row.pot_id in {pot.pk for pot in pots}]),
        spending=_spending(with_chamber, found, claimed),
        payments=payments(pots),
    )


def _sent(pots: Sequence[Pot]) -> QuerySet[Application]:
    return Application.objects.filter(pot__in=pots, arrival__isnull=False).exclude(state=State.WITHDRAWN)


COUNTS = {
    "under_review": Q(verdict=None),
    "rejected": Q(verdict__outcome=VerdictOutcome.REJECTED),
    "admitted": Q(verdict__outcome=VerdictOutcome.ADMITTED),
    "financed": Q(listed=RankingOutcome.FINANCED),
    "granted": Q(grant__isnull=False),
    "renounced": Q(state=State.RENOUNCED),
    "forfeited": Q(state=State.FORFEITED),
    "revoked": Q(state=State.REVOKED),
    "accounts": Q(account__sent_at__isnull=False),
    "settled": Q(account__settlement__isnull=False),
    "paid": Q(account__settlement__payout__isnull=False),
}
SUMS = {
    "granted_sum": "grant__amount",
    "final_spend": "account__settlement__admitted_spend",
    "final_grant": "account__settlement__final_grant",
    "economia": "account__settlement__economia",
    "gross": "account__settlement__payout__gross",
    "withheld": "account__settlement__payout__withheld",
    "net": "account__settlement__payout__net",
}


def _counted(pots: Sequence[Pot]) -> Found:
    """Pot → how many of its applications came how far, and their sums in euro."""
    approved = RankingEntry.objects.filter(application=OuterRef("pk"), position__isnull=False, ranking__approved_at__isnull=False)
    latest = approved.order_by("-ranking__approved_at", "-ranking", "-pk").values("outcome")[:1]
    rows = _sent(pots).annotate(listed=Subquery(latest)).order_by().values("pot_id")
    counts = {name: Count("pk", filter=test) for name, test in COUNTS.items()}
    sums = {name: Sum(path, default=ZERO) for name, path in SUMS.items()}
    return {row["pot_id"]: dict(row) for row in rows.annotate(received=Count("pk"), **counts, **sums)}


def _claimed(pots: Sequence[Pot]) -> dict[int, Decimal]:
    rows = Spending.objects.filter(account__application__pot__in=pots, account__sent_at__isnull=False).order_by()
    return dict(rows.values_list("account__application__pot_id").annotate(total=Sum("amount")))


def funnel(found: Iterable[dict[str, Any]]) -> Table:
    """How many came how far, whatever became of them afterwards."""
    steps = (
        ("received", _("Domande ricevute")),
        ("admitted", _("Ammesse")),
        ("financed", _("Finanziate dalla graduatoria")),
        ("granted", _("Contributo concesso")),
        ("accounts", _("Rendiconto inviato")),
        ("settled", _("Rendiconto approvato")),
        ("paid", _("Contributo pagato")),
    )
    columns = (
        Column("step", _("Passo"), width=40),
        Column("count", _("Domande"), Kind.INTEGER, width=10),
        Column("share", _("Quota delle ricevute"), Kind.PERCENT, width=12),
    )
    rows = list(found)
    counted = [(words, sum(row[name] for row in rows)) for name, words in steps]
    lines = tuple((words, count, points(count, counted[0][1])) for words, count in counted)
    return Table("percorso", _("Dalla domanda al pagamento"), columns, lines, has_totals=False)


def _by_chamber(
    name: str, title: str, pots: Sequence[Pot], found: Found, columns: Sequence[tuple[str, str, Kind]], note: str = ""
) -> Table:
    heads = tuple(Column(key, words, kind, summed=True) for key, words, kind in columns)
    empty: dict[str, Any] = {}
    rows = tuple(
        (str(pot), *(found.get(pot.pk, empty).get(key, ZERO if kind is Kind.MONEY else 0) for key, _words, kind in columns))
        for pot in sorted(pots, key=str)
    )
    return Table(name, title, (Column("chamber", _("Camera di commercio"), width=20), *heads), rows, note=note)


def _chambers(pots: Sequence[Pot], found: Found) -> Table:
    columns = [
        ("received", _("Ricevute"), Kind.INTEGER),
        ("under_review", _("In istruttoria"), Kind.INTEGER),
        ("rejected", _("Non ammesse"), Kind.INTEGER),
        ("admitted", _("Ammesse"), Kind.INTEGER),
        ("financed", _("Finanziate"), Kind.INTEGER),
        ("granted", _("Con concessione"), Kind.INTEGER),
        ("renounced", _("Rinunciate"), Kind.INTEGER),
        ("forfeited", _("Decadute"), Kind.INTEGER),
        ("revoked", _("Revocate"), Kind.INTEGER),
        ("paid", _("Pagate"), Kind.INTEGER),
    ]
    return _by_chamber("domande", _("Domande per Camera di commercio"), pots, found, columns)


def _spending(pots: Sequence[Pot], found: Found, claimed: dict[int, Decimal]) -> Table:
    columns = [
        ("granted_sum", _("Concesso"), Kind.MONEY),
        ("claimed", _("Spesa rendicontata"), Kind.MONEY),
        ("final_spend", _("Spesa riconosciuta"), Kind.MONEY),
        ("final_grant", _("Contributo finale"), Kind.MONEY),
        ("economia", _("Economie"), Kind.MONEY),
        ("gross", _("Pagato, lordo"), Kind.MONEY),
        ("withheld", _("Ritenute"), Kind.MONEY),
        ("net", _("Pagato, netto"), Kind.MONEY),
    ]
    with_claims = {pot: row | {"claimed": claimed.get(pot, ZERO)} for pot, row in found.items()}
    return _by_chamber("spesa", _("Spesa e pagamenti per Camera di commercio"), pots, with_claims, columns)


def _money(rows: Sequence[Standing]) -> Table:
    columns = (
        Column("chamber", _("Camera di commercio"), width=24),
        Column("endowment", _("Dotazione"), Kind.MONEY),
        Column("used", _("Concesso o pagato"), Kind.MONEY),
        Column("paid", _("di cui pagato"), Kind.MONEY),
        Column("available", _("Disponibile"), Kind.MONEY),
        Column("share", _("Uso"), Kind.PERCENT),
    )
    lines = tuple(
        (row.label, row.endowment, row.used, row.paid, row.available, points(int(row.used * 100), int(row.endowment * 100)))
        for row in rows
    )
    return Table("camere", _("Uso delle dotazioni"), columns, lines)


def arrivals(pots: Sequence[Pot]) -> Table:
    """When the applications came, those that were taken back too: piece by piece of time, the empty ones included."""
    came = Arrival.objects.filter(application__pot__in=pots)
    ends = came.aggregate(first=Min("at"), last=Max("at"))
    columns = (
        Column("when", _("Quando"), width=16),
        Column("count", _("Domande arrivate"), Kind.INTEGER, summed=True),
        Column("so_far", _("Fino ad allora"), Kind.INTEGER, summed=False),
    )
    rows = tuple(_arrived(came, ends["first"], ends["last"])) if ends["first"] else ()
    return Table("arrivi", _("Arrivi nel tempo"), columns, rows, note=_("Comprese le domande poi ritirate."))


def _arrived(came: QuerySet[Arrival], first: datetime, last: datetime) -> Iterator[Row]:
    step, so_far = step_for(first, last), 0
    pieces = came.annotate(piece=Truncated("at", step.value, output_field=DateTimeField(), tzinfo=ROME)).order_by()
    counted: dict[str, int] = {}
    for at, count in pieces.values_list("piece").annotate(count=Count("pk")):
        counted[_told(at, step)] = counted.get(_told(at, step), 0) + count
    for at in cut(first, last, step):
        count = counted.get(_told(at, step), 0)
        so_far += count
        yield (_told(at, step), count, so_far)


def _told(at: datetime, step: Step) -> str:
    return f"{at.astimezone(ROME):{step.shape}}"


def payments(pots: Sequence[Pot]) -> Table:
    """What was paid month after month, by the day of its payment."""
    rows = Payout.objects.filter(settlement__account__application__pot__in=pots).order_by()
    by_month = rows.annotate(month=TruncMonth("paid_on")).values_list("month")
    found = {month: (count, gross) for month, count, gross in by_month.annotate(count=Count("pk"), gross=Sum("gross"))}
    columns = (
        Column("month", _("Mese"), width=10),
        Column("count", _("Pagamenti"), Kind.INTEGER, summed=True),
        Column("gross", _("Pagato, lordo"), Kind.MONEY),
    )
    lines: list[tuple[Cell, ...]] = []
    if found:
        first, last = (datetime.combine(month, time(), ROME) for month in (min(found), max(found)))
        lines = [(f"{at:%m/%Y}", *found.get(at.date(), (0, ZERO))) for at in cut(first, last, Step.MONTH)]
    return Table("pagamenti", _("Pagamenti nel tempo"), columns, tuple(lines))


def late(call: Call, pots: Sequence[Pot], at: datetime) -> Table:
    """What waits for each Chamber, since when, and what is beyond its term: two questions."""
    rows = with_terms(Application.objects.filter(pot__in=pots, state__in=UNDER_REVIEW, arrival__isnull=False), at=at)
    checks = _grouped(
        rows, under_review=Count("pk"), beyond=Count("pk", filter=Q(term_at__lt=at)), next_term=Min("term_at"),
    )  # fmt: skip
    granted = ChangeDecision.objects.filter(request__application=OuterRef("pk"), accounts_due_on__isnull=False).order_by("-pk")
    due = Greatest("call__accounts_due_on", Subquery(granted.values("accounts_due_on")[:1]))
    waiting = Application.objects.filter(pot__in=pots, state__in=(State.ACCEPTED, State.ACCOUNTED, State.SETTLED))
    accounts = _grouped(
        waiting.annotate(due_on=due),
        awaited=Count("pk", filter=Q(state=State.ACCEPTED)),
        overdue=Count("pk", filter=Q(state=State.ACCEPTED, due_on__lt=at.astimezone(ROME).date())),
        to_check=Count("pk", filter=Q(state=State.ACCOUNTED)),
        to_check_since=Min("account__sent_at", filter=Q(state=State.ACCOUNTED)),
        to_pay=Count("pk", filter=Q(state=State.SETTLED)),
        to_pay_since=Min("account__settlement__at", filter=Q(state=State.SETTLED)),
    )
    return _late_table([pot for pot in pots if pot.chamber_id is not None], checks, accounts)


def _grouped(rows: QuerySet[Application], **measures: Any) -> Found:
    return {row["pot_id"]: dict(row) for row in rows.order_by().values("pot_id").annotate(**measures)}


def _late_table(pots: Sequence[Pot], checks: Found, accounts: Found) -> Table:
    columns = (
        Column("chamber", _("Camera di commercio"), width=20),
        Column("under_review", _("In istruttoria"), Kind.INTEGER, summed=True),
        Column("beyond", _("oltre il termine"), Kind.INTEGER, summed=True),
        Column("next_term", _("Primo termine"), Kind.INSTANT),
        Column("awaited", _("Rendiconti attesi"), Kind.INTEGER, summed=True),
        Column("overdue", _("in ritardo"), Kind.INTEGER, summed=True),
        Column("to_check", _("Rendiconti da controllare"), Kind.INTEGER, summed=True),
        Column("to_check_since", _("Il più vecchio, dal"), Kind.INSTANT),
        Column("to_pay", _("Da pagare"), Kind.INTEGER, summed=True),
        Column("to_pay_since", _("La più vecchia, dal"), Kind.INSTANT),
    )
    empty: dict[str, Any] = {}
    rows = []
    for pot in sorted(pots, key=str):
        known = checks.get(pot.pk, empty) | accounts.get(pot.pk, empty)
        rows.append((str(pot), *(known.get(one.name, 0 if one.is_summed else None) for one in columns[1:])))
    return Table("attese", _("Chi aspetta e chi è in ritardo"), columns, tuple(rows))
