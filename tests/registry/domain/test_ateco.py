"""Codes of activities: how they are written, and which stands under which, by whole parts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.adapters import activities
from registry.domain import ateco
from registry.domain.ateco import covers, level, normal, section
from registry.enums import AtecoLevel, AtecoVersion


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("620100", "62.01.00"), ("62.01.00", "62.01.00"), (" 62.01.00 ", "62.01.00"), ("62", "62"), ("620", "62.0"),
        ("62.0", "62.0"), ("6201", "62.01"), ("62.01", "62.01"), ("62010", "62.01.0"), ("62.01.0", "62.01.0"), ("01", "01"),
        ("j", "J"), ("J", "J"),
    ],
)  # fmt: skip
def test_a_code_is_written_in_one_way(written, code):
    assert normal(written) == code
    assert normal(code) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "6",
        "6.2",
        "62.",
        "62.1.00",
        "62.01.000",
        "62.0100",
        "6201000",
        "62-01",
        "62,01",
        "J62",
        "JJ",
        "٦٢",
        "62.01.00.0",
        "à",
    ],
)
def test_what_is_not_a_code_is_refused(text):
    with pytest.raises(ValueError, match="is not a code"):
        normal(text)
    assert not covers(text, "62.01.00")
    assert not covers("62", text)


@pytest.mark.parametrize(
    ("prefix", "code", "answer"),
    [
        ("62", "62.01.00", True), ("62", "62", True), ("62.0", "62.01.00", True), ("62.01", "62.01.00", True),
        ("62.01.0", "62.01.00", True), ("62.01.00", "62.01.00", True), ("6201", "620100", True), ("62", "620100", True),
        ("6", "62", False), ("62.01.00", "62.01", False), ("62.02", "62.01.00", False), ("62.1", "62.01.00", False),
        ("63", "62.01.00", False), ("20", "62.01.00", False), ("62.01.0", "62.01.10", False), ("62", "J", False),
    ],
)  # fmt: skip
def test_a_code_covers_what_stands_under_it(prefix, code, answer):
    assert covers(prefix, code) is answer


def test_covering_is_not_the_beginning_of_the_text():
    """Negative control: by text, «6» would cover «62» and «62.01» would not cover «620100»."""
    assert "62".startswith("6")
    assert not covers("6", "62")
    assert not "620100".startswith("62.01")
    assert covers("62.01", "620100")


@given(st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_every_level_of_a_code_covers_the_finer_ones(digits):
    chain = [normal(digits[:length]) for length in range(2, 7)]
    assert [level(code) for code in chain] == list(AtecoLevel)[1:]
    for above, below in pairwise(chain):
        assert covers(above, below)
        assert not covers(below, above)


def test_a_section_covers_its_divisions_in_its_own_version():
    assert covers("J", "62.01.00", AtecoVersion.ATECO_2007)
    assert not covers("J", "62.10.00", AtecoVersion.ATECO_2025)
    assert covers("K", "62.10.00", AtecoVersion.ATECO_2025)
    assert covers("J", "J", "2007")
    with pytest.raises(ValueError, match="AtecoVersion"):
        covers("J", "62.01.00")


def test_a_division_that_no_section_has_stands_in_none():
    assert section("04", "2007") == ""
    assert section("45.11", "2025") == ""
    assert section("45.11", "2007") == "G"
    assert section("V", "2007") == ""
    assert ateco.divisions("V", "2007") == []


@pytest.mark.parametrize("version", AtecoVersion)
def test_sections_and_levels_are_those_of_the_source(version):
    rows = [fact for fact in activities.activities() if fact.version == version]
    letters = {fact.code for fact in rows if fact.level == AtecoLevel.SECTION}
    assert letters == ateco.SECTIONS[version].keys()
    for fact in rows:
        assert normal(fact.code) == fact.code
        assert level(fact.code) == fact.level
        assert not fact.parent or covers(fact.parent, fact.code, version)
