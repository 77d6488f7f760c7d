"""Takes a paid grant back: the firm is told and heard, an act decides, what comes in returns to the lines that had paid it.

Interest is owed to who paid, not to the grant: it stands beside each sum that came in, and moves no line of the ledger.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from accounts.models import User
from applications.domain.terms import last_moment
from applications.enums import State
from applications.operations.revoking import revoke_under
from applications.queries.locked import locked_application
from bando.domain.drawing import draw
from bando.enums import ActKind, MovementKind
from bando.models import Act, Movement
from bando.operations.acts import adopt
from bando.operations.ledger import Posting, post
from core.locks import operation
from core.money import ZERO
from core.operations.recording import record
from core.refusals import require
from disbursement import notifications
from disbursement.models import (
    Instalment,
    InterestRate,
    Payout,
    Recovery,
    RecoveryReceipt,
    ReturnAccount,
    RevocationDismissal,
    RevocationNotice,
    RevocationObservation,
)
from disbursement.permissions import why_not_act, why_not_bank, why_not_check, why_not_decide, why_not_recover, why_not_set_rates
from disbursement.policies import recovering as policies
from disbursement.queries.recoveries import (
    counted_since,
    debt_of,
    due_on,
    paid_by_line,
    payments_of,
    recovered,
    standing,
    taken_back,
)
from registry.adapters.identifiers import compact
from registry.models import Chamber


@operation
def notice(*, payout: Payout, amount: Decimal, reason: str, by: User, at: datetime) -> RevocationNotice:
    """Tell the firm that `amount` euro of what it was paid is to be taken back, and why; its days to observe run from `at`."""
    account = payout.settlement.account
    application = locked_application(account.application_id)
    require(why_not_check(by, account))
    require(policies.why_not_notice(payout, left=payout.gross - taken_back(payout), amount=amount, reason=reason))
    told = RevocationNotice.objects.create(
        payout=payout, application=application, amount=amount, reason=reason.strip(), noticed_at=at,
        due_at=last_moment(at, application.call.rejection_days), by=by,
    )  # fmt: skip
    data = {"notice": told.pk, "amount": str(amount), "due_at": told.due_at.isoformat()}
    record(by=by, at=at, action="recovering.notice", subject=application, data=data)
    notifications.revocation_noticed(told)
    return told


@operation
def observe(*, notice: RevocationNotice, text: str, by: User, at: datetime) -> RevocationObservation:
    """Take the firm's observations, within the term."""
    notice = _locked(notice)
    require(why_not_act(by, notice.payout.settlement.account))
    require(policies.why_not_observe(notice, at=at, text=text))
    said = RevocationObservation.objects.create(notice=notice, text=text.strip(), observed_at=at, by=by)
    record(by=by, at=at, action="recovering.observe", subject=notice.application, data={"notice": notice.pk})
    return said


@operation
def dismiss(*, notice: RevocationNotice, reason: str, by: User, at: datetime) -> RevocationDismissal:
    """Take nothing back after all: the procedure ends, and the firm reads why."""
    notice = _locked(notice)
    require(why_not_decide(by, notice))
    require(policies.why_not_decide(notice, at=at) or policies.why_not_say(reason))
    row = RevocationDismissal.objects.create(notice=notice, reason=reason.strip(), at=at, by=by)
    record(
        by=by, at=at, action="recovering.dismiss", subject=notice.application, data={"notice": notice.pk, "reason": row.reason}
    )
    notifications.revocation_dismissed(row)
    return row


@operation
def decide(
    *, notice: RevocationNotice, amount: Decimal, pay_by_on: date, reason: str, number: str, issued_on: date, issuer: str,
    signer: str, by: User, at: datetime,
) -> Recovery:  # fmt: skip
    """Take back `amount` euro by act, until `pay_by_on`, with interest from the day it was paid. What takes all that is left
    revokes it."""
    notice = _locked(notice)
    require(why_not_decide(by, notice))
    require(policies.why_not_decide(notice, amount=amount, at=at) or policies.why_not_pay_by(pay_by_on, at=at))
    require(policies.why_not_say(reason))
    application = notice.application
    act = adopt(
        call=application.call, kind=ActKind.REVOCATION, number=number, issued_on=issued_on, issuer=issuer, signer=signer,
        subject=f"Revoca e recupero del contributo a {application.applicant}"[:250], by=by, at=at,
    )  # fmt: skip
    recovery = Recovery.objects.create(
        notice=notice, application=application, act=act, amount=amount, interest_from_on=notice.payout.paid_on,
        pay_by_on=pay_by_on, at=at, by=by,
    )  # fmt: skip
    _revoke_whole(recovery, act, reason, by=by, at=at)
    data = {"recovery": recovery.pk, "amount": str(amount), "act": act.pk, "reason": reason.strip()}
    record(by=by, at=at, action="recovering.decide", subject=application, data=data)
    notifications.recovery_decided(recovery, reason=reason.strip(), at=at)
    return recovery


def _revoke_whole(recovery: Recovery, act: Act, reason: str, *, by: User, at: datetime) -> None:
    application = recovery.application
    payout = recovery.notice.payout
    if taken_back(payout) == payout.gross and application.state != State.REVOKED:
        revoke_under(application=application, act=act, reason=reason, by=by, at=at)


