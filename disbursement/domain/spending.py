"""What of the reported spending counts under the caps of the call: invoices first, then the items that they add up to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bando.domain.caps import Admitted, Cap, Cut, Line, admit
from bando.enums import CapKind
from core.money import ZERO


@dataclass(frozen=True)
class Claim:
    """One line of an invoice: its item ("" for none yet), what is claimed and what the officer left; negative: a credit note."""

    item: str
    invoice: int
    claimed: Decimal
    admitted: Decimal


def admit_claims(claims: Sequence[Claim], caps: Sequence[Cap], units: Mapping[str, Decimal]) -> Admitted:
    """What counts item by item; `units` are those that the project planned for an item.

    A minimum per invoice is judged on what the invoice claims for the item. A credit note takes from its item, and what
    the item does not have, from the others. Raises ValueError as `bando.domain.caps.admit` does.
    """
    kept, cuts = _large_enough(claims, [cap for cap in caps if cap.kind == CapKind.MINIMUM_INVOICE])
    sums = _sums(kept)
    lines = [Line(item, amount, units.get(item)) for item, amount in sums.items()]
    found = admit(lines, [cap for cap in caps if cap.kind != CapKind.MINIMUM_INVOICE])
    return Admitted(found.lines, found.by_item, found.total, (*cuts, *found.cuts))


def _large_enough(claims: Sequence[Claim], caps: Iterable[Cap]) -> tuple[list[Claim], list[Cut]]:
    """The claims without those of invoices that are too small for their item, and what that takes away."""
    kept, cuts = list(claims), []
    for cap in caps:
        sums: dict[tuple[str, int], Decimal] = {}
        for one in kept:
            sums[one.item, one.invoice] = sums.get((one.item, one.invoice), ZERO) + one.claimed
        small = {key for key, amount in sums.items() if key[0] in cap.items and ZERO <= amount < cap.value}
        before = sum((one.admitted for one in kept if one.item in cap.items), ZERO)
        kept = [one for one in kept if (one.item, one.invoice) not in small]
        after = sum((one.admitted for one in kept if one.item in cap.items), ZERO)
        if before != after:
            cuts.append(Cut(cap, cap.items, before, after))
    return kept, cuts


def _sums(claims: Iterable[Claim]) -> dict[str, Decimal]:
    """Item → what is left of it, never below zero: a credit that exceeds its item goes to the others, the first one first."""
    sums: dict[str, Decimal] = {}
    for one in claims:
        sums[one.item] = sums.get(one.item, ZERO) + one.admitted
    owed = -sum((amount for amount in sums.values() if amount < 0), ZERO)
    left = {}
    for item, amount in sums.items():
        taken = min(max(amount, ZERO), owed)
        owed -= taken
        left[item] = max(amount, ZERO) - taken
    return left
