"""A real little server that speaks clamd's language (PING, INSTREAM) and knows one signature: EICAR's."""

import socketserver
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The harmless file that every antivirus calls a virus; in two halves, so that this one is not called so too.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Talk(socketserver.StreamRequestHandler):
    """One command, one answer."""

    def handle(self) -> None:
        command = self._until_zero()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM"
        content = self._content()
        self.server.seen.append(content)
        self.wfile.write(self.server.answer or (b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0"))

    def _until_zero(self) -> bytes:
        said = b""
        while not said.endswith(b"\0"):
            said += self.rfile.read(1)
        return said[:-1]

    def _content(self) -> bytes:
        parts = []
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            parts.append(self.rfile.read(size))
        return b"".join(parts)


class Tcp(socketserver.ThreadingTCPServer):
    """On a port of this machine."""

    daemon_threads = True
    allow_reuse_address = True
    answer: bytes = b""

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.seen: list[bytes] = []

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class Unix(socketserver.ThreadingUnixStreamServer):
    """On a socket in a folder."""

    daemon_threads = True
    answer: bytes = b""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _Talk)
        self.seen: list[bytes] = []

    @property
    def address(self) -> str:
        return f"unix://{self.server_address}"


@contextmanager
def running(server: Tcp | Unix) -> Iterator[Tcp | Unix]:
    """It answers until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def on_a_socket() -> Iterator[Unix]:
    """One on a socket with a short path: the system takes no long ones."""
    with tempfile.TemporaryDirectory() as folder, running(Unix(Path(folder) / "clamd.ctl")) as server:
        yield server
