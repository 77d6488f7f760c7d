"""What happens to accounts, told to the firm: rows written with each fact, once for each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from applications.domain.notice import plain
from applications.enums import NoticeKind
from applications.models import Notice
from applications.notifications.telling import tell, tell_all
from disbursement.domain.sepa import masked
from disbursement.models import (
    Account,
    Control,
    ControlOutcome,
    OrderLine,
    Payout,
    Recovery,
    RevocationDismissal,
    RevocationNotice,
    Settlement,
)
from disbursement.queries.giving_back import return_account_of, text_of
from disbursement.queries.recoveries import Owed


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


def rejected(reasons: Mapping[OrderLine, str], *, at: datetime) -> None:
    """The bank has sent the money back, and why; the firms name another account."""
    tell_all(
        Notice(
            application=line.settlement.account.application,
            kind=NoticeKind.PAYMENT_REJECTED,
            reference=line.end_to_end,
            data=plain(net_eur=line.net, reason=reason, iban=masked(line.iban)),
            at=at,
        )
        for line, reason in reasons.items()
    )


def revocation_noticed(told: RevocationNotice) -> None:
    """What was paid is to be taken back, why, and until when the firm may answer."""
    data = plain(amount_eur=told.amount, text=told.reason, due_at=told.due_at)
    tell(told.application, NoticeKind.REVOCATION_NOTICED, at=told.noticed_at, reference=str(told.pk), data=data)


def revocation_dismissed(row: RevocationDismissal) -> None:
    """Nothing is taken back after all."""
    told = row.notice
    tell(told.application, NoticeKind.REVOCATION_DISMISSED, at=row.at, reference=str(told.pk), data=plain(text=row.reason))


def recovery_decided(recovery: Recovery, *, reason: str, at: datetime) -> None:
    """How much is to be given back, by which act, with interest from when."""
    about = {"amount_eur": recovery.amount, "text": reason, "paid_on": recovery.interest_from_on, "by_on": recovery.pay_by_on}
    data = plain(**about, **_where(recovery))
    tell(recovery.application, NoticeKind.RECOVERY_DECIDED, at=at, reference=str(recovery.pk), data=data)


def due_soon(owed: Owed, *, days: int, at: datetime) -> None:
    """What is to be given back is due in so many days."""
    tell(owed.recovery.application, NoticeKind.INSTALMENT_REMINDER, at=at, reference=f"{owed.key}:{days}", data=_about(owed))


def overdue(owed: Owed, *, at: datetime) -> None:
    """Its day is over and it has not come in whole."""
    tell(owed.recovery.application, NoticeKind.INSTALMENT_OVERDUE, at=at, reference=owed.key, data=_about(owed))


def _about(owed: Owed) -> dict[str, Any]:
    return plain(amount_eur=owed.left, due_on=owed.due_on, is_whole=owed.is_whole, **_where(owed.recovery))


def drawn(controls: Iterable[Control], *, due_at: datetime, at: datetime) -> None:
    """Lots have fallen on these payments, and until when they are controlled; one statement, however many they are."""
    tell_all(
        Notice(
            application=one.application, kind=NoticeKind.CONTROL_DRAWN, reference=str(one.pk), data=plain(due_at=due_at), at=at
        )
        for one in controls
    )  # fmt: skip


def concluded(outcome: ControlOutcome) -> None:
    """How a control has ended: in order, or for how much not, and why."""
    control = outcome.control
    data = plain(amount_eur=outcome.amount, text=outcome.reason)
    tell(control.application, NoticeKind.CONTROL_CONCLUDED, at=outcome.at, reference=str(control.pk), data=data)


def _where(recovery: Recovery) -> dict[str, str]:
    """Where a firm gives back and what it writes; the account is the Chamber's own, told whole."""
    found = return_account_of(recovery)
    said = {"payment_text": text_of(recovery)}
    if found is None:
        return said
    return said | {"return_holder": found.holder, "return_iban": found.iban, "instructions": found.instructions}
