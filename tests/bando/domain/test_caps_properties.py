"""Caps on expense items, whatever is claimed under whatever caps: what is admitted is exact, kept, greatest and monotone."""

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bando.domain.caps import Admitted, Cap, Line, admit, cycle, tangle
from bando.domain.contribution import Terms, estimate
from bando.enums import CapKind
from core.money import ZERO, cents

repeatable = settings(max_examples=100, derandomize=True, deadline=None)
ITEMS = ("a", "b", "c", "d")
SHARES = ("0.07", "0.1", "0.2", "0.3", "0.333333", "0.5", "0.66", "0.7", "0.95", "0.99")
OF_ONE_LINE = {CapKind.UNIT, CapKind.MINIMUM_INVOICE}
amounts = st.decimals(min_value=0, max_value=20_000, places=2)
few_cents = st.integers(0, 6).map(lambda number: Decimal(number) / 100)


@st.composite
def any_caps(
    draw: st.DrawFn, kinds: tuple[CapKind, ...] = tuple(CapKind), items: tuple[str, ...] = ITEMS, most: int = 6
) -> list[Cap]:
    """Caps that can be applied together: each one that could not be added to those before it is left out."""
    caps: list[Cap] = []
    for number in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(kinds))
        limited = draw(st.lists(st.sampled_from(items), min_size=1, max_size=3, unique=True))
        of = draw(st.lists(st.sampled_from([item for item in items if item not in limited] or ["z"]), max_size=2, unique=True))
        is_amount = kind in {CapKind.ABSOLUTE, *OF_ONE_LINE}
        value = draw(st.decimals(min_value=0, max_value=9_000, places=2) if is_amount else st.sampled_from(SHARES).map(Decimal))
        cap = Cap(f"cap-{number}", "", kind, tuple(limited), value, tuple(of))
        if not cycle([*caps, cap]) and not tangle([*caps, cap]):
            caps.append(cap)
    return caps


def any_lines(amount: st.SearchStrategy[Decimal] = amounts, items: tuple[str, ...] = ITEMS) -> st.SearchStrategy[list[Line]]:
    units = st.none() | st.decimals(min_value=0, max_value=9, places=1)
    return st.lists(st.builds(Line, st.sampled_from(items), amount, units), max_size=7)


def is_kept(cap: Cap, sums: dict[str, int], names: set[str]) -> bool:
    """Whether a cap on sums (in cents) holds, to the last digit; a flat rate is looked at as a limit."""
    has = sum(sums.get(item, 0) for item in cap.items)
    base = sum(sums.get(item, 0) for item in cap.of or names - set(cap.items))
    millionths = int(cap.value * 1_000_000)
    if cap.kind == CapKind.ABSOLUTE:
        return has * 10_000 <= millionths
    if cap.kind == CapKind.SHARE_OF_TOTAL:
        return has * 1_000_000 <= millionths * sum(sums.values())
    if cap.kind == CapKind.SHARE_OF_OTHERS:
        return has * 1_000_000 <= millionths * base
    if cap.kind == CapKind.FLAT_RATE:
        return all(sums.get(item, 0) * 1_000_000 <= millionths * base for item in cap.items)
    return True


def in_cents(sums: dict[str, Decimal]) -> dict[str, int]:
    return {item: int(amount * 100) for item, amount in sums.items()}


def names_of(lines: list[Line], caps: list[Cap]) -> set[str]:
    return {line.item for line in lines} | {item for cap in caps for item in (*cap.items, *cap.of)}


def flat_items(caps: list[Cap]) -> set[str]:
    return {item for cap in caps if cap.kind == CapKind.FLAT_RATE for item in cap.items}


@repeatable
@given(any_lines(), any_caps())
def test_lines_and_items_add_up_to_the_total_in_whole_cents(lines: list[Line], caps: list[Cap]) -> None:
    found = admit(lines, caps)
    for amount in (*found.lines, *found.by_item.values(), found.total):
        assert amount == cents(amount) >= 0
        assert amount.as_tuple().exponent == -2
    for item, amount in found.by_item.items():
        own = [admitted for line, admitted in zip(lines, found.lines, strict=True) if line.item == item]
        assert sum(own) == amount or (not own and item in flat_items(caps))
    assert found.total == sum(found.by_item.values())
    assert {line.item for line in lines} <= set(found.by_item) <= names_of(lines, caps)


@repeatable
@given(any_lines(), any_caps())
def test_no_line_has_more_than_it_claims_but_at_a_flat_rate(lines: list[Line], caps: list[Cap]) -> None:
    found = admit(lines, caps)
    for line, admitted in zip(lines, found.lines, strict=True):
        assert admitted <= line.amount or line.item in flat_items(caps)


