"""What a grant rests on: what the act of the ranking has committed for it, less what went back or was paid."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from applications.domain.admission import admission
from applications.models import Application
from applications.queries.aids import known_aids
from applications.queries.estimates import worth_of
from applications.queries.promised import figures_of
from bando.enums import Bucket, FundKind
from bando.models import BudgetLine, Movement
from core.money import ZERO, split


def reference_of(application: Application) -> str:
    """How the ledger names the application."""
    return f"application:{application.pk}"


def economy_of(application: Application) -> str:
    """How the ledger names what the grant has left over: the accounts leave an economia of their own, on the same lines."""
    return f"grant:{application.pk}"


def committed_by_line(application: Application) -> dict[int, Decimal]:
    """Budget line → what is committed on it now for the application (financed, less what went back or was paid), in euro."""
    return committed_to_each([application])[application.pk]


def committed_to_each(applications: Iterable[Application]) -> dict[int, dict[int, Decimal]]:
    """The same for many in one query, by primary key of the application."""
    found: dict[int, dict[int, Decimal]] = {application.pk: {} for application in applications}
    named = {f"{kind}:{key}": key for key in found for kind in ("application", "grant")}
    signed = Case(When(target=Bucket.COMMITTED, then=F("amount")), When(source=Bucket.COMMITTED, then=-F("amount")), default=ZERO)
    moved = Movement.objects.filter(reference__in=list(named)).values("reference", "line_id").order_by("line_id", "reference")
    for row in moved.annotate(left=Sum(signed)):
        mine = found[named[row["reference"]]]
        mine[row["line_id"]] = mine.get(row["line_id"], ZERO) + row["left"]
    return {key: {line: left for line, left in mine.items() if left} for key, mine in found.items()}


def due_at_the_grant(application: Application, *, at: datetime) -> Decimal:
    """What the contribution comes to when it is granted, in euro: the bonuses that still hold, under what the aids have left.

    Aids are what the firm declared and what the portal has granted it since it applied, or all that the portal knows of if
    that is more. Whoever was financed in part gets no more than was committed: that is for the caller to see.
    """
    worth, declared = worth_of(application), application.content.aid_received or ZERO
    known = known_aids(application, at=at)
    since = [row.amount for row in known.rows if row.granted_at > application.arrival.received_at] if known else []
    aids = max(known.total if known else ZERO, declared + sum(since, ZERO))
    room = figures_of(application).aid_ceiling - aids
    return admission(worth.spend.by_item, worth.terms, room, worth.held).grant


@dataclass(frozen=True)
class GrantNow:
    """What a grant made now would be: what each budget line has committed, and its part of what is still due, in euro."""

    committed: Mapping[int, Decimal]
    kept: Mapping[int, Decimal]

    @property
    def amount(self) -> Decimal:
        """What is granted."""
        return sum(self.kept.values(), ZERO)

    @property
    def economies(self) -> dict[int, Decimal]:
        """Budget line → what goes back to it."""
        return {line: amount - self.kept[line] for line, amount in self.committed.items()}

    @property
    def economy(self) -> Decimal:
        """What goes back in all."""
        return sum(self.economies.values(), ZERO)


def granted_now(application: Application, *, at: datetime) -> GrantNow:
    """The grant as it would be at `at`: never more than is committed, nothing where nothing is."""
    committed = committed_by_line(application)
    if not committed:
        return GrantNow({}, {})
    due = min(due_at_the_grant(application, at=at), sum(committed.values(), ZERO))
    return GrantNow(committed, kept_of_each(due, committed))


def kept_of_each(due: Decimal, committed: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Budget line → its part of `due`, in proportion to what each has committed, to the cent."""
    return dict(zip(committed, split(due, list(committed.values())), strict=True))


def shares_of(parts: Mapping[int, Decimal]) -> dict[FundKind, Decimal]:
    """Parts by budget line as sums by funder: the Region's share and the Chamber's, zero where a funder gives nothing."""
    funders = dict(BudgetLine.objects.filter(pk__in=parts).values_list("pk", "fund__kind"))
    return {kind: sum((part for line, part in parts.items() if funders[line] == kind), ZERO) for kind in FundKind}
