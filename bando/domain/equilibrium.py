"""The greatest sums, in whole cents, at which ceilings that depend on one another are all kept.

Groups form trees: the sum of a group is that of its parts, or less where a ceiling says so. A ceiling is an amount, plus a
share of the grand total, plus a share of other whole trees. For a total T taken as given every sum follows, and their total
f(T) is what remains of T. Looked for is the greatest T with f(T) = T. Going down from the claim, T ← f(T), gets there, but
needs thousands of rounds for a share like 99 % and millions for 99.9999 %. Without rounding f is made of straight pieces,
each flatter than the one before it (concave), so Newton's method from above reaches the rest point of the unrounded f in at
most one step for each piece; from there only the cents lost to rounding are left to go down: a handful of rounds, more only
where the shares of the total add up to nearly all of it. After `PATIENCE` rounds the steps down double, so that the search
ends whatever the ceilings: then too every ceiling is kept, by sums that may be some cents below the greatest.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.money import CENT, split

# Cents, and how many more of them there would be for one more of the total.
Sum = tuple[int | Fraction, int | Fraction]
ABOVE_ANY_CLAIM = 10**30
PATIENCE = 1_000


@dataclass(frozen=True)
class Ceiling:
    """`amount` + `of_total` × total + `share` × sum of the trees that hold the items `of`; cents, rounded down.

    `number` is whatever the caller knows it by.
    """

    number: int
    amount: int = 0
    of_total: Fraction = Fraction(0)
    share: Fraction = Fraction(0)
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Items with a sum: one item with what is claimed (or, with `given`, set by a rate), or parts; under its ceilings."""

    items: tuple[str, ...]
    claimed: int = 0
    parts: tuple["Group", ...] = ()
    given: tuple[Ceiling, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()


@dataclass(frozen=True)
class Step:
    """What a ceiling made of the sum of a group."""

    number: int
    items: tuple[str, ...]
    before: int
    after: int


@dataclass(frozen=True)
class Rest:
    """The sums at rest, by item (euro), and the ceilings that made a difference, parts first."""

    by_item: dict[str, Decimal]
    steps: tuple[Step, ...]
    rounds: int


def rest(trees: Sequence[Group]) -> Rest:
    """The greatest sums that keep every ceiling; `rounds` says how often all of them were computed.

    Ceilings that refer to other trees must not lead back to their own.
    """
    exact, rounds = _rest_point(trees)
    total = int(exact // 1)
    trial = _Trial(trees, total, whole=True)
    while (found := int(trial.total()[0])) < total:
        rounds += 1
        total = max(0, found - (1 << rounds - PATIENCE if rounds > PATIENCE else 0))
        trial = _Trial(trees, total, whole=True)
    by_item = {item: amount for tree in trees for item, amount in trial.spread(tree, int(trial.sum_of(tree)[0]) * CENT)}
    return Rest(by_item, tuple(step for tree in trees for step in trial.steps(tree)), rounds)


def _rest_point(trees: Sequence[Group]) -> tuple[int | Fraction, int]:
    """The greatest total at rest if nothing were rounded, and in how many rounds it was found."""
    total: int | Fraction = ABOVE_ANY_CLAIM
    rounds = 1
    found, slope = _Trial(trees, total, whole=False).total()
    while found < total:
        total = (found - slope * total) / Fraction(1 - slope)
        found, slope = _Trial(trees, total, whole=False).total()
        rounds += 1
    return total, rounds


class _Trial:
    """All sums, if the total were `total`; in `whole` cents or without any rounding."""

    def __init__(self, trees: Sequence[Group], total: int | Fraction, whole: bool) -> None:
        self.trees = trees
        self.given_total = total
        self.whole = whole
        self.tree_of = {item: tree for tree in trees for item in tree.items}
        self.known: dict[tuple[str, ...], Sum] = {}

    def total(self) -> Sum:
        return _add(self.sum_of(tree) for tree in self.trees)

    def sum_of(self, group: Group) -> Sum:
        """The sum of a group under its ceilings. At a corner either slope will do: both lines stay above the sum."""
        if group.items not in self.known:
            self.known[group.items] = min([self.before(group), *map(self.limit, group.ceilings)])
        return self.known[group.items]

    def before(self, group: Group) -> Sum:
        """The sum of a group before its own ceilings."""
        if group.given:
            return min(map(self.limit, group.given))
        return _add(map(self.sum_of, group.parts)) if group.parts else (group.claimed, 0)

    def limit(self, ceiling: Ceiling) -> Sum:
        others = {tree.items: tree for tree in map(self.tree_of.__getitem__, ceiling.of)}
        base, slope = _add(map(self.sum_of, others.values()))
        limit = ceiling.amount + ceiling.of_total * self.given_total + ceiling.share * base
        return limit // 1 if self.whole else limit, ceiling.of_total + ceiling.share * slope

    def spread(self, group: Group, amount: Decimal) -> Iterator[tuple[str, Decimal]]:
        """The items of a group, when it is left with `amount`: in proportion to the sums of its parts."""
        if not group.parts:
            yield group.items[0], amount
            return
        weights = [int(self.sum_of(part)[0]) for part in group.parts]
        for part, share in zip(group.parts, split(amount, weights) if any(weights) else [amount] * len(weights), strict=True):
            yield from self.spread(part, share)

    def steps(self, group: Group) -> Iterator[Step]:
        """Which ceilings made a difference; of several on one group the lowest did."""
        for part in group.parts:
            yield from self.steps(part)
        before = int(self.before(group)[0])
        if group.given and before != group.claimed:
            yield Step(min(group.given, key=self.limit).number, group.items, group.claimed, before)
        after = int(self.sum_of(group)[0])
        if after < before:
            yield Step(min(group.ceilings, key=self.limit).number, group.items, before, after)


def _add(sums: Iterable[Sum]) -> Sum:
    values = list(sums)
    return sum(value for value, _ in values), sum(slope for _, slope in values)
