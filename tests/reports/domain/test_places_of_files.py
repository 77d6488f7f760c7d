"""What takes its place back, what is another edition, and what is left alone."""

import pytest

from reports.domain.editions import Known, plan

PDF, CSV, ANNEX = ("pdf", ""), ("csv", ""), ("pdf", "bergamo")
FIRST = {PDF: "p1", CSV: "c1", ANNEX: "a1"}


def known(*, lacking=(), second=(), of=FIRST) -> list[Known]:
    """The first edition of each file; of those in `second` another one after it, with digest `2`."""
    rows = [Known(which, 1, digest, which not in lacking and which not in second) for which, digest in of.items()]
    return rows + [Known(which, 2, "2", which not in lacking) for which in second]


@pytest.mark.parametrize(
    ("rows", "made", "back", "anew", "missing", "edition"),
    [
        # The first making knows nothing: its edition is the first.
        ([], FIRST, {}, set(), set(), 1),
        # As it was, to the byte.
        (known(lacking=[PDF, CSV]), FIRST, {PDF: 1, CSV: 1}, set(), set(), 2),
        # Another layout: what is there is left alone, whatever came out of it.
        (known(lacking=[PDF]), {PDF: "x", CSV: "x", ANNEX: "x"}, {}, {PDF}, set(), 2),
        # Some as they were, and some not.
        (known(lacking=[PDF, ANNEX]), FIRST | {PDF: "x"}, {ANNEX: 1}, {PDF}, set(), 2),
        # A second edition that is there is enough; the first one's bytes are missed by nobody.
        (known(second=[PDF]), FIRST | {PDF: "x"}, {}, set(), set(), 3),
        # Both without bytes: whichever comes out takes its own place back.
        (known(lacking=[PDF], second=[PDF]), FIRST, {PDF: 1}, set(), set(), 3),
        (known(lacking=[PDF], second=[PDF]), FIRST | {PDF: "2"}, {PDF: 2}, set(), set(), 3),
        (known(lacking=[PDF], second=[PDF]), FIRST | {PDF: "x"}, {}, {PDF}, set(), 3),
        # What is not made any more cannot be had in any layout; what is made besides takes no place.
        (known(lacking=[ANNEX]), {PDF: "p1", CSV: "c1", ("ods", ""): "o1"}, {}, set(), {ANNEX}, 2),
    ],
)
def test_what_comes_out_finds_its_place(rows, made, back, anew, missing, edition):
    found = plan(rows, made)
    assert (found.back, found.anew, found.missing, found.edition) == (back, anew, missing, edition)
    assert found.is_as_before == (not anew and not missing)
