"""What Chambers have of the Region's money: what was passed on to them, less what they have paid of it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from bando.enums import FundKind
from bando.models import BudgetLine, Fund, Pot
from bando.queries.pots import NOTHING
from core.money import ZERO
from disbursement.domain.cash import Cash, Drawn
from disbursement.domain.settlement import Commitment
from disbursement.models import TrancheShare


def cash_of(pot: Pot) -> Cash:
    """The pot's position over all the Region's funds: money in a till does not say of which fund it is."""
    return cash_in([pot.pk])[pot.pk]


def cash_in(pots: Iterable[int]) -> dict[int, Cash]:
    """The same of many pots, by primary key, in one query."""
    found: Any = with_cash(Pot.objects.filter(pk__in=list(pots)))
    return {row["pk"]: Cash(row["received"], row["paid"]) for row in found.order_by().values("pk", "received", "paid")}


def with_cash(pots: QuerySet[Pot]) -> QuerySet[Pot]:
    """Each with `received`, `paid` and `left`, for lists."""
    shares = TrancheShare.objects.filter(pot=OuterRef("pk")).order_by().values("pot").annotate(sum=Sum("amount"))
    lines = BudgetLine.objects.filter(pot=OuterRef("pk"), fund__kind=FundKind.REGIONAL)
    spent = lines.order_by().values("pot").annotate(sum=Sum("paid"))
    received, paid = (Coalesce(Subquery(rows.values("sum")), NOTHING) for rows in (shares, spent))
    return pots.annotate(received=received, paid=paid, left=received - paid)


def cash_by_fund(pot: Pot) -> list[tuple[Fund, Cash]]:
    """Each of the Region's funds with a line in the pot, oldest first: what of it was passed on, what was paid."""
    lines = pot.lines.filter(fund__kind=FundKind.REGIONAL).select_related("fund").order_by("fund")
    shares = TrancheShare.objects.filter(pot=pot).order_by().values_list("tranche__rule__fund").annotate(sum=Sum("amount"))
    received = dict(shares)
    return [(line.fund, Cash(received.get(line.fund_id, ZERO), line.paid)) for line in lines]


def drawn_on(commitments: Iterable[Commitment], *, paid: bool = False) -> list[Drawn]:
    """What paying all these takes of the Region's money, pot by pot; `paid`: they are paid already, and take nothing more."""
    asked = [one for one in commitments if one.regional]
    lines = BudgetLine.objects.filter(pk__in=[one.line_id for one in asked]).select_related("pot__chamber")
    pots = {line.pk: line.pot for line in lines}
    sums: dict[int, Decimal] = {}
    for one in asked:
        pot_id = pots[one.line_id].pk
        sums[pot_id] = sums.get(pot_id, ZERO) + (ZERO if paid else one.amount)
    held, names = cash_in(sums), {pot.pk: str(pot) for pot in pots.values()}
    return [Drawn(names[pot_id], amount, held[pot_id]) for pot_id, amount in sorted(sums.items())]
