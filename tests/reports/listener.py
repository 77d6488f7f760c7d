"""A server on this machine that only counts who calls."""

import socket
import threading


class Listener:
    """Whoever calls is counted, and sent to a file."""

    def __init__(self) -> None:
        self.calls = 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                caller, _address = self.server.accept()
            except OSError:
                return
            self.calls += 1
            with caller:
                caller.recv(1000)
                # To a file, whoever follows.
                caller.sendall(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n")
