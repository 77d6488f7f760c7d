"""Asks clamd whether a file is infected (INSTREAM, over TCP or a local socket): only where PORTAL_CLAMD names one."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

PIECE = 65_536
# Long enough for ten megabytes on a loaded machine, short enough for a person who waits.
CONNECTING, ANSWERING = 3, 30
PORT = 3310
LONGEST_ANSWER = 4096


class Silent(Exception):
    """The antivirus gave no verdict: down, restarting, overloaded."""


def configured() -> bool:
    """Whether this portal has an antivirus at all."""
    return bool(settings.PORTAL_CLAMD)


def awake() -> bool:
    """Whether it answers now."""
    try:
        return _asked(b"zPING\0", b"") == "PONG"
    except Silent:
        return False


def finding(content: bytes) -> str:
    """The name of what is in it, empty when it is clean. Raises Silent when no verdict can be had."""
    answer = _asked(b"zINSTREAM\0", content).removeprefix("stream: ")
    if answer == "OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND")[:200] or "?"
    raise Silent(answer)


def finding_in(content: bytes, document: bytes) -> str:
    """What is in a file or, if that is another thing, in the document that it is wrapped around."""
    return finding(content) or (finding(document) if document is not content else "")


def told(found: str) -> str:
    """What a person is told of a file that is not taken."""
    return _(
        "L’antivirus ha trovato «%(finding)s» nel file, che non è stato caricato: controllate il vostro computer e caricate una "
        "copia pulita."
    ) % {"finding": found}


def _asked(command: bytes, content: bytes) -> str:
    try:
        with _connection() as line:
            line.sendall(command)
            if command != b"zPING\0":
                for piece in _pieces(content):
                    line.sendall(piece)
            return _answer(line)
    except (OSError, UnicodeDecodeError) as error:
        raise Silent(str(error)) from error


@contextmanager
def _connection() -> Iterator[socket.socket]:
    """A line to clamd: tcp://host:3310 or unix:///run/clamav/clamd.ctl."""
    address = urlsplit(settings.PORTAL_CLAMD)
    is_local = address.scheme == "unix"
    with socket.socket(socket.AF_UNIX) if is_local else _far(address.hostname or "127.0.0.1", address.port or PORT) as line:
        line.settimeout(CONNECTING)
        if is_local:
            line.connect(address.path)
        line.settimeout(ANSWERING)
        yield line


def _far(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), CONNECTING)


def _pieces(content: bytes) -> Iterator[bytes]:
    """Each piece behind its length; a length of nothing ends the file."""
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)


def _answer(line: socket.socket) -> str:
    heard = b""
    while not heard.endswith(b"\0") and len(heard) < LONGEST_ANSWER:
        more = line.recv(LONGEST_ANSWER)
        if not more:
            break
        heard += more
    return heard.rstrip(b"\0\n").decode()
