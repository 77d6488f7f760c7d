"""A text in Markdown as HTML, made of a closed list of elements: nothing in it leads anywhere or loads anything.

What the reader of Markdown does not know cannot come out of it: HTML, links, addresses and pictures are printed as they were
typed. Headings begin below those of the report (`h3`).
"""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

KNOWN = ("heading", "list", "blockquote", "emphasis", "newline", "escape", "hr")
# The most that «#» may be worth on a page where the report has the first and its chapters the second level.
HIGHEST, LOWEST = 3, 6


def html(words: str) -> SafeString:
    """The elements of the text; every character that is not one of the few marks is a character."""
    reader = MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(KNOWN))
    tokens = reader.parse(words)
    _lower(tokens)
    return mark_safe(reader.renderer.render(tokens, reader.options, {}))  # noqa: S308 (the renderer escapes all but its own elements)


def _lower(tokens: Sequence[Token]) -> None:
    """Headings follow each other without a gap, the first of them under the chapter's own."""
    level, top = HIGHEST - 1, 0
    for token in tokens:
        if token.type == "heading_open":
            typed = int(token.tag[1:])
            top = min(top or typed, typed)
            level = min(level + 1, HIGHEST + typed - top, LOWEST)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"
