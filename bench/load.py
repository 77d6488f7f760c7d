"""A crowd in one process of its own: so many open lines, each asking one request after the other; says how long each took.

`python -m bench.load HOST:PORT LINES < requests.json > answers.json`; a request is {"path", "cookie", "body"}, no body means GET.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

PATIENCE = 120


def written(request: dict[str, str]) -> bytes:
    """The request as it goes over the line; what the terminator of TLS before the server says, so that nothing is redirected."""
    body = request.get("body", "").encode()
    lines = [f"{'POST' if body else 'GET'} {request['path']} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https"]
    lines += ["Origin: https://localhost", f"Cookie: {request['cookie']}"]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Line:
    """One client: keeps its connection while the server does."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body."""
        if self.writer is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        assert self.reader is not None
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = next((int(line[15:]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
        body = await self.reader.readexactly(length)
        if "connection: close" in head:
            self.writer.close()
        return int(head[9:12]), body


async def crowd(host: str, port: int, lines: int, requests: list[dict[str, str]]) -> list[tuple[float, int, str]]:
    """Seconds, status and the beginning of what went wrong, of each request."""
    waiting: Iterator[bytes] = iter([written(request) for request in requests])
    answers: list[tuple[float, int, str]] = []

    async def client() -> None:
        line = Line(host, port)
        for request in waiting:
            began = time.perf_counter()
            try:
                status, body = await asyncio.wait_for(line.ask(request), PATIENCE)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                status, body = 0, repr(error).encode()
            answers.append((time.perf_counter() - began, status, "" if status == 200 else body[:300].decode("utf-8", "replace")))

    await asyncio.gather(*[client() for _each in range(lines)])
    return answers


def main() -> None:
    host, port = sys.argv[1].split(":")
    requests: list[dict[str, Any]] = json.load(sys.stdin)
    began = time.perf_counter()
    answers = asyncio.run(crowd(host, int(port), int(sys.argv[2]), requests))
    json.dump({"wall": time.perf_counter() - began, "cpu": time.process_time(), "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
