"""Drawing of lots: everybody is drawn once, and anybody can draw again."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bando.domain.lots import lots, ticket

SEED = "Torino 12 45 67 88 3"
repeatable = settings(max_examples=100, derandomize=True, deadline=None)
lines = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=12)
keys_of_a_draw = st.lists(lines, unique=True, max_size=20)


def test_a_draw_that_was_done_with_a_shell() -> None:
    # printf '%s\n%s' 'Torino 12 45 67 88 3' '2026-1' | sha256sum, and so on
    assert ticket("2026-1", SEED) == "7a9bae4fcf13a564976254fe3e79992d8999a12cf7e9214258a7d1058979f425"
    assert ticket("2026-2", SEED) == "3d44a3b4f4a0b752393800379532b96bb54c4d27dda67b130c9d3e96419aac28"
    assert ticket("2026-3", SEED) == "36e4e6a5ba1c72ef56372d6e645abad238ee9a7d9ff95385d1e66ca356ea9b74"
    assert ticket("2026-4", SEED) == "c614d30ae905d4fd1c97cbfd3a4effcebd306da6ff82515cdde5e2debff9fc45"
    assert lots(["2026-1", "2026-2", "2026-3", "2026-4"], SEED) == ["2026-3", "2026-2", "2026-1", "2026-4"]


@repeatable
@given(keys_of_a_draw, lines)
def test_everybody_is_drawn_once(keys: list[str], seed: str) -> None:
    assert sorted(lots(keys, seed)) == sorted(keys)


@repeatable
@given(keys_of_a_draw, lines, st.randoms(use_true_random=False))
def test_the_order_in_which_applications_are_given_does_not_matter(keys: list[str], seed: str, chance: object) -> None:
    mixed = sorted(keys, key=lambda _: chance.random())
    assert lots(mixed, seed) == lots(keys, seed)


@repeatable
@given(st.lists(lines, unique=True, min_size=1, max_size=20), lines)
def test_who_is_taken_out_changes_the_place_of_nobody_else(keys: list[str], seed: str) -> None:
    gone = keys[0]
    assert lots(keys[1:], seed) == [key for key in lots(keys, seed) if key != gone]


def test_another_seed_is_another_draw() -> None:
    keys = [f"2026-{number}" for number in range(50)]
    assert len({tuple(lots(keys, f"seed {number}")) for number in range(50)}) == 50


def test_each_has_the_same_chance_to_be_first() -> None:
    firsts = [lots(["a", "b", "c", "d"], f"seed {number}")[0] for number in range(4_000)]
    assert all(900 < firsts.count(key) < 1_100 for key in "abcd")  # 1,000 each; three standard deviations are 82


@pytest.mark.parametrize(
    "draw", [lambda: lots(["a"], ""), lambda: lots([""], "s"), lambda: lots(["a"], "s\nb"), lambda: lots(["b\na"], "s")]
)
def test_a_line_that_could_be_read_in_two_ways_is_refused(draw: Callable[[], list[str]]) -> None:
    with pytest.raises(ValueError, match="one line each"):
        draw()


def test_nobody_has_two_tickets() -> None:
    with pytest.raises(ValueError, match="one ticket only"):
        lots(["a", "b", "a"], "s")