@operation
def agree_instalments(*, recovery: Recovery, parts: Sequence[tuple[date, Decimal]], by: User, at: datetime) -> list[Instalment]:
    """Fix by when each part (day, euro) of the capital is given back; interest runs on what is outstanding."""
    recovery = _locked_recovery(recovery)
    require(why_not_recover(by, recovery))
    require(policies.why_not_in_instalments(recovery, parts))
    rows = [
        Instalment.objects.create(recovery=recovery, number=number, due_on=due_on, amount=amount)
        for number, (due_on, amount) in enumerate(parts, start=1)
    ]
    data = {"recovery": recovery.pk, "parts": [[on.isoformat(), str(amount)] for on, amount in parts]}
    record(by=by, at=at, action="recovering.agree_instalments", subject=recovery.application, data=data)
    return rows


@operation
def receive(*, recovery: Recovery, amount: Decimal, received_on: date, reference: str, by: User, at: datetime) -> RecoveryReceipt:
    """Record a sum that came in: the interest matured first (art. 1194 c.c.), then the capital, which each line has back in
    proportion to what it had paid."""
    recovery = _locked_recovery(recovery)
    require(why_not_recover(by, recovery))
    paid = payments_of(recovery)
    require(policies.why_not_receive(recovery, paid=paid, due=ZERO, on=received_on, at=at))
    due = sum(due_on(recovery, received_on), ZERO)
    require(policies.why_not_receive(recovery, paid=paid, due=due, amount=amount, on=received_on, at=at))
    counted = debt_of(recovery).counted(amount, received_on, paid)
    row = RecoveryReceipt.objects.create(
        recovery=recovery, received_on=received_on, reference=reference[:60], amount=amount, interest=counted.interest,
        capital=counted.capital, at=at, by=by,
    )  # fmt: skip
    if counted.capital:
        back = paid_by_line(recovery.application)
        parts = zip(back, draw(counted.capital, list(back.values())), strict=True)
        postings = [Posting(line, MovementKind.RECOVER, part) for line, part in parts]
        post(postings=postings, reference=recovered(row.pk), act=recovery.act, by=by, at=at)
    data = {
        "recovery": recovery.pk,
        "interest": str(row.interest),
        "capital": str(row.capital),
        "received_on": received_on.isoformat(),
    }
    record(by=by, at=at, action="recovering.receive", subject=recovery.application, data=data)
    return row


@operation
def reverse_receipt(*, receipt: RecoveryReceipt, reason: str, by: User, at: datetime) -> RecoveryReceipt:
    """Undo the last sum that was recorded as come in, by its opposite: the lines pay again what they had had back."""
    recovery = _locked_recovery(receipt.recovery)
    require(why_not_recover(by, recovery))
    last = standing(recovery).last()
    require(policies.why_not_reverse(receipt, last=last, reason=reason))
    back = RecoveryReceipt.objects.create(
        recovery=recovery, received_on=receipt.received_on, reference=receipt.reference, amount=-receipt.amount,
        interest=-receipt.interest, capital=-receipt.capital, reverses=receipt, reason=reason.strip(), at=at, by=by,
    )  # fmt: skip
    had = Movement.objects.filter(reference=recovered(receipt.pk), kind=MovementKind.RECOVER).order_by("line")
    postings = [Posting(one.line_id, MovementKind.UNRECOVER, one.amount) for one in had]
    post(postings=postings, reference=recovered(back.pk), act=recovery.act, by=by, at=at)
    data = {"recovery": recovery.pk, "receipt": receipt.pk, "amount": str(receipt.amount), "reason": back.reason}
    record(by=by, at=at, action="recovering.reverse_receipt", subject=recovery.application, data=data)
    return back


@operation
def return_to(*, chamber: Chamber, holder: str, iban: str, instructions: str, by: User, at: datetime) -> ReturnAccount:
    """Say where firms give sums back to the Chamber, from now on."""
    require(why_not_bank(by, chamber))
    iban = compact(iban)
    require(policies.why_not_return_to(holder, iban, instructions))
    row = ReturnAccount.objects.create(
        chamber=chamber, holder=holder.strip(), iban=iban, instructions=instructions.strip(), at=at, by=by
    )
    record(by=by, at=at, action="recovering.return_to", subject=row, data={"chamber": chamber.code})
    return row


@operation
def set_rate(*, from_on: date, rate: Decimal, year_days: int, source: str, by: User, at: datetime) -> InterestRate:
    """Put the rate on record that sums to be given back bear from a day on; those on record stay."""
    require(why_not_set_rates(by))
    require(policies.why_not_rate(from_on, rate, year_days, source))
    require(policies.why_not_counted(counted_since(from_on)))
    row = InterestRate.objects.create(from_on=from_on, rate=rate, year_days=year_days, source=source.strip())
    record(by=by, at=at, action="recovering.set_rate", subject=row, data={"from_on": from_on.isoformat(), "rate": str(rate)})
    return row


def _locked(notice: RevocationNotice) -> RevocationNotice:
    """The notice read anew under its application's lock."""
    locked_application(notice.application_id)
    return RevocationNotice.objects.select_related(
        "application__call", "application__firm", "application__pot__chamber", "payout__settlement__account__application__pot"
    ).get(pk=notice.pk)


def _locked_recovery(recovery: Recovery) -> Recovery:
    locked_application(recovery.application_id)
    return Recovery.objects.select_related("application__pot__chamber", "act").get(pk=recovery.pk)
