"""The chain of arrivals: whatever is changed, moved, slipped in or taken out shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from applications.domain.chain import Link, link, verify

START = datetime(2020, 6, 18, 8, 0, 0, 123456, tzinfo=UTC)


def a_chain(length: int = 4) -> list[Link]:
    links: list[Link] = []
    for number in range(1, length + 1):
        before, at, digest = (links[-1].hash if links else ""), START + timedelta(seconds=number), f"{number:064x}"
        links.append(Link("ECOM", number, at, digest, before, link(before, "ECOM", number, at, digest)))
    return links


def test_the_hash_is_that_of_the_documented_lines():
    lines = "portale-bandi arrival 1\nECOM\n1\n2020-06-18T08:00:00.123456Z\nabc\n\n"
    assert link("", "ECOM", 1, START, "abc") == sha256(lines.encode()).hexdigest()


def test_the_zone_of_an_instant_does_not_change_the_hash():
    rome = START.astimezone(timezone(timedelta(hours=2)))
    assert link("", "ECOM", 1, rome, "abc") == link("", "ECOM", 1, START, "abc")


def test_a_line_feed_cannot_smuggle_a_line_in():
    with pytest.raises(ValueError, match="line feed"):
        link("", "ECOM\n2", 1, START, "abc")


def test_a_whole_chain_holds():
    assert verify(a_chain()) is None
    assert verify([]) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c[1:],
        lambda c: [c[0], *c[2:]],
        lambda c: [c[1], c[0], *c[2:]],
        lambda c: [c[0], c[0], *c[1:]],
        lambda c: [c[0], replace(c[1], leaf="f" * 64), *c[2:]],
        lambda c: [c[0], replace(c[1], at=c[0].at), *c[2:]],
        lambda c: [c[0], replace(c[1], previous_hash=""), *c[2:]],
    ],
    ids=["first gone", "one gone", "two swapped", "one twice", "content changed", "instant changed", "tie cut"],
)
def test_a_spoiled_chain_shows(spoil):
    assert verify(spoil(a_chain())) is not None
