"""A real mail server on this machine (SMTP, RFC 5321, as much as a sender needs): it can be down, refuse a mailbox, or hang."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Listener"

    def handle(self) -> None:
        self._say("220 here")
        recipients: list[str] = []
        for line in self.rfile:
            verb, _space, rest = line.decode().strip().partition(" ")
            address = rest.partition("<")[2].partition(">")[0]
            match verb.upper():
                case "RCPT" if address in self.server.mailbox.refused:
                    self._say("550 mailbox unavailable")
                case "RCPT":
                    recipients.append(address)
                    self._say("250 fine")
                case "DATA":
                    self._take(recipients)
                case "QUIT":
                    return self._say("221 bye")
                case _:
                    self._say("250 fine")

    def _take(self, recipients: list[str]) -> None:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        box = self.server.mailbox
        box.reached.set()
        if not box.answering.wait(60):
            return
        box.received += [(address, message_from_bytes(b"".join(lines), policy=default)) for address in recipients]
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    mailbox: "MailServer"

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed leaves a broken line: no news."""


class MailServer:
    """`received` are (recipient, message) in the order in which they were taken; `refused` addresses get a 550.

    `reached` is set when a whole message has come; while `answering` is clear the sender waits for the word.
    """

    def __init__(self) -> None:
        self.received: list[tuple[str, Message]] = []
        self.refused: set[str] = set()
        self.reached, self.answering = threading.Event(), threading.Event()
        self.answering.set()
        self.port = 0
        self.up()

    def up(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._listener = _Listener(("127.0.0.1", self.port), _Conversation)
        self._listener.mailbox = self
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def down(self) -> None:
        """Listen no more."""
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join(10)

    def subjects(self, address: str) -> list[str]:
        """What a mailbox has received."""
        return [str(message["Subject"]) for recipient, message in self.received if recipient == address]
