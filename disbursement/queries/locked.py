"""Rows read fresh under their lock, inside an operation: accounts and payments by their applications, tranches by their fund."""

from collections.abc import Sequence

from applications.models import Application
from bando.models import Fund
from core.locks import Rung, lock
from disbursement.models import Account, OrderLine, PaymentOrder, Settlement, Tranche
from disbursement.queries.orders import lines_to_adopt, to_order


def locked_account(account_id: int) -> Account:
    """The account, nobody else writing it or its application meanwhile: the application's row stands for both."""
    lock(Application.objects.filter(account=account_id), Rung.APPLICATION)
    return Account.objects.select_related(
        "application__call", "application__firm", "application__pot__chamber", "application__measure", "application__grant__act"
    ).get(pk=account_id)


def locked_settlements(keys: Sequence[int]) -> list[Settlement]:
    """The settlements with their files, nobody else ordering or paying them meanwhile: their applications stand for them."""
    lock(Application.objects.filter(account__settlement__in=keys), Rung.APPLICATION)
    return list(to_order(Settlement.objects.filter(pk__in=keys)).order_by("pk"))


def locked_order(order_id: int) -> tuple[PaymentOrder, list[OrderLine]]:
    """The order with all its lines, nobody else at it meanwhile: the applications that it pays stand for it."""
    lock(Application.objects.filter(account__settlement__order_lines__order=order_id), Rung.APPLICATION)
    order = PaymentOrder.objects.select_related("pot__chamber", "pot__call", "act", "adopted_by", "proposed_by").get(pk=order_id)
    return order, lines_to_adopt(order)


def locked_fund(fund_id: int) -> Fund:
    """The fund, nobody else asking for its tranches meanwhile; it stands on the ladder with its lines."""
    return lock(Fund.objects.select_related("call").filter(pk=fund_id), Rung.BUDGET_LINE)[0]


def locked_tranche(tranche: Tranche) -> Tranche:
    """The tranche, under its fund's lock."""
    locked_fund(tranche.rule.fund_id)
    return Tranche.objects.select_related("rule__fund__call", "evidence").get(pk=tranche.pk)
