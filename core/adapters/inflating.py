"""Measures compressed data before anybody expands it: never more than a few kilobytes are in memory."""

import zlib

STEP = 65_536
# Data compressed twice or thrice over is a bomb's habit: each layer is measured.
DEEPEST = 3


class Bomb(Exception):
    """It would expand beyond the bound."""


class Layer:
    """Counts what comes out of one layer of zlib, and of the layers inside it; anything but zlib counts for nothing."""

    def __init__(self, limit: int, depth: int = 1) -> None:
        self.limit, self.depth = limit, depth
        self.size = 0
        self._engine = zlib.decompressobj()
        self._inner: Layer | None = None
        self.over = False

    def feed(self, data: bytes) -> None:
        """Go through `data`; raises Bomb as soon as the bound is passed."""
        while data and not self.over:
            try:
                out = self._engine.decompress(data, STEP)
            except zlib.error:
                self.over = True
                return
            data = self._engine.unconsumed_tail
            self._count(out)
            self.over = self._engine.eof

    def _count(self, out: bytes) -> None:
        if self.size == 0 and out[:1] == b"\x78" and self.depth < DEEPEST:
            self._inner = Layer(self.limit, self.depth + 1)
        self.size += len(out)
        if self.size > self.limit:
            raise Bomb
        if self._inner is not None:
            self._inner.feed(out)


def expanded_size(data: bytes | memoryview, limit: int) -> int:
    """How many bytes it takes to go through `data`, packed or expanded, whatever is more; raises Bomb above `limit`."""
    layer, start = Layer(limit), 0
    while start < len(data) and not layer.over:
        layer.feed(bytes(data[start : start + STEP]))
        start += STEP
    return max(layer.size, start)


def expanded(data: bytes, limit: int) -> bytes:
    """The data expanded; raises Bomb above `limit`, zlib.error for what is not compressed."""
    engine = zlib.decompressobj()
    out = engine.decompress(data, limit + 1)
    if len(out) > limit:
        raise Bomb
    return out