@repeatable
@given(any_lines(), any_caps())
def test_every_cap_holds_on_what_is_admitted(lines: list[Line], caps: list[Cap]) -> None:
    found = admit(lines, caps)
    assert all(is_kept(cap, in_cents(found.by_item), names_of(lines, caps)) for cap in caps)
    for cap in (cap for cap in caps if cap.kind in OF_ONE_LINE):
        for line, admitted in zip(lines, found.lines, strict=True):
            if line.item in cap.items and line.item not in flat_items(caps):
                small = cap.kind == CapKind.MINIMUM_INVOICE and line.amount < cap.value
                many = cap.kind == CapKind.UNIT and admitted > cap.value * (1 if line.units is None else line.units)
                assert not many
                assert not (small and admitted)


@repeatable
@given(any_lines(), any_caps(), st.data())
def test_claiming_more_on_a_line_never_lowers_the_total(lines: list[Line], caps: list[Cap], data: st.DataObject) -> None:
    added = data.draw(st.lists(amounts, min_size=len(lines), max_size=len(lines)))
    more = [Line(line.item, line.amount + extra, line.units) for line, extra in zip(lines, added, strict=True)]
    assert admit(lines, caps).total <= admit(more, caps).total


@repeatable
@given(any_lines(), any_caps(), st.sampled_from(ITEMS), amounts)
def test_one_more_line_never_lowers_the_total_nor_the_grant(
    lines: list[Line], caps: list[Cap], item: str, amount: Decimal
) -> None:
    terms = Terms(Decimal("0.7"), Decimal("4000"), Decimal("10000"))
    less, more = admit(lines, caps).total, admit([*lines, Line(item, amount)], caps).total
    assert less <= more
    assert estimate(less, terms).grant <= estimate(more, terms).grant


@repeatable
@given(any_lines(), any_caps(kinds=tuple(kind for kind in CapKind if kind != CapKind.MINIMUM_INVOICE)))
def test_caps_applied_to_what_they_admitted_change_nothing(lines: list[Line], caps: list[Cap]) -> None:
    once = admit(lines, caps)
    again = admit([Line(line.item, left, line.units) for line, left in zip(lines, once.lines, strict=True)], caps)
    assert (again.lines, again.by_item, again.total) == (once.lines, once.by_item, once.total)


@repeatable
@given(
    st.lists(st.builds(Line, st.sampled_from("abc"), few_cents), max_size=3),
    any_caps(kinds=(CapKind.SHARE_OF_TOTAL, CapKind.SHARE_OF_OTHERS, CapKind.FLAT_RATE), items=("a", "b", "c"), most=4),
)
def test_no_other_amounts_that_keep_the_caps_come_to_more(lines: list[Line], caps: list[Cap]) -> None:
    """All amounts to the cent are tried, by a way of its own."""
    flat, names = flat_items(caps), names_of(lines, caps)
    claimed = {item: int(sum(line.amount for line in lines if line.item == item) * 100) for item in "abc"}
    # No share is above 99 %, and among three items a flat rate of another and its base is less than twice what that base claims.
    most = [range(2 * sum(claimed.values()) + 1 if item in flat else claimed[item] + 1) for item in "abc"]
    tried = (dict(zip("abc", numbers, strict=True)) for numbers in product(*most))
    best = max(sum(sums.values()) for sums in tried if all(is_kept(cap, sums, names) for cap in caps))
    assert admit(lines, caps).total * 100 == best


@repeatable
@given(any_lines(), any_caps())
def test_the_cuts_add_up_to_what_was_claimed_and_not_admitted(lines: list[Line], caps: list[Cap]) -> None:
    found = admit(lines, caps)
    taken = sum((cut.before - cut.after for cut in found.cuts), ZERO)
    assert sum((line.amount for line in lines), ZERO) - taken == found.total
    assert all(cut.before > cut.after or cut.cap.kind == CapKind.FLAT_RATE for cut in found.cuts)


@repeatable
@given(any_lines(), any_caps(), st.randoms(use_true_random=False))
def test_the_order_of_lines_and_caps_does_not_change_the_total(lines: list[Line], caps: list[Cap], chance: object) -> None:
    def mixed(things: list) -> list:
        return sorted(things, key=lambda _: chance.random())

    assert admit(mixed(lines), mixed(caps)).total == admit(lines, caps).total


def test_without_the_refusal_of_tangles_more_spending_would_give_less() -> None:
    """The negative control of monotony: a and b have 100.00 together, c half of a; b pushes a down, and c with it."""
    half = Cap("half", "", CapKind.SHARE_OF_OTHERS, ("c",), Decimal("0.5"), ("a",))

    def left(a: str, b: str) -> Admitted:
        both = admit(
            [Line("a", Decimal(a)), Line("b", Decimal(b))], [Cap("both", "", CapKind.ABSOLUTE, ("a", "b"), Decimal("100"))]
        )
        return admit([*(Line(item, amount) for item, amount in both.by_item.items()), Line("c", Decimal("50.00"))], [half])

    assert left("100.00", "0.00").total == Decimal("150.00")
    assert left("100.00", "100.00").total == Decimal("125.00")
