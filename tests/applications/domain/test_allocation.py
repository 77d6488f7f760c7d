"""What holds of every allocation: no line gives more than it has, parts add up, order decides, more money takes from nobody."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.ranking import Candidate, Purse, order_of, rank
from applications.domain.recount import Box, Claim, in_cents, recount
from applications.enums import RankingOutcome
from bando.enums import DrawOrder
from core.money import ZERO

FINANCED, WAITING, BELOW = RankingOutcome.FINANCED, RankingOutcome.WAITING, RankingOutcome.BELOW_MINIMUM
A, B, POTS = 1, 2, (1, 2, 3)
MINIMUM = Decimal(50)
# Two lines a pot, the Region's and the Chamber's; two of the common pool.
OWN = {pot: (10 * pot, 10 * pot + 1) for pot in POTS}
COMMON = (90, 91)
REGIONAL = frozenset([90, *(lines[0] for lines in OWN.values())])


def money(most: int):
    return st.integers(min_value=0, max_value=most).map(lambda cents: Decimal(cents) / 100)


someone = st.builds(
    Candidate,
    key=st.integers(1, 10**6),
    score=st.integers(40, 100).map(Decimal),
    arrival=st.integers(1, 10**6),
    pot=st.sampled_from(POTS),
    grant=st.integers(1, 2_000).map(lambda cents: Decimal(cents) / 100),
)
people = st.lists(someone, max_size=25, unique_by=(lambda c: c.key, lambda c: c.arrival))
lines = st.fixed_dictionaries({line: money(5_000) for line in sorted({*COMMON, *(i for own in OWN.values() for i in own)})})
orders, parts = st.sampled_from(DrawOrder), st.booleans()


def purse(left, order=DrawOrder.PRO_RATA, *, pool=True):
    common = COMMON if pool else ()
    kept = {line: amount for line, amount in left.items() if pool or line not in COMMON}
    return Purse(kept, {pot: [*OWN[pot], *common] for pot in POTS}, order, REGIONAL, frozenset(common))


def ranked(candidates, spent, *, partial_last=False):
    return rank(candidates, purse=spent, minimum=MINIMUM, partial_last=partial_last)


def simple(*grants, pot=A):
    """Candidates of one pot in their order."""
    return [Candidate(n, Decimal(100 - n), n, pot, Decimal(grant)) for n, grant in enumerate(grants, start=1)]


def found(places):
    return [(place.candidate.key, place.outcome, place.grant) for place in places]


@given(people, lines, orders, parts)
def test_no_line_gives_more_than_it_has_and_every_cent_is_somewhere(candidates, left, order, in_part):
    spent = purse(left, order)
    places = ranked(candidates, spent, partial_last=in_part)
    given_by = {line: sum((place.parts.get(line, ZERO) for place in places), ZERO) for line in left}
    assert all(left[line] == spent.left[line] + given_by[line] for line in left)
    assert all(amount >= 0 for amount in spent.left.values())


@given(people, lines, orders, parts)
def test_the_parts_of_a_grant_add_up_to_it_on_lines_of_its_own(candidates, left, order, in_part):
    for place in ranked(candidates, purse(left, order), partial_last=in_part):
        assert set(place.parts) <= {*OWN[place.candidate.pot], *COMMON}
        assert place.grant == sum(place.parts.values())
        assert all(part == part.quantize(Decimal("0.01")) and part > 0 for part in place.parts.values())
        assert place.grant + place.missing == (ZERO if place.outcome == BELOW else place.candidate.grant)
        if place.outcome == FINANCED and not in_part:
            assert place.grant == place.candidate.grant


@given(people, lines, orders, parts, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_given_changes_nothing(candidates, left, order, in_part, chance):
    mixed = list(candidates)
    chance.shuffle(mixed)
    one, other = (ranked(each, purse(left, order), partial_last=in_part) for each in (candidates, mixed))
    assert one == other


@given(people, lines, orders, parts)
def test_nobody_behind_takes_what_somebody_ahead_waits_for(candidates, left, order, in_part):
    short: set[int] = set()
    for place in ranked(candidates, purse(left, order), partial_last=in_part):
        if short:
            assert not set(place.parts) & set(COMMON)
        assert place.candidate.pot not in short or place.outcome in {WAITING, BELOW}
        if place.outcome != BELOW and place.missing:
            short.add(place.candidate.pot)


@given(people, lines, st.dictionaries(st.sampled_from(POTS), st.integers(1, 3_000).map(lambda n: Decimal(n) / 100)))
def test_more_money_takes_from_nobody_where_each_pot_is_for_itself(candidates, left, extra):
    before = ranked(candidates, purse(left, pool=False))
    richer = {line: amount + extra.get(line // 10, ZERO) for line, amount in left.items()}
    after = {place.candidate.key: place for place in ranked(candidates, purse(richer, pool=False))}
    assert all(after[place.candidate.key].grant >= place.grant for place in before)


@given(people, lines, orders, st.sampled_from([90, 10, 20, 30]), st.integers(1, 3_000).map(lambda n: Decimal(n) / 100))
def test_more_money_takes_from_nobody_with_a_common_pool_either(candidates, left, order, line, more):
    """With one line a pot. With several, pro rata, a cent of rounding may fall on another line (and an exact fit lack it)."""
    one_each = {each: amount if each in {90, 10, 20, 30} else ZERO for each, amount in left.items()}
    before = ranked(candidates, purse(one_each, order))
    after = ranked(candidates, purse({**one_each, line: one_each[line] + more}, order))
    kept = {place.candidate.key: place.grant for place in after}
    assert all(kept[place.candidate.key] >= place.grant for place in before)


@given(people, lines, orders, parts, st.booleans())
def test_the_second_count_finds_the_same_to_the_cent(candidates, left, order, in_part, pool):
    """And with reservations: each holds a cent more on its own lines than the last."""
    holding = [
        replace(each, held={OWN[each.pot][n % 2]: Decimal(n + 1) / 100}) if n % 3 == 0 else each
        for n, each in enumerate(candidates)
    ]
    places = ranked(holding, purse(left, order, pool=pool), partial_last=in_part)
    pots = {line: pot for pot, own in OWN.items() for line in own} | dict.fromkeys(COMMON)
    boxes = {
        line: Box(pots[line], line in REGIONAL, int(amount * 100)) for line, amount in left.items() if pool or line not in COMMON
    }
    ordered = sorted(holding, key=lambda each: order_of(each, ("arrival",)))
    claims = [Claim(c.key, c.pot, int(c.grant * 100), c.score >= MINIMUM, in_cents(c.held.items())) for c in ordered]
    counted = recount(claims, boxes, order=order, partial_last=in_part)
    for place in places:
        given = counted[place.candidate.key]
        assert (given.own, given.free) == (in_cents(place.confirmed.items()), in_cents(place.free.items()))


def test_another_pot_goes_on_with_its_own_and_takes_nothing_of_what_is_waited_for():
    """Before, the second pot drew on the common pool over who waited for it."""
    first, second = Candidate(1, Decimal(90), 1, A, Decimal("8.00")), Candidate(2, Decimal(80), 2, B, Decimal("3.00"))
    third = Candidate(3, Decimal(70), 3, B, Decimal("1.00"))
    left = dict.fromkeys([*OWN[A], *OWN[B], *OWN[3]], ZERO) | {20: Decimal("2.00"), 90: Decimal("5.00"), 91: ZERO}
    assert found(ranked([first, second, third], purse(left))) == [(1, WAITING, ZERO), (2, WAITING, ZERO), (3, WAITING, ZERO)]
    richer = left | {20: Decimal("4.00")}
    assert found(ranked([first, second, third], purse(richer))) == [
        (1, WAITING, ZERO), (2, FINANCED, Decimal("3.00")), (3, FINANCED, Decimal("1.00")),
    ]  # fmt: skip


def test_whoever_waits_is_told_what_is_missing():
    places = ranked(simple("1.00", "3.00"), purse({10: Decimal("1.50"), 11: ZERO}, pool=False), partial_last=True)
    assert [place.missing for place in places] == [ZERO, Decimal("2.50")]
    assert [place.missing for place in ranked(simple("3.00"), purse({10: Decimal("1.50"), 11: ZERO}, pool=False))] == [Decimal(3)]


def test_what_is_reserved_and_not_needed_is_free_for_who_waits():
    held = Candidate(1, Decimal(50), 1, A, Decimal("1.00"), held={10: Decimal("3.00")})
    out = Candidate(2, Decimal(40), 2, A, Decimal("2.00"), held={11: Decimal("2.00")})
    waits = Candidate(3, Decimal(50), 3, A, Decimal("4.00"))
    places = ranked([held, out, waits], purse({10: ZERO, 11: ZERO}, pool=False))
    assert found(places) == [(1, FINANCED, Decimal("1.00")), (3, FINANCED, Decimal("4.00")), (2, BELOW, ZERO)]
    assert places[0].confirmed == {10: Decimal("1.00")}
    assert places[1].free == {10: Decimal("2.00"), 11: Decimal("2.00")}


def test_a_reservation_is_hers_whoever_waits_before_her():
    waits = Candidate(1, Decimal(50), 1, A, Decimal("9.00"))
    held = Candidate(2, Decimal(50), 2, A, Decimal("1.00"), held={10: Decimal("1.00")})
    assert found(ranked([waits, held], purse({10: ZERO, 11: ZERO}, pool=False))) == [
        (1, WAITING, ZERO), (2, FINANCED, Decimal("1.00")),
    ]  # fmt: skip


@pytest.mark.parametrize("order", DrawOrder)
def test_the_order_of_draw_says_whose_money_goes_first(order):
    (place,) = ranked(simple("4.00"), purse({10: Decimal("3.00"), 11: Decimal("3.00")}, order, pool=False))
    expected = {
        DrawOrder.PRO_RATA: {10: Decimal("2.00"), 11: Decimal("2.00")},
        DrawOrder.REGION_FIRST: {10: Decimal("3.00"), 11: Decimal("1.00")},
        DrawOrder.CHAMBER_FIRST: {10: Decimal("1.00"), 11: Decimal("3.00")},
    }
    assert place.parts == expected[order]
