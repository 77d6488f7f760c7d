"""A real little server that speaks enough S3 for private files: put, get, head, delete, list; and wants each request signed."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class _Request(BaseHTTPRequestHandler):
    """One object by its path; a bucket by its query."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_about: object) -> None:
        """Silence: the tests say what they want to know."""

    @property
    def things(self) -> dict[str, bytes]:
        return self.server.things

    def _is_refused(self) -> bool:
        """Nobody reads without a key; what was sent so far is swallowed, so that the answer is heard."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path))
        if f"Credential={self.server.key}/" in self.headers.get("Authorization", ""):
            return False
        self._say(403, b"<Error><Code>AccessDenied</Code></Error>")
        return True

    def _say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _object(self) -> None:
        name = unquote(urlsplit(self.path).path)
        if name not in self.things:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        body = self.things[name]
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        start, last = 0, len(body) - 1
        if wanted := self.headers.get("Range"):
            first, _dash, end = wanted.removeprefix("bytes=").partition("-")
            start, last = int(first), min(int(end or last), last)
        self.send_response(206 if wanted else 200)
        self.send_header("Last-Modified", formatdate(0, usegmt=True))
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(last + 1 - start))
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(body)}")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[start : last + 1])

    def _list(self, bucket: str, prefix: str) -> None:
        here, folders = [], set()
        for name in sorted(self.things):
            rest = name.removeprefix(f"{bucket}/{prefix}")
            if not name.startswith(f"{bucket}/{prefix}"):
                continue
            if "/" in rest:
                folders.add(prefix + rest.split("/")[0] + "/")
            else:
                here.append(name.removeprefix(f"{bucket}/"))
        keys = "".join(f"<Contents><Key>{escape(key)}</Key></Contents>" for key in here)
        keys += "".join(f"<CommonPrefixes><Prefix>{escape(one)}</Prefix></CommonPrefixes>" for one in sorted(folders))
        self._say(200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>".encode())

    def do_GET(self) -> None:
        if self._is_refused():
            return
        address = urlsplit(self.path)
        if address.path.count("/") == 1:
            self._list(address.path, parse_qs(address.query).get("prefix", [""])[0])
        else:
            self._object()

    def do_HEAD(self) -> None:
        if not self._is_refused():
            self._object()

    def do_PUT(self) -> None:
        if not self._is_refused():
            self.things[unquote(urlsplit(self.path).path)] = self.body
            self._say(200, ETag=f'"{hashlib.md5(self.body).hexdigest()}"')

    def do_DELETE(self) -> None:
        if not self._is_refused():
            self.things.pop(unquote(urlsplit(self.path).path), None)
            self._say(204)


class Buckets(ThreadingHTTPServer):
    """All that was put, by its whole path."""

    daemon_threads = True

    def __init__(self, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.key = key
        self.things: dict[str, bytes] = {}
        self.seen: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def buckets(key: str) -> Iterator[Buckets]:
    """It answers until the end of the block."""
    server = Buckets(key)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
