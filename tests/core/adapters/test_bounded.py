"""Processes that were begun before there was a job are those that take it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.adapters import bounded
from core.adapters.bounded import Bounds, Page


@pytest.fixture(autouse=True)
def _nobody_is_left() -> Iterator[None]:
    bounded.end_all()
    yield
    bounded.end_all()


def waiting() -> set[int]:
    return {child.process.pid for child in bounded._idle}


def test_what_was_begun_takes_the_first_job(tmp_path: Path) -> None:
    bounds, source = Bounds(seconds=60, megabytes=512), tmp_path / "one.html"
    source.write_text("<html lang=it><p>uno</p></html>")
    bounded.begin(bounds, at_most=1)
    begun = waiting()
    # Enough are there.
    bounded.begin(bounds, at_most=1)
    assert waiting() == begun
    assert bounded.draw([Page(str(source), str(tmp_path / "one.pdf"), "T", "it", datetime.now(UTC).isoformat())], bounds) == [1]
    assert waiting() == begun
    # The control: those with other bounds are no use, and end.
    bounded.begin(Bounds(seconds=61, megabytes=512), at_most=1)
    assert len(waiting() - begun) == len(waiting()) == 1
