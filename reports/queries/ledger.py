"""The ledger as of an instant: sums of movements by fund, pot and kind, and what each application has of the two funders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from bando.domain.routes import ROUTES
from bando.enums import Bucket, FundKind, MovementKind
from bando.models import BudgetLine, Call, Fund, Movement, Pot
from core.money import ZERO
from disbursement.models import RecoveryReceipt
from disbursement.queries.recoveries import recovered

GRANTED = (MovementKind.COMMIT, MovementKind.CONFIRM)
CAME_IN = tuple(kind for kind, (source, _target) in ROUTES.items() if source == Bucket.OUTSIDE)
# What a grant has cost in the end: what was committed for it and has not gone back.
COST = {
    MovementKind.COMMIT: 1,
    MovementKind.CONFIRM: 1,
    MovementKind.RENOUNCE: -1,
    MovementKind.FORFEIT: -1,
    MovementKind.REVOKE: -1,
    MovementKind.ECONOMY: -1,
    MovementKind.RECOVER: -1,
    MovementKind.UNRECOVER: 1,
}


@dataclass(frozen=True)
class Moved:
    """What moved under one kind on one budget line, in euro."""

    fund: Fund
    pot: Pot
    kind: MovementKind
    amount: Decimal


class Ledger:
    """The movements of one call up to an instant; sums by any of fund, pot and funder."""

    def __init__(self, moved: list[Moved], lines: list[BudgetLine]) -> None:
        self.moved, self.lines = moved, lines
        self.funds = list({line.fund_id: line.fund for line in lines}.values())
        self.pots = sorted(
            {line.pot_id: line.pot for line in lines}.values(), key=lambda pot: (pot.chamber_id is None, str(pot), pot.pk)
        )

    def of(self, *, fund: int | None = None, pot: int | None = None, funder: str | None = None) -> "Ledger":
        """The part of it that concerns a fund, a pot or a funder."""
        part = Ledger([], [])
        part.moved = [
            row
            for row in self.moved
            if (fund is None or row.fund.pk == fund)
            and (pot is None or row.pot.pk == pot)
            and (funder is None or row.fund.kind == funder)
        ]
        return part

    def within(self, pots: set[int]) -> "Ledger":
        """The part of it that concerns these pots, with the funds that give to them."""
        return Ledger([row for row in self.moved if row.pot.pk in pots], [line for line in self.lines if line.pot_id in pots])

    def total(self, *kinds: MovementKind) -> Decimal:
        """What moved under the kinds."""
        return sum((row.amount for row in self.moved if row.kind in kinds), ZERO)

    def bucket(self, bucket: Bucket) -> Decimal:
        """What the movements have left in a bucket."""
        signs = {kind: (target == bucket) - (source == bucket) for kind, (source, target) in ROUTES.items()}
        return sum((signs[row.kind] * row.amount for row in self.moved), ZERO)

    @property
    def endowment(self) -> Decimal:
        """What came in, and what other pots gave or had."""
        return self.total(*CAME_IN, MovementKind.TAKE_OVER) - self.total(MovementKind.HAND_OVER)

    @property
    def granted(self) -> Decimal:
        return self.total(*GRANTED)


def ledger(call: Call, as_of: datetime) -> Ledger:
    """The call's ledger at `as_of`; funds that came later are not in it."""
    lines = BudgetLine.objects.filter(pot__call=call).select_related("fund__act", "pot__chamber").order_by("fund", "pk")
    known = {line.pk: line for line in lines if line.fund.act is None or line.fund.act.recorded_at <= as_of}
    sums = Movement.objects.filter(line__in=known, at__lte=as_of).order_by().values_list("line_id", "kind")
    moved = [
        Moved(known[line].fund, known[line].pot, MovementKind(kind), amount)
        for line, kind, amount in sums.annotate(total=Sum("amount")).order_by("line_id", "kind")
    ]
    return Ledger(moved, list(known.values()))


@dataclass(frozen=True)
class Shares:
    """Money of one application: the Region's part and the Chamber's."""

    regional: Decimal = ZERO
    chamber: Decimal = ZERO

    @property
    def both(self) -> Decimal:
        return self.regional + self.chamber


NOTHING = Shares()


def costs(call: Call, as_of: datetime) -> dict[str, Shares]:
    """Reference of an application → what it has cost so far: granted, less what went back, before the payment or after."""
    came = _came_back(recovery__application__call=call)
    named = Q(reference__startswith="application:") | Q(reference__startswith="grant:") | Q(reference__in=came)
    return _by_application(Movement.objects.filter(named, line__pot__call=call, at__lte=as_of), came)


def costs_of(applications: Iterable[int], as_of: datetime) -> dict[str, Shares]:
    """The same for these applications alone, by their keys."""
    keys = list(applications)
    came = _came_back(recovery__application__in=keys)
    names = [*came, *(f"{kind}:{key}" for key in keys for kind in ("application", "grant"))]
    return _by_application(Movement.objects.filter(reference__in=names, at__lte=as_of), came)


def _came_back(**of: Any) -> dict[str, str]:
    """How the ledger names what firms gave back of a payment, or had again by a reversal → the application it is of."""
    receipts = RecoveryReceipt.objects.filter(**of).order_by().values_list("pk", "recovery__application_id")
    return {recovered(pk): f"application:{application}" for pk, application in receipts}


def _by_application(rows: QuerySet[Movement], came: Mapping[str, str]) -> dict[str, Shares]:
    kinds = rows.filter(kind__in=COST).order_by().values_list("reference", "line__fund__kind", "kind")
    parts: dict[str, dict[str, Decimal]] = {}
    for reference, funder, kind, amount in kinds.annotate(total=Sum("amount")):
        of = came.get(reference) or application_named(reference)
        part = parts.setdefault(of, dict.fromkeys(FundKind.values, ZERO))
        part[funder] += COST[MovementKind(kind)] * amount
    return {reference: Shares(part[FundKind.REGIONAL], part[FundKind.CHAMBER]) for reference, part in parts.items()}


def application_named(reference: str) -> str:
    """The reference of the application that a movement is of: what a grant has left over is named after the grant."""
    return f"application:{reference.partition(':')[2]}"


def settled_costs(call: Call, as_of: datetime, references: Iterable[str]) -> dict[int, Decimal]:
    """Fund → the cost of the applications named, in euro: what their final accounts and recoveries have left of their grants."""
    keys = [reference.partition(":")[2] for reference in references]
    named = [*_came_back(recovery__application__in=keys), *(f"{kind}:{key}" for key in keys for kind in ("application", "grant"))]
    rows = Movement.objects.filter(line__pot__call=call, at__lte=as_of, reference__in=named, kind__in=COST)
    found: dict[int, Decimal] = {}
    for fund, kind, amount in rows.order_by().values_list("line__fund_id", "kind").annotate(total=Sum("amount")):
        found[fund] = found.get(fund, ZERO) + COST[MovementKind(kind)] * amount
    return found
