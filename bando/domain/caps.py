"""What of a firm's spending is admitted under the caps of its items: the largest total for which every cap holds, in cents.

A cap limits the sum of the items that it names: to an amount, to a share of the total that it is itself part of, to a share
of other items. Shares are of what is admitted, not of what is claimed, so caps pull one another down; `admit` finds the
greatest amounts at which they are at rest. Nothing is rounded but the limits, always down to the cent.

Claiming more on a line never lowers the total. That promise needs two things of a set of caps, which `cycle` and `tangle`
look for and the configuration of a call refuses: no item may depend on itself through others, and items limited together
are limited, or referred to, by another cap all together or not at all. (If A + B have at most 100 and C half of A, then a
larger B would push A down, and C with it.)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bando.domain.equilibrium import Ceiling, Group, rest
from bando.enums import CapKind
from core.money import CENT, ZERO, cents, split

OF_SUMS = frozenset({CapKind.ABSOLUTE, CapKind.SHARE_OF_TOTAL, CapKind.SHARE_OF_OTHERS})


@dataclass(frozen=True)
class Cap:
    """A limit on the sum of `items`, or on each of their lines.

    `value` is a share of one or an amount in euro, as the kind says; `of` are the other items that a share or a flat rate
    is taken of (empty: all the others). A flat rate sets each item that it names; a cap by the unit or by the invoice
    looks at each line. Raises ValueError for a negative value.
    """

    code: str
    label: str
    kind: CapKind
    items: tuple[str, ...]
    value: Decimal
    of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("a cap is zero or more")


@dataclass(frozen=True)
class Line:
    """An amount claimed on an item (euro, net of VAT); `units` as the firm counted them, one if it did not say."""

    item: str
    amount: Decimal
    units: Decimal | None = None


@dataclass(frozen=True)
class Cut:
    """What a cap made of the sum of `items`: from `before` to `after` (more than before only where a flat rate sets it)."""

    cap: Cap
    items: tuple[str, ...]
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Admitted:
    """What is admitted: line by line in the order of the claim, item by item, in all, and which caps made the difference.

    The lines of an item add up to its sum and the items to the total. Only an item at a flat rate may have a sum and no
    line: it is due whatever was claimed. What the cuts take off the claim, one after the other, leads to the total.
    """

    lines: tuple[Decimal, ...]
    by_item: dict[str, Decimal]
    total: Decimal
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class Shortfall:
    """A minimum share that is not reached: `has` is admitted, `needs` is the least (euro, rounded up to the cent)."""

    cap: Cap
    has: Decimal
    needs: Decimal


def admit(lines: Sequence[Line], caps: Sequence[Cap]) -> Admitted:
    """The largest admissible amounts. MINIMUM_SHARE cuts nothing: see `shortfalls`.

    An invoice is judged against the minimum as it was claimed; then come caps by the unit; then flat rates and caps on
    sums, all at rest together. What a cap takes off is spread in proportion over the items it limits and over their lines.
    Raises ValueError for an amount below zero or finer than a cent, and for caps with a `cycle` or a `tangle`.
    """
    if any(line.amount < 0 or line.amount != cents(line.amount) or (line.units or 0) < 0 for line in lines):
        raise ValueError("a line is zero or more, in whole cents, of zero or more units")
    refused = cycle(caps) or tangle(caps)
    if refused:
        raise ValueError(f"these caps cannot be applied together: {', '.join(refused)}")
    amounts, cuts = _line_by_line(lines, caps)
    names = dict.fromkeys([*(line.item for line in lines), *(item for cap in caps for item in (*cap.items, *cap.of))])
    found = rest(_trees(lines, amounts, caps, list(names)))
    due = {line.item for line in lines} | {item for cap in caps if cap.kind == CapKind.FLAT_RATE for item in cap.items}
    by_item = {item: found.by_item[item] for item in names if item in due}
    cuts += [Cut(caps[one.number], one.items, one.before * CENT, one.after * CENT) for one in found.steps]
    return Admitted(_by_line(lines, amounts, by_item), by_item, sum(by_item.values(), ZERO), tuple(cuts))


def shortfalls(admitted: Admitted, caps: Iterable[Cap]) -> list[Shortfall]:
    """Minimum shares (of the total, or of the items `of`) that what is admitted does not reach."""
    found = []
    for cap in caps:
        if cap.kind == CapKind.MINIMUM_SHARE:
            has = sum((admitted.by_item.get(item, ZERO) for item in set(cap.items)), ZERO)
            base = sum((admitted.by_item.get(item, ZERO) for item in set(cap.of)), ZERO) if cap.of else admitted.total
            needs = -(-Fraction(cap.value) * _whole(base) // 1)
            if _whole(has) < needs:
                found.append(Shortfall(cap, has, needs * CENT))
    return found


def cycle(caps: Sequence[Cap]) -> list[str] | None:
    """The codes of caps that lead back to themselves (A of B, B of A; A of A), in that order, or None.

    A share of all the others is no cycle, even when two items have one: it is the same as a share of the total (30 % of the
    others are 30/130 of the total), which is defined for any number of items. Flat rates of all the others are.
    """
    dependent = [cap for cap in caps if cap.kind == CapKind.FLAT_RATE or (cap.kind == CapKind.SHARE_OF_OTHERS and cap.of)]
    follows = {cap: [other for other in dependent if _refers(cap, other)] for cap in dependent}
    for start in dependent:
        ways = [[start]]
        seen: set[Cap] = set()
        while ways:
            way = ways.pop(0)
            if start in follows[way[-1]]:
                return [cap.code for cap in way]
            fresh = [other for other in follows[way[-1]] if other not in seen]
            seen.update(fresh)
            ways += [[*way, other] for other in fresh]
    return None


def tangle(caps: Sequence[Cap]) -> list[str] | None:
    """The codes of two caps that take hold of only a part of each other's items, or None.

    Caps on sums must name items that are the same, contained or apart; and where one refers to items that another limits
    together, it must refer to all of them.
    """
    sums = [cap for cap in caps if cap.kind in OF_SUMS or cap.kind == CapKind.FLAT_RATE]
    for joint in (cap for cap in sums if cap.kind in OF_SUMS):
        mine = set(joint.items)
        for other in (cap for cap in sums if cap is not joint):
            theirs = [{item} for item in other.items] if other.kind == CapKind.FLAT_RATE else [set(other.items)]
            crossed = any(mine & one and not mine <= one and not one <= mine for one in theirs)
            if crossed or (0 < len(mine & _base(other, mine)) < len(mine)):
                return [joint.code, other.code]
    return None


def _refers(cap: Cap, other: Cap) -> bool:
    """Whether `cap` is taken of an item that `other` limits."""
    return bool(set(cap.of) & set(other.items)) if cap.of else cap is not other and bool(set(other.items) - set(cap.items))


def _base(cap: Cap, among: Iterable[str]) -> set[str]:
    """What of `among` a share or a flat rate is taken of; a share of all the others is one of the total, and so of no item."""
    if cap.kind == CapKind.FLAT_RATE and not cap.of:
        return set(among) - set(cap.items)
    return set(cap.of) & set(among) if cap.kind in {CapKind.FLAT_RATE, CapKind.SHARE_OF_OTHERS} else set()


def _line_by_line(lines: Sequence[Line], caps: Sequence[Cap]) -> tuple[list[Decimal], list[Cut]]:
    """What is left of each line after the caps that look at one line, and what they took off."""
    amounts, cuts = [cents(line.amount) for line in lines], []
    for kind in (CapKind.MINIMUM_INVOICE, CapKind.UNIT):
        for cap in (each for each in caps if each.kind == kind):
            after = [
                _of_one_line(cap, line, amount) if line.item in cap.items else amount
                for line, amount in zip(lines, amounts, strict=True)
            ]
            if after != amounts:
                here = [index for index, line in enumerate(lines) if line.item in cap.items]
                cuts.append(Cut(cap, cap.items, sum((amounts[i] for i in here), ZERO), sum((after[i] for i in here), ZERO)))
            amounts = after
    return amounts, cuts


def _of_one_line(cap: Cap, line: Line, amount: Decimal) -> Decimal:
    if cap.kind == CapKind.MINIMUM_INVOICE:
        return amount if line.amount >= cap.value else ZERO
    units = Fraction(1 if line.units is None else line.units)
    return min(amount, _whole(Fraction(cap.value) * units) * CENT)


def _by_line(lines: Sequence[Line], amounts: Sequence[Decimal], by_item: Mapping[str, Decimal]) -> tuple[Decimal, ...]:
    """What each line has of the sum of its item, in proportion; evenly where a flat rate gives to lines that claim nothing."""
    found = list(amounts)
    for item, due in by_item.items():
        places = [place for place, line in enumerate(lines) if line.item == item]
        weights = [amounts[place] for place in places]
        if places and sum(weights, ZERO) != due:
            for place, part in zip(places, split(due, weights if any(weights) else [1] * len(places)), strict=True):
                found[place] = part
    return tuple(found)


def _trees(lines: Sequence[Line], amounts: Sequence[Decimal], caps: Sequence[Cap], names: Sequence[str]) -> list[Group]:
    """The items in groups that contain one another: one for each set of items that a cap limits, in the order of `names`."""
    claimed = dict.fromkeys(names, 0)
    for line, amount in zip(lines, amounts, strict=True):
        claimed[line.item] += _whole(amount)
    sets = {tuple(item for item in names if item in cap.items) for cap in caps if cap.kind in OF_SUMS}
    trees: list[Group] = []
    for items in sorted({*sets, *((item,) for item in names)}, key=lambda one: (len(one), one)):
        parts = sorted((tree for tree in trees if set(tree.items) <= set(items)), key=lambda tree: names.index(tree.items[0]))
        trees = [tree for tree in trees if tree not in parts]
        flat = [cap for cap in caps if cap.kind == CapKind.FLAT_RATE and len(items) == 1 and items[0] in cap.items]
        limits = [cap for cap in caps if cap.kind in OF_SUMS and set(cap.items) == set(items)]
        trees.append(
            Group(
                items,
                claimed=0 if parts else claimed[items[0]],
                parts=tuple(parts),
                given=tuple(_ceiling(caps.index(cap), cap, names) for cap in flat),
                ceilings=tuple(_ceiling(caps.index(cap), cap, names) for cap in limits),
            )
        )
    return sorted(trees, key=lambda tree: names.index(tree.items[0]))


def _ceiling(number: int, cap: Cap, names: Sequence[str]) -> Ceiling:
    """The cap as a straight line. At most v times all the others is at most v / (1 + v) of the total, to the cent the same."""
    share = Fraction(cap.value)
    if cap.kind == CapKind.ABSOLUTE:
        return Ceiling(number, amount=_whole(cap.value))
    if cap.kind == CapKind.SHARE_OF_TOTAL:
        return Ceiling(number, of_total=share)
    if cap.kind == CapKind.SHARE_OF_OTHERS and not cap.of:
        return Ceiling(number, of_total=share / (1 + share))
    return Ceiling(number, share=share, of=cap.of or tuple(item for item in names if item not in cap.items))


def _whole(amount: Decimal | Fraction) -> int:
    """Whole cents, rounded down."""
    return int(Fraction(amount) * 100 // 1)
