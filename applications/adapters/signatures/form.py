"""The PDF that was to be signed, found again in what comes back."""

from dataclasses import dataclass
from hashlib import sha256

from applications.enums import Over


@dataclass(frozen=True)
class Form:
    """The PDF that was to be signed; `older` are the (size, SHA-256) of those that it took the place of."""

    content: bytes
    older: frozenset[tuple[int, str]] = frozenset()

    def seen_in(self, content: bytes) -> Over:
        """Which form is there, byte by byte."""
        if content == self.content:
            return Over.THE_FORM
        return Over.AN_OLDER_FORM if (len(content), sha256(content).hexdigest()) in self.older else Over.SOMETHING_ELSE

    def begun_in(self, content: bytes) -> Over:
        """Which form the bytes begin with: a signed PDF is the form and what was added to it."""
        if content.startswith(self.content):
            return Over.THE_FORM
        older = any(sha256(content[:size]).hexdigest() == digest for size, digest in self.older)
        return Over.AN_OLDER_FORM if older else Over.SOMETHING_ELSE
