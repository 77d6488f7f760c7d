"""A text in Markdown is made of a closed list of elements; whatever else is typed is printed as it was typed."""

import re
from dataclasses import replace

import pytest

from reports.adapters import pdf, prose
from reports.domain.texts import Text
from tests.golden.test_every_document import complaints
from tests.reports.samples import AS_OF, PER_CHAMBER, report

ELEMENTS = {"h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "blockquote", "em", "strong"}
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<style>@import url(file:///etc/passwd)</style>",
    "![x](file:///etc/passwd)",
    "[x](javascript:alert(1))",
    "[x]: http://127.0.0.1/\n\n[x]",
    "<http://127.0.0.1/>",
    "http://127.0.0.1/ &lt;b&gt; &#60;b>",
    "`<b>`\n\n```\n<b>\n```\n\n    <b>",
    "| a | b |\n| - | - |\n| <b> | c |",
    "*" * 20_000,
    "> " * 9_000,
    "- " * 9_000,
    "[" * 20_000,
    "a" * 20_000,
    "\u202eoiggavles\u202c",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_only_the_listed_elements_come_out(words: str) -> None:
    made = prose.html(words)
    assert set(re.findall(r"</?([a-z0-9]+)", made)) <= ELEMENTS
    assert not re.search(r"<[a-z0-9]+ (?!start=)", made), "no element has an attribute that leads anywhere"


def test_what_is_no_mark_is_printed() -> None:
    assert prose.html("<b>x</b> [y](http://z)") == "<p>&lt;b&gt;x&lt;/b&gt; [y](http://z)</p>\n"


def test_the_usual_marks_are_known() -> None:
    made = prose.html("## Titolo\n\nUn *testo* **forte**\na capo\n\n- uno\n- due\n\n1. primo\n")
    for expected in ("<h3>Titolo</h3>", "<em>testo</em>", "<strong>forte</strong><br>", "<li>uno</li>", "<ol>\n<li>primo</li>"):
        assert expected in made


@pytest.mark.parametrize("typed", ["# A\n\n## B\n\n# C", "### A\n\n##### B\n\n### C", "# A\n\n###### B\n\n# C"])
def test_headings_begin_under_the_chapters_and_leave_no_level_out(typed: str) -> None:
    assert re.findall(r"<h(\d)>", prose.html(typed)) == ["3", "4", "3"]


def test_a_report_with_hostile_chapters_is_still_archival_and_accessible() -> None:
    texts = tuple(Text(words[:60], words[:1_000]) for words in HOSTILE)
    subject = replace(report(PER_CHAMBER), texts=texts, is_book=True)
    assert complaints(pdf.render(report=subject, created_at=AS_OF)) == []
