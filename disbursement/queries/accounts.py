"""Accounts as pages show them, and the sets that people work on."""

from django.db.models import Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from applications.enums import State
from disbursement.enums import LIVE, AccountState
from disbursement.models import Account, Invoice, OrderLine, Settlement
from disbursement.permissions import visible_accounts, visible_settlements

PATH = (
    "application__firm",
    "application__firm_version",
    "application__call",
    "application__pot__chamber",
    "application__measure",
)


def with_claimed(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Each with `claimed_sum`, for lists."""
    return accounts.annotate(claimed_sum=Sum("spendings__amount"))


def awaiting_check(user: User) -> QuerySet[Account]:
    """Sent, or checked and not settled, oldest first."""
    waiting = visible_accounts(user).filter(
        state__in=(AccountState.SENT, AccountState.CHECKED), application__call__rehearsal=False
    )
    return waiting.select_related(*PATH).order_by("sent_at", "pk")


def awaiting_payment(user: User) -> QuerySet[Settlement]:
    """Settled, not paid and in no order that pays them, oldest first."""
    live = OrderLine.objects.filter(settlement=OuterRef("pk"), state__in=LIVE)
    waiting = visible_settlements(user).filter(
        ~Exists(live), payout=None, account__application__state=State.SETTLED, account__application__call__rehearsal=False
    )
    return waiting.select_related(*(f"account__{path}" for path in PATH)).order_by("at", "pk")


def invoices_of(account: Account) -> QuerySet[Invoice]:
    """The invoices with all that hangs on them, in as many queries whatever their number."""
    rows = account.invoices.select_related("credits")
    return rows.prefetch_related("findings", "spendings__cuts", "spendings__item", "proved_parts__proof", "credit_notes")
