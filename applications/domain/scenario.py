"""A demand and a configuration that it could meet: what a what-if starts from, and how a configuration is varied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from applications.domain.ranking import ARRIVAL, LOTS
from applications.enums import Division
from bando.domain.caps import Cap, Line, admit
from bando.domain.contribution import Terms, estimate
from bando.enums import DrawOrder, FundKind, Procedure, SizeClass
from core.money import ZERO, split

# The code of the common pool.
COMMON = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One application of a demand. `pot` is the code of its Chamber, None where the call has no pot for it.

    `spend` counts unless `lines` say what it is made of. `passes` tells whether the formal check would admit it; `held`
    are the declarations on which bonuses rest. A size of None may choose any measure.
    """

    key: str
    arrival: int
    pot: str | None
    spend: Decimal
    score: Decimal = ZERO
    size: SizeClass | None = None
    lines: tuple[Line, ...] = ()
    held: frozenset[str] = frozenset()
    passes: bool = True


@dataclass(frozen=True)
class Option:
    """A measure of the call: what it promises, and which sizes may choose it (none named: all)."""

    code: str
    label: str
    terms: Terms
    sizes: frozenset[SizeClass] = frozenset()


@dataclass(frozen=True)
class PotPlan:
    """The pot of a Chamber; `overbooking` is how much more than its money a call by arrival takes, as a share of one."""

    code: str
    label: str
    overbooking: Decimal = Decimal(0)


@dataclass(frozen=True)
class Money:
    """An amount on the pot of that code, COMMON for the common pool. Only the Region's may be laid elsewhere."""

    pot: str
    kind: FundKind
    amount: Decimal


@dataclass(frozen=True)
class Plan:
    """The configuration of a call, as far as it decides who is financed. `lots_seed` is needed where lots are drawn.

    `tie_breaks` count in a ranking; the points of single criteria are not simulated, so that those do not decide.
    """

    procedure: Procedure
    options: tuple[Option, ...]
    pots: tuple[PotPlan, ...]
    money: tuple[Money, ...]
    caps: tuple[Cap, ...] = ()
    minimum_score: Decimal = ZERO
    partial_last: bool = False
    draw_order: DrawOrder = DrawOrder.PRO_RATA
    common_overbooking: Decimal = Decimal(0)
    tie_breaks: tuple[str, ...] = (ARRIVAL,)
    lots_seed: str = ""

    def money_of(self, pot: str) -> Decimal:
        """What lies on a pot, or in the common pool."""
        return sum((each.amount for each in self.money if each.pot == pot), ZERO)

    @property
    def draws_lots(self) -> bool:
        """Whether the order, or what is left open by equal scores, is drawn."""
        return self.procedure == Procedure.LOTS or (self.procedure == Procedure.RANKING and LOTS in self.tie_breaks)

    @property
    def asks_size(self) -> bool:
        """Whether some measure is not for everybody."""
        return any(option.sizes for option in self.options)

    @property
    def endowment(self) -> Decimal:
        """All the money of the call."""
        return sum((each.amount for each in self.money), ZERO)


@dataclass
class Prices:
    """What the call pays on a spend; each distinct spend is worked out once."""

    plan: Plan
    known: dict[tuple[object, ...], Decimal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asks_size = self.plan.asks_size

    def due(self, request: Request) -> Decimal:
        """The grant of a request by the measure that gives it most among those it may choose; zero where none does."""
        spend = request.spend
        if self.plan.caps and request.lines:
            spend = admit(request.lines, self.plan.caps).total
        key = (spend, request.size, request.held) if self.asks_size else (spend, request.held)
        if key not in self.known:
            self.known[key] = self._best(spend, request.size, request.held)
        return self.known[key]

    def _best(self, spend: Decimal, size: SizeClass | None, held: frozenset[str]) -> Decimal:
        options = (each for each in self.plan.options if not each.sizes or size is None or size in each.sizes)
        return max((estimate(spend, each.terms, held).grant for each in options), default=ZERO)


def asked_by_pot(requests: Iterable[Request], plan: Plan) -> dict[str, Decimal]:
    """What the requests that would pass the check are due, pot by pot: every pot of the plan is there."""
    prices, asked = Prices(plan), {pot.code: ZERO for pot in plan.pots}
    for request in requests:
        if request.passes and request.pot in asked:
            asked[request.pot] += prices.due(request)
    return asked


@dataclass(frozen=True)
class Change:
    """What a variant does otherwise; None (or CONFIGURED) leaves it as it is. `measure` is the one that changes, "" all.

    Raises ValueError for terms that no call could have.
    """

    maximum_grant: Decimal | None = None
    minimum_spend: Decimal | None = None
    rate: Decimal | None = None
    division: Division = Division.CONFIGURED
    measure: str = ""

    def __post_init__(self) -> None:
        if self.maximum_grant is not None and self.maximum_grant <= 0:
            raise ValueError("a maximum grant is above zero")
        if self.minimum_spend is not None and self.minimum_spend < 0:
            raise ValueError("a minimum spend is not negative")
        if self.rate is not None and not 0 < self.rate <= 1:
            raise ValueError("a rate is a share of one, above zero")

    @property
    def terms(self) -> dict[str, Decimal]:
        """The terms that change, by name."""
        named = {"maximum_grant": self.maximum_grant, "minimum_spend": self.minimum_spend, "rate": self.rate}
        return {name: value for name, value in named.items() if value is not None}


def varied(plan: Plan, change: Change, requests: Sequence[Request]) -> Plan:
    """The plan with other terms and the Region's money laid otherwise: the sum stays, and each Chamber keeps its own.

    In proportion to the demand means to what `requests` would be due under the terms as changed; where nobody is due
    anything, the money stays where it was. A pool that the call did not have takes as much more as its most careful pot.
    """
    options = tuple(
        replace(each, terms=replace(each.terms, **change.terms)) if change.measure in {"", each.code} else each  # type: ignore[arg-type]
        for each in plan.options
    )
    return _divided(replace(plan, options=options), change.division, requests)


def _divided(plan: Plan, division: Division, requests: Sequence[Request]) -> Plan:
    regional = sum((each.amount for each in plan.money if each.kind == FundKind.REGIONAL), ZERO)
    kept = tuple(each for each in plan.money if each.kind != FundKind.REGIONAL)
    if division == Division.POOL:
        careful = plan.common_overbooking or min((pot.overbooking for pot in plan.pots), default=Decimal(0))
        return replace(plan, money=(*kept, Money(COMMON, FundKind.REGIONAL, regional)), common_overbooking=careful)
    asked = asked_by_pot(requests, plan) if division == Division.DEMAND else {}
    if not any(asked.values()):
        return plan
    parts = zip(asked, split(regional, list(asked.values())), strict=True)
    return replace(plan, money=(*kept, *(Money(pot, FundKind.REGIONAL, part) for pot, part in parts)))
