"""What firms owe of grants that were taken back: how much of it is left, with interest, and whether anything is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from applications.models import Application
from applications.queries.granting import reference_of
from bando.enums import MovementKind
from bando.models import Movement
from bando.queries.pots import NOTHING
from core.money import ZERO
from disbursement.domain.interest import Debt, Payment, Rate, uncovered
from disbursement.models import Instalment, InterestRate, Payout, Recovery, RecoveryReceipt, RevocationNotice

# What says to whom an application's money goes back, and with which words.
NAMED_IN_PAYMENTS = ("pot__chamber", "call", "grant")


def rates() -> list[Rate]:
    """The rates of interest on record, oldest first."""
    rows = InterestRate.objects.order_by("from_on")
    return [Rate(row.from_on, row.rate, row.source, row.year_days) for row in rows]


def latest_rate_year() -> int:
    """The year of the latest rate on record."""
    latest = InterestRate.objects.order_by("-from_on").values_list("from_on", flat=True).first()
    return latest.year if latest else 0


def debt_of(recovery: Recovery) -> Debt:
    """The capital with the rates that it bears."""
    return Debt(recovery.amount, recovery.interest_from_on, rates())


def standing(recovery: Recovery) -> QuerySet[RecoveryReceipt]:
    """What came in and was not undone, in order."""
    return recovery.receipts.filter(reverses=None, reversal=None).order_by("received_on", "pk")


def payments_of(recovery: Recovery) -> list[Payment]:
    """The same as the calculation takes it."""
    rows = standing(recovery)
    return [Payment(row.received_on, row.interest, row.capital) for row in rows]


def due_on(recovery: Recovery, on: date) -> tuple[Decimal, Decimal]:
    """(interest, capital) still to be given back on a day, in euro."""
    return debt_of(recovery).due(on, payments_of(recovery))


def with_left(recoveries: QuerySet[Recovery]) -> QuerySet[Recovery]:
    """Each with the capital that is `left`, for lists."""
    return recoveries.annotate(left=F("amount") - Coalesce(Sum("receipts__capital"), NOTHING))


def recovery_open(application: Application) -> Recovery | None:
    """A recovery that the firm of the application has not paid in full, of whatever call; none if it owes nothing."""
    return recoveries_open([application.firm_id]).get(application.firm_id)


def recoveries_open(firms: Iterable[int]) -> dict[int, Recovery]:
    """Firm → the oldest recovery that it has not paid in full, in one query; who owes nothing is not in it.

    What is paid counts for the interest first: without capital left no interest is either."""
    owed: QuerySet[Any] = with_left(Recovery.objects.filter(application__firm__in=set(firms)))
    rows = owed.filter(left__gt=ZERO).select_related("act", "application").order_by("-pk")
    return {row.application.firm_id: row for row in rows}


def firms_owing() -> QuerySet[Any, Any]:
    """The firms that have not paid a recovery in full, by their keys."""
    owed: QuerySet[Any] = with_left(Recovery.objects.all())
    return owed.filter(left__gt=ZERO).order_by().values("application__firm")


def taken_back(payout: Payout) -> Decimal:
    """What acts have taken back of a payment, whether it came in or not, in euro."""
    total = Recovery.objects.filter(notice__payout=payout).aggregate(sum=Sum("amount"))["sum"]
    return total or ZERO


def paid_by_line(application: Application) -> dict[int, Decimal]:
    """Budget line → what it has paid to the application and has not had back, in euro; lines with nothing are not in it."""
    out = Movement.objects.filter(reference=reference_of(application), kind=MovementKind.PAY)
    paid = dict(out.order_by().values_list("line_id").annotate(sum=Sum("amount")).order_by("line_id"))
    came = [
        recovered(pk) for pk in RecoveryReceipt.objects.filter(recovery__application=application).values_list("pk", flat=True)
    ]
    for kind, sign in ((MovementKind.RECOVER, -1), (MovementKind.UNRECOVER, 1)):
        back = Movement.objects.filter(reference__in=came, kind=kind)
        for line, amount in back.order_by().values_list("line_id").annotate(sum=Sum("amount")):
            paid[line] += sign * amount
    return {line: amount for line, amount in paid.items() if amount}


def recovered(receipt_id: int) -> str:
    """How the ledger names the capital that came back with a receipt, or left again with its reversal."""
    return f"recovery:{receipt_id}"


def taken_back_of(application: Application) -> QuerySet[RevocationNotice]:
    """The revocations of what was paid to it, with how each ended, for its firm's page."""
    related = ("observation", "dismissal", "recovery__act", *(f"recovery__application__{one}" for one in NAMED_IN_PAYMENTS))
    rows = RevocationNotice.objects.filter(application=application).select_related(*related)
    return rows.prefetch_related("recovery__instalments", "recovery__receipts").order_by("pk")


def counted_since(day: date) -> RecoveryReceipt | None:
    """A sum that stands and was counted on this day or a later one."""
    return RecoveryReceipt.objects.filter(received_on__gte=day, reverses=None, reversal=None).order_by("received_on").first()


def overdue(recoveries: QuerySet[Recovery], on: date) -> QuerySet[Recovery]:
    """Those of which less capital has come in than the instalments whose day is over ask for, or than all of it where there are
    none and the day of the decision is over."""
    asked = Instalment.objects.filter(recovery=OuterRef("pk"), due_on__lt=on).order_by().values("recovery")
    came = RecoveryReceipt.objects.filter(recovery=OuterRef("pk")).order_by().values("recovery")
    due = Coalesce(Subquery(asked.annotate(sum=Sum("amount")).values("sum")), NOTHING)
    capital = Coalesce(Subquery(came.annotate(sum=Sum("capital")).values("sum")), NOTHING)
    at_once = ~Exists(Instalment.objects.filter(recovery=OuterRef("pk"))) & Q(pay_by_on__lt=on, amount__gt=F("capital_in"))
    found = recoveries.annotate(capital_due=due, capital_in=capital)
    return found.filter(Q(capital_due__gt=F("capital_in")) | at_once)


@dataclass(frozen=True)
class Owed:
    """What is left, in euro, of what is to be given back by a day: of an instalment, or of the whole where none are agreed.

    `key` names it among all of them.
    """

    recovery: Recovery
    key: str
    due_on: date
    left: Decimal
    is_whole: bool


def owed_until(until: date) -> Iterator[Owed]:
    """All that is due by a day and not covered by what came in; of instalments the first ones are covered first."""
    parts = Instalment.objects.filter(recovery=OuterRef("pk"))
    soon = Q(Exists(parts.filter(due_on__lte=until))) | ~Exists(parts) & Q(pay_by_on__lte=until)
    owed: Any = with_left(Recovery.objects.filter(soon))
    for recovery in owed.filter(left__gt=ZERO).select_related("application").prefetch_related("instalments").order_by("pk"):
        agreed = sorted(recovery.instalments.all(), key=lambda part: part.number)
        left = uncovered([part.amount for part in agreed], recovery.amount - recovery.left)
        for part, amount in zip(agreed, left, strict=True):
            if amount and part.due_on <= until:
                yield Owed(recovery, str(part.pk), part.due_on, amount, is_whole=False)
        if not agreed:
            yield Owed(recovery, f"whole {recovery.pk}", recovery.pay_by_on, recovery.left, is_whole=True)


def to_decide(at: datetime) -> Q:
    """Revocations that wait for a decision: the firm has answered, or its days are over."""
    return Q(recovery=None, dismissal=None) & (Q(observation__isnull=False) | Q(due_at__lt=at))
