"""What was drawn before is not drawn again where it has not changed, and nobody sees the difference."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.adapters import bounded, kept
from reports.adapters import pdf
from reports.domain.table import Report
from tests.reports.samples import AS_OF, ranking, report

# Four sections, each a part.
ROWS = 620


@pytest.fixture
def folder(settings, tmp_path: Path) -> Path:
    settings.PORTAL_PARTS = str(tmp_path / "parts")
    return tmp_path / "parts"


def drawn(subject: Report, *, at=AS_OF, anew: bool = False) -> bytes:
    return pdf.render(report=subject, created_at=at, anew=anew)


def test_only_what_has_changed_is_drawn_again_and_the_bytes_are_those_of_a_first_drawing(folder: Path, settings) -> None:
    table = ranking(ROWS)
    first = report(table)
    settings.PORTAL_PARTS, plain = "", drawn(first)
    settings.PORTAL_PARTS = str(folder)
    assert drawn(first) == plain
    before = set(folder.iterdir())
    assert len(before) >= 3
    # Another instant, and another figure in the last row: the head and one part.
    rows = (*table.rows[:-1], (*table.rows[-1][:-1], table.rows[-1][-1] + 1))
    later = replace(report(replace(table, rows=rows)), as_of=AS_OF + timedelta(days=1))
    again = drawn(later, at=AS_OF + timedelta(days=1))
    assert len(set(folder.iterdir()) - before) == 1
    settings.PORTAL_PARTS = ""
    assert again == drawn(later, at=AS_OF + timedelta(days=1))


def test_what_was_kept_is_what_is_shown(folder: Path) -> None:
    """What is no longer what was kept is drawn again. The control: another part of as many pages in its place would be taken."""
    subject = report(ranking(ROWS))
    first = drawn(subject)
    one, other = sorted(folder.iterdir())[:2]
    content = one.read_bytes()
    one.write_bytes(content[:-100] + b"%" * 100)
    assert drawn(subject) == first
    (key, pages, _), (_, theirs, digest) = one.stem.split("-"), other.stem.split("-")
    assert pages == theirs
    for path in folder.glob(f"{key}-*"):
        path.unlink()
    (folder / f"{key}-{pages}-{digest}.pdf").write_bytes(other.read_bytes())
    assert drawn(subject) != first
    assert drawn(subject, anew=True) == first


def test_another_engine_finds_nothing_of_this_one(folder: Path, monkeypatch) -> None:
    place = kept.place(str(folder), "<p>", "it")
    place.keep(b"%PDF", 1)
    assert kept.place(str(folder), "<p>", "it").found() == (b"%PDF", 1)
    assert kept.place(str(folder), "<p>", "en").found() is None
    monkeypatch.setattr(kept, "engine", lambda: "another")
    assert kept.place(str(folder), "<p>", "it").found() is None


def test_what_nobody_uses_is_forgotten(folder: Path) -> None:
    old, young = kept.place(str(folder), "old"), kept.place(str(folder), "young")
    for place in (old, young):
        place.keep(b"%PDF", 1)
    for path in folder.glob(f"{old.key}-*"):
        os.utime(path, (1_000, 1_000))
    assert kept.forget(str(folder), before=2_000) == 1
    assert (old.found(), young.found()) == (None, (b"%PDF", 1))


def test_a_folder_that_cannot_be_written_is_as_good_as_none(settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.PORTAL_PARTS = str(tmp_path / "file" / "parts")
    subject = report(ranking(ROWS))
    assert drawn(subject) == drawn(subject, anew=True)
    bounded.end_all()
