"""How a call stands now: funnel, Chambers, arrivals, money, payments, who waits and who is late.

The tables of the interim report, for pages that are looked at all day: added up by the database in a fixed number of questions,
however many applications there are. The tests have both and compare them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from applications.domain.workflow import UNDER_REVIEW
from applications.enums import RankingOutcome, State, VerdictOutcome
from applications.models import Application, Arrival, ChangeDecision, Content, RankingEntry
from applications.queries.terms import with_terms
from bando.models import Call, Pot
from bando.queries.pots import standing
from core.money import ZERO
from disbursement.models import Payout, Spending
from reports.domain.columns import Column, Kind
from reports.domain.table import Table
from reports.domain.wording import ROME
from reports.queries import sizes, tables
from reports.queries.ledger import ledger
from reports.queries.tables import Found


@dataclass(frozen=True)
class Overview:
    """Each table once; a Chamber's own people see theirs alone."""

    funnel: Table
    chambers: Table
    sizes: Table
    arrivals: Table
    money: Table
    funds: Table
    spending: Table
    payments: Table
    markets: Table
    channels: Table

    @property
    def sold(self) -> tuple[Table, Table]:
        """Where, and through what, the projects that were paid sell."""
        return self.markets, self.channels


def overview(call: Call, pots: Sequence[Pot], at: datetime) -> Overview:
    """What has become by now (`at`) of the applications of these pots: twelve questions, however many they are."""
    groups, rows = _grouped_by_pot_and_size(pots), standing(call)
    found = _by_pot(groups, _claimed(pots))
    sold = list(_paid_contents(pots).values_list("markets", "channels"))
    with_chamber = [pot for pot in pots if pot.chamber_id is not None]
    return Overview(
        funnel=tables.funnel(found.values()),
        chambers=tables.chambers(with_chamber, found),
        sizes=tables.sizes(sizes.by_size(groups, COUNTED)),
        arrivals=tables.arrivals(Arrival.objects.filter(application__pot__in=pots)),
        money=tables.money([row for row in rows if row.pot_id in {pot.pk for pot in pots}]),
        funds=tables.funds(ledger(call, at).within({pot.pk for pot in pots})),
        spending=tables.spending(with_chamber, found),
        payments=tables.payments(Payout.objects.filter(settlement__account__application__pot__in=pots)),
        markets=tables.markets(markets for markets, _channels in sold),
        channels=tables.channels(channels for _markets, channels in sold),
    )


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


COUNTED = {"received": Count("pk"), **{name: Count("pk", filter=test) for name, test in COUNTS.items()}}


def _listed(pots: Sequence[Pot]) -> QuerySet[Application]:
    """What was sent and not taken back, each with what the latest approved ranking says of it."""
    approved = RankingEntry.objects.filter(application=OuterRef("pk"), position__isnull=False, ranking__approved_at__isnull=False)
    latest = approved.order_by("-ranking__approved_at", "-ranking", "-pk").values("outcome")[:1]
    sent = Application.objects.filter(pot__in=pots, arrival__isnull=False).exclude(state=State.WITHDRAWN)
    return sent.annotate(listed=Subquery(latest)).order_by()


def _grouped_by_pot_and_size(pots: Sequence[Pot]) -> list[sizes.Group]:
    """How many came how far, and their sums in euro: read once for the tables of the Chambers and of the sizes."""
    sums = {name: Sum(path, default=ZERO) for name, path in SUMS.items()}
    return sizes.grouped(_listed(pots), "pot_id", **COUNTED, **sums)


def _paid_contents(pots: Sequence[Pot]) -> QuerySet[Content]:
    """What the firms wrote whose projects are paid."""
    return Content.objects.filter(application__pot__in=pots, application__account__settlement__payout__isnull=False)


def _by_pot(groups: Iterable[sizes.Group], claimed: dict[int, Decimal]) -> Found:
    found: Found = {}
    for group in groups:
        sizes.add(found.setdefault(group["pot_id"], {}), group, (*COUNTED, *SUMS))
    return {pot: counts | {"claimed": claimed.get(pot, ZERO)} for pot, counts in found.items()}


def _claimed(pots: Sequence[Pot]) -> dict[int, Decimal]:
    rows = Spending.objects.filter(account__application__pot__in=pots, account__sent_at__isnull=False).order_by()
    return dict(rows.values_list("account__application__pot_id").annotate(total=Sum("amount")))


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
