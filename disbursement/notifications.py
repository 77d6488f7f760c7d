"""What happens to accounts, told to the firm: rows written with each fact, once for each."""

from collections.abc import Iterable
from datetime import datetime

from applications.domain.notice import plain
from applications.enums import NoticeKind
from applications.models import Notice
from applications.notifications.telling import tell, tell_all
from disbursement.models import Account, OrderLine, Payout, Settlement


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


def paid(payouts: Iterable[Payout], *, at: datetime) -> None:
    """The money has left, and why it is less than the grant; few statements, however many they are."""
    tell_all(
        Notice(
            application=one.settlement.account.application,
            kind=NoticeKind.ACCOUNTS_PAID,
            data=plain(
                paid_on=one.paid_on, net_eur=one.net, gross_eur=one.gross, withheld_eur=one.withheld,
                substituted_eur=one.substituted, because=one.settlement.account.application.call.withholding_reason,
                iban=masked(one.iban),
            ),
            at=at,
        )
        for one in payouts
    )  # fmt: skip


def rejected(line: OrderLine, *, reason: str, at: datetime) -> None:
    """The bank has sent the money back; the firm names another account."""
    data = plain(net_eur=line.net, reason=reason, iban=masked(line.iban))
    tell(line.settlement.account.application, NoticeKind.PAYMENT_REJECTED, at=at, reference=line.end_to_end, data=data)


def masked(iban: str) -> str:
    """An account number as mail may carry it: country and last four digits."""
    return f"{iban[:2]}…{iban[-4:]}"
