"""The line between a browser and the portal, real sockets: it can break in the middle of what is being said."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

AT_ONCE = 65_536


class Line:
    """Everything passes, until `cut_after` bytes have gone one way in one conversation; then nothing does, until `mend()`."""

    def __init__(self, portal: str) -> None:
        self.portal = urlsplit(portal)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.cut_after: int | None = None
        self.broken = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def mend(self) -> None:
        """It holds from now on."""
        self.cut_after = None
        self.broken.clear()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _from = self.door.accept()
                if self.broken.is_set():
                    _hang_up(caller)
                    continue
                called = socket.create_connection((self.portal.hostname, self.portal.port))
                for one, other, counted in ((caller, called, True), (called, caller, False)):
                    threading.Thread(target=self._carry, args=(one, other, counted), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        said = 0
        with suppress(OSError):
            while piece := one.recv(AT_ONCE):
                said += len(piece)
                if counted and self.cut_after is not None and said > self.cut_after:
                    self.broken.set()
                if self.broken.is_set():
                    break
                other.sendall(piece)
        for end in (one, other):
            _hang_up(end)


def _hang_up(end: socket.socket) -> None:
    """Like a line that breaks: no farewell."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)) if end.fileno() >= 0 else None
        end.shutdown(socket.SHUT_RDWR)
    with suppress(OSError):
        end.close()


@contextmanager
def line_to(portal: object) -> Iterator[Line]:
    """A line to the portal's address, until the end of the block."""
    line = Line(str(portal))
    try:
        yield line
    finally:
        line.door.close()
