"""What does not belong in a document: pages, scripts and archives hidden inside another kind of file."""

import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

# Tags that a browser would run, with text behind them: a few letters alone turn up by chance among compressed bytes.
LIVE = re.compile(
    rb"(?:<script|<html|<!doctype\s+html|<svg[\s>]|<iframe|<body|<\?php|__halt_compiler)[\t\r\n -~]{8}", re.IGNORECASE
)
ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
# An end-of-directory record lies in the last 64 KiB: that is where programs that open archives look for it.
DIRECTORY_END, DIRECTORY_WITHIN = b"PK\x05\x06", 65_557
# Archives told by a mark at a fixed place: tape archives, images of discs.
MARKS = ((257, b"ustar"), (32_769, b"CD001"))


class Unacceptable(Exception):
    """The file cannot be taken; the message is a sentence for the person who chose it."""


def live_text(content: bytes) -> bool:
    """Whether a page or a script is written in it."""
    return LIVE.search(content) is not None


def archive(content: bytes) -> bool:
    """Whether a program that opens archives would find one in it."""
    if any(mark in content for mark in ARCHIVES) or any(content[at : at + len(mark)] == mark for at, mark in MARKS):
        return True
    return DIRECTORY_END in content[-DIRECTORY_WITHIN:] and _opens(content)


def _opens(content: bytes) -> bool:
    try:
        with ZipFile(BytesIO(content)) as found:
            return bool(found.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return False
