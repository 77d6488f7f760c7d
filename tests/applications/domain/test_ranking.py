"""The ranking: score, then arrival, each Chamber's purse for itself."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.ranking import Candidate, Purse, rank
from applications.enums import RankingOutcome
from core.money import ZERO

FINANCED, WAITING, BELOW = RankingOutcome.FINANCED, RankingOutcome.WAITING, RankingOutcome.BELOW_MINIMUM
MILANO, PAVIA = 1, 2


def candidate(key, score, *, pot=MILANO, grant="1000.00", arrival=None):
    return Candidate(key, Decimal(score), arrival or key, pot, Decimal(grant))


def purse(milano="0.00", pavia="0.00", common=None):
    left = {10: Decimal(milano), 20: Decimal(pavia)}
    lines = {MILANO: [10], PAVIA: [20]}
    if common is not None:
        left[30] = Decimal(common)
        lines = {pot: [*own, 30] for pot, own in lines.items()}
    return Purse(left, lines, common=frozenset([30]) if common is not None else frozenset())


def ranked(*candidates, purse, minimum="50", partial_last=False):
    return rank(candidates, purse=purse, minimum=Decimal(minimum), partial_last=partial_last)


def lots(places):
    return [(place.candidate.key, place.outcome, place.grant) for place in places]


def test_the_higher_score_comes_first_and_ties_go_to_the_earlier_arrival():
    places = ranked(
        candidate(1, "70", arrival=9), candidate(2, "80.01", arrival=8), candidate(3, "70", arrival=2), purse=purse("5000.00")
    )
    assert [(place.position, place.candidate.key) for place in places] == [(1, 2), (2, 3), (3, 1)]


def test_below_the_minimum_nobody_is_financed_whatever_the_purse_holds():
    places = ranked(candidate(1, "49.99"), candidate(2, "50.00"), purse=purse("5000.00"))
    assert lots(places) == [(2, FINANCED, Decimal("1000.00")), (1, BELOW, ZERO)]


def test_an_exhausted_purse_does_not_stop_the_others():
    places = ranked(candidate(1, "90"), candidate(2, "80"), candidate(3, "70", pot=PAVIA), purse=purse("1000.00", "1000.00"))
    assert [place.outcome for place in places] == [FINANCED, WAITING, FINANCED]


def test_nobody_overtakes_in_the_same_purse_by_asking_for_less():
    places = ranked(candidate(1, "90"), candidate(2, "80", grant="2000.00"), candidate(3, "70"), purse=purse("2500.00"))
    assert [place.outcome for place in places] == [FINANCED, WAITING, WAITING]


def test_the_last_one_takes_what_is_left_only_if_the_call_says_so():
    asked = candidate(1, "90"), candidate(2, "80"), candidate(3, "70")
    assert lots(ranked(*asked, purse=purse("1400.00")))[1] == (2, WAITING, ZERO)
    assert lots(ranked(*asked, purse=purse("1400.00"), partial_last=True)) == [
        (1, FINANCED, Decimal("1000.00")),
        (2, FINANCED, Decimal("400.00")),
        (3, WAITING, ZERO),
    ]


def test_the_common_pool_serves_every_chamber():
    places = ranked(candidate(1, "90"), candidate(2, "80", pot=PAVIA), purse=purse("400.00", "400.00", common="1400.00"))
    assert [place.outcome for place in places] == [FINANCED, FINANCED]


def test_a_pot_without_lines_finances_nobody():
    assert lots(ranked(candidate(1, "90", pot=7), purse=purse("1000.00"))) == [(1, WAITING, ZERO)]


money = st.integers(min_value=1, max_value=10**7).map(lambda n: Decimal(n) / 100)
someone = st.builds(
    Candidate,
    key=st.integers(min_value=1, max_value=10**6),
    score=st.integers(min_value=0, max_value=10_000).map(lambda n: Decimal(n) / 100),
    arrival=st.integers(min_value=1, max_value=10**6),
    pot=st.sampled_from([MILANO, PAVIA]),
    grant=money,
)


@given(st.lists(someone, unique_by=(lambda c: c.key, lambda c: c.arrival)), money, money, money, st.booleans())
def test_no_purse_is_ever_promised_more_than_it_holds(candidates, milano, pavia, common, partial_last):
    spent = purse(milano, pavia, common)
    places = ranked(*candidates, purse=spent, partial_last=partial_last)
    assert all(left >= 0 for left in spent.left.values())
    assert sum(place.grant for place in places) + sum(spent.left.values()) == milano + pavia + common
    assert all(place.grant <= place.candidate.grant for place in places)


@pytest.mark.parametrize("minimum", ["0", "50", "100"])
def test_every_candidate_stands_once(minimum):
    candidates = [candidate(key, str(key * 7 % 100)) for key in range(1, 40)]
    places = ranked(*candidates, purse=purse("9000.00"), minimum=minimum)
    assert sorted(place.candidate.key for place in places) == list(range(1, 40))
    assert [place.position for place in places] == list(range(1, 40))
