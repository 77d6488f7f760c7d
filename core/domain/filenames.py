"""Names of uploaded files: kept as text to be shown, never as a path."""

from pathlib import PurePosixPath

LONGEST = 120


def plain(name: str) -> str:
    """The name without folders and control characters, at most 120 characters with its extension."""
    bare = "".join(c for c in PurePosixPath(name.replace("\\", "/")).name if c.isprintable()).strip() or "documento"
    if len(bare) <= LONGEST:
        return bare
    stem, dot, extension = bare.rpartition(".")
    return f"{stem[: LONGEST - 1 - len(extension)]}{dot}{extension}" if dot and len(extension) < 10 else bare[:LONGEST]
