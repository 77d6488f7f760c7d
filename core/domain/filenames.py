"""Names of uploaded files: kept as text to be shown, never as a path."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 120


def plain(name: str) -> str:
    """The name without folders, control characters and marks that turn the writing round; at most 120 characters.

    Accents stay, in one writing only (Apple's systems send them apart from their letters); the extension stays too.
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    bare = "".join(c for c in last if c.isprintable()).strip(" .") or "documento"
    if len(bare) <= LONGEST:
        return bare
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[: LONGEST - 1 - len(extension)]}{dot}{extension}" if dot and len(extension) < 10 else bare[:LONGEST]
