"""Who may write over a field: the last word seen, the page's own last word, and nothing else."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.merging import Mark, Seen, fingerprint, is_stale, marks_of

AT = "2020-06-20T10:41:00+02:00"


def mark(version: int = 5, page: str = "", turn: int = 0) -> Mark:
    return Mark(version, 1, AT, page, turn)


@pytest.mark.parametrize(
    ("last", "seen", "stale"),
    [
        (None, Seen(1), False),
        (mark(5), Seen(5), False),
        (mark(5), Seen(4), True),
        (mark(5), Seen(4, {"title": 5}), False),
        (mark(5), Seen(9, {"title": 4}), True),
        (mark(5), Seen(4, {"description": 9}), True),
        # Its own writing, the answer to which was lost
        (mark(5, "p", 2), Seen(4, page="p", turn=3), False),
        # A late copy of what it sent before something newer arrived
        (mark(5, "p", 3), Seen(4, page="p", turn=2), True),
        (mark(5, "p", 3), Seen(4, page="p", turn=3), True),
        (mark(5, "other", 1), Seen(4, page="p", turn=3), True),
        # A form without a page of its own never takes another's writing for its own
        (mark(5, "", 0), Seen(4, page="", turn=3), True),
    ],
)
def test_a_field_is_written_over_by_who_has_seen_it(last, seen, stale):
    assert is_stale("title", last, seen) is stale


def test_a_mark_is_kept_as_plain_json():
    kept = mark(5, "p", 2)
    assert marks_of({"title": kept.as_json()}) == {"title": kept}


@pytest.mark.parametrize(
    ("one", "other"),
    [("", None), ("", False), (Decimal("900000"), Decimal("900000.00")), (date(2020, 6, 20), "2020-06-20"), (7, "7")],
)
def test_the_same_value_in_two_writings_has_one_fingerprint(one, other):
    assert fingerprint(one) == fingerprint(other)


@given(st.text(), st.text())
def test_two_texts_have_two_fingerprints(one, other):
    assert (fingerprint(one) == fingerprint(other)) is (one == other)
