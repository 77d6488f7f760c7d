"""What happens to accounts, told to the firm: rows written with each fact, once for each."""

from datetime import datetime

from applications.domain.notice import plain
from applications.enums import NoticeKind
from applications.notifications.telling import tell
from disbursement.models import Account, Payout, Settlement


def sent(account: Account, *, at: datetime) -> None:
    """The accounts have reached the Chamber."""
    data = plain(claimed_eur=account.claimed, invoices=account.invoices.count())
    tell(account.application, NoticeKind.ACCOUNTS_SENT, at=at, reference=at.isoformat(), data=data)


def asked(account: Account, *, text: str, at: datetime) -> None:
    """The Chamber asks to complete the accounts."""
    tell(account.application, NoticeKind.ACCOUNTS_ASKED, at=at, reference=at.isoformat(), data=plain(text=text))


def settled(settlement: Settlement, *, at: datetime) -> None:
    """The accounts are approved; what is due, and what is not."""
    data = plain(admitted_eur=settlement.admitted_spend, final_eur=settlement.final_grant)
    tell(settlement.account.application, NoticeKind.ACCOUNTS_SETTLED, at=at, data=data)


def paid(payout: Payout, *, at: datetime) -> None:
    """The money has left, and why it is less than the grant."""
    data = plain(
        paid_on=payout.paid_on, net_eur=payout.net, gross_eur=payout.gross, withheld_eur=payout.withheld, iban=masked(payout.iban)
    )
    tell(payout.settlement.account.application, NoticeKind.ACCOUNTS_PAID, at=at, data=data)


def masked(iban: str) -> str:
    """An account number as mail may carry it: country and last four digits."""
    return f"{iban[:2]}…{iban[-4:]}"
