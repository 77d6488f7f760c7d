"""What people write into a report between its tables: a title and a text in Markdown, as it was written."""

import re
from dataclasses import dataclass

# XML knows no way to write these, and no honest text holds them: a sheet that carries one cannot be opened.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")

LONGEST_TITLE, LONGEST_TEXT = 120, 20_000


def writable(text: str) -> str:
    """The text without the signs that no file can hold."""
    return UNWRITABLE.sub("", text)


def is_writable(text: str) -> bool:
    """Whether a file can hold the text as it is."""
    return UNWRITABLE.search(text) is None


@dataclass(frozen=True)
class Text:
    """One chapter of a report, in the words of who answers for it."""

    title: str
    words: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", writable(self.title))
        object.__setattr__(self, "words", writable(self.words).replace("\r\n", "\n"))

    def as_data(self) -> dict[str, str]:
        """The chapter in the plain words of JSON."""
        return {"title": self.title, "text": self.words}
