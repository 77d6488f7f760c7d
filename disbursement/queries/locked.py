"""Rows read fresh under their lock, inside an operation: accounts by their application, tranches by their fund."""

from applications.models import Application
from bando.models import Fund
from core.locks import Rung, lock
from disbursement.models import Account, Tranche


def locked_account(account_id: int) -> Account:
    """The account, nobody else writing it or its application meanwhile: the application's row stands for both."""
    lock(Application.objects.filter(account=account_id), Rung.APPLICATION)
    return Account.objects.select_related(
        "application__call", "application__firm", "application__pot__chamber", "application__measure", "application__grant__act"
    ).get(pk=account_id)


def locked_fund(fund_id: int) -> Fund:
    """The fund, nobody else asking for its tranches meanwhile; it stands on the ladder with its lines."""
    return lock(Fund.objects.select_related("call").filter(pk=fund_id), Rung.BUDGET_LINE)[0]


def locked_tranche(tranche: Tranche) -> Tranche:
    """The tranche, under its fund's lock."""
    locked_fund(tranche.rule.fund_id)
    return Tranche.objects.select_related("rule__fund__call", "evidence").get(pk=tranche.pk)
