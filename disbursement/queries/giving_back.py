"""How a firm gives back what was taken from it: how much today, by when, to which account and with which words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from applications.enums import NoticeKind
from core.figures import in_italian
from core.money import ZERO
from disbursement.domain.interest import uncovered
from disbursement.domain.sepa import LONGEST_TEXT
from disbursement.models import Instalment, Recovery, ReturnAccount, RevocationNotice
from disbursement.queries.recoveries import due_on


@dataclass(frozen=True)
class GivingBack:
    """What is due on a day, in euro; `parts` are the instalments, each with what is left of it; `because`: why it was decided."""

    interest: Decimal
    capital: Decimal
    parts: Sequence[tuple[Instalment, Decimal]]
    account: ReturnAccount | None
    text: str
    because: str

    @property
    def whole(self) -> Decimal:
        return self.interest + self.capital


def giving_back(recovery: Recovery, on: date) -> GivingBack:
    """As of the day; nothing is due once the capital has come in (what came in had paid the interest first)."""
    interest, capital = due_on(recovery, max(on, recovery.interest_from_on))
    instalments = list(recovery.instalments.all())
    left = uncovered([part.amount for part in instalments], recovery.amount - capital)
    return GivingBack(
        interest=interest if capital else ZERO,
        capital=capital,
        parts=list(zip(instalments, left, strict=True)),
        account=return_account_of(recovery),
        text=text_of(recovery),
        because=reason_of(recovery),
    )


def with_giving_back(notices: Iterable[RevocationNotice], on: date) -> list[tuple[RevocationNotice, GivingBack | None]]:
    """Each revocation with how its sum is given back, where there is one."""
    return [(one, giving_back(one.recovery, on) if hasattr(one, "recovery") else None) for one in notices]


def return_account_of(recovery: Recovery) -> ReturnAccount | None:
    """Where sums are given back to its Chamber now; None where nobody has said so."""
    pot = recovery.application.pot
    return ReturnAccount.objects.filter(chamber=pot.chamber_id).order_by("pk").last() if pot else None


def reason_of(recovery: Recovery) -> str:
    """The reasons of the decision, as they were told to the firm."""
    told = recovery.application.notices.filter(kind=NoticeKind.RECOVERY_DECIDED, reference=str(recovery.pk)).first()
    return told.data.get("text", "") if told else ""


@in_italian
def text_of(recovery: Recovery) -> str:
    """The words that a payment bears, by which the Chamber knows it: a bank carries no more than so many signs."""
    application = recovery.application
    said = _("Restituzione contributo %(call)s CUP %(cup)s atto %(act)s") % {
        "call": application.call.code,
        "cup": application.grant.cup,
        "act": recovery.act.number,
    }
    return said[:LONGEST_TEXT]
