"""Counts as shares and as lists."""

from decimal import Decimal

import pytest

from reports.domain.shares import named, points


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, "33.33"), (2, 3, "66.67"), (0, 5, "0.00"), (1, 8, "12.50")])
def test_a_share_is_in_points_to_the_hundredth(part, whole, share):
    assert points(part, whole) == Decimal(share)


def test_nothing_is_no_share_of_nothing():
    assert points(0, 0) is None


def test_names_are_counted_once_a_text_and_sorted():
    texts = ["Francia, Germania e Spagna", "francia; Francia", "Germania."]
    assert named(texts, 9) == [("Francia", 2), ("Germania", 2), ("Spagna", 1)]
    assert named(texts, 1) == [("Francia", 2)]


def test_nothing_named_is_nothing():
    assert named(["", " , "], 9) == []
