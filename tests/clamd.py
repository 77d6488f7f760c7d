"""ClamAV's own daemon with one signature, EICAR's; and a little server of the same language, for answers that are no verdict."""

import os
import platform
import shutil
import socket
import socketserver
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The harmless file that every antivirus calls a virus; in two halves, so that this one is not called so too.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

UNPACKED = Path(__file__).resolve().parent.parent / "var" / "clamd"


@contextmanager
def daemon(folder: Path) -> Iterator[str]:
    """ClamAV itself, on a free port of this machine, until the end of the block; its address."""
    (folder / "signatures").mkdir(exist_ok=True)
    (folder / "signatures" / "eicar.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    port = _free_port()
    settings = {
        "DatabaseDirectory": folder / "signatures", "TemporaryDirectory": folder, "TCPSocket": port, "TCPAddr": "127.0.0.1",
        "Foreground": "yes", "LogFileUnlock": "yes", "StreamMaxLength": "25M",
    }  # fmt: skip
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    libraries = UNPACKED / "usr" / "lib" / f"{platform.machine()}-linux-gnu"
    environment = os.environ | {"LD_LIBRARY_PATH": f"{libraries}:{os.environ.get('LD_LIBRARY_PATH', '')}".rstrip(":")}
    program = shutil.which("clamd") or str(UNPACKED / "usr" / "sbin" / "clamd")
    command = [program, "-c", str(folder / "clamd.conf")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        try:
            assert running.stdout is not None
            # The last thing that it says before it answers.
            assert any("Self checking" in line for line in iter(running.stdout.readline, "")), "clamd did not start"
            yield f"tcp://127.0.0.1:{port}"
        finally:
            running.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


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
