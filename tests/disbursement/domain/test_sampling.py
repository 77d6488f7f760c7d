"""Which files are drawn: a share rounded up, the same whatever the order, and everybody may be met."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.sampling import STANDARD, digest, sample, size

SHARES = st.decimals(min_value=Decimal("0.000001"), max_value=1, places=6)
KEYS = st.lists(st.integers(1, 10_000).map(str), min_size=1, max_size=60, unique=True)


@pytest.mark.parametrize(
    ("count", "share", "expected"),
    [(0, "0.05", 0), (1, "0.05", 1), (20, "0.05", 1), (21, "0.05", 2), (638, "0.10", 64), (638, "0.05", 32), (7, "1", 7)],
)
def test_a_share_is_rounded_up(count, share, expected):
    assert size(count, Decimal(share)) == expected


@given(st.integers(0, 10_000), SHARES)
def test_no_file_less_than_the_share_and_less_than_one_more(count, share):
    drawn = size(count, share)
    assert count * share <= drawn < count * share + 1
    assert drawn <= count


@given(KEYS, SHARES, st.randoms(use_true_random=False))
def test_the_order_in_which_files_are_given_does_not_matter(keys, share, chance):
    again = list(keys)
    chance.shuffle(again)
    found = sample(keys, "12 45 67", share)
    assert found == sample(again, "12 45 67", share)
    assert digest(keys) == digest(again)
    assert len(found) == len(set(found)) == size(len(keys), share)
    assert set(found) <= set(keys)


def test_everybody_may_be_drawn_and_about_as_often():
    """One of ten, two thousand seeds: each about two hundred times; the seeds are fixed, so is the answer."""
    keys = [str(number) for number in range(1, 11)]
    met = [key for seed in range(2_000) for key in sample(keys, f"seme {seed}", Decimal("0.1"))]
    assert len(met) == 2_000
    assert all(150 < met.count(key) < 250 for key in keys)


def test_another_population_has_another_digest():
    assert digest(["1", "23"]) != digest(["12", "3"]) != digest(["1", "2", "3"])


@pytest.mark.parametrize("seed", ["", "due\nrighe"])
def test_a_seed_is_one_line(seed):
    with pytest.raises(ValueError, match="one line"):
        sample(["1"], seed, Decimal(1))


def test_the_ready_list_fits_its_columns():
    assert all(0 < len(text) <= 250 and len(basis) <= 120 for text, basis in STANDARD)
    assert len({text for text, _basis in STANDARD}) == len(STANDARD)
