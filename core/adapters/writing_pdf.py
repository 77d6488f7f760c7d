"""A PDF written object by object: what is written is not held, so a document of any length takes the memory of its longest part.

Small objects are packed together (ISO 32000-2, 7.5.7), streams stand alone, the table of where they are is a stream too. The
identifier comes from the content: the same objects give the same bytes.
"""

import re
import sys
import zlib
from array import array
from collections import deque
from hashlib import md5
from operator import sub
from typing import BinaryIO

from pikepdf import Object, Pdf, Stream

# So many small objects in one pack: few enough to be opened for one of them.
PACK = 200
# The table: kind of entry, where it is, its place in a pack.
WIDTHS = (1, 4, 2)
FREE, ALONE, PACKED = 0, 1, 2
# What an object says of others: names of elements, numbers of objects. In its texts nothing is looked for.
SAID = re.compile(rb"(/ID \(|/Headers \[(?: \([\d-]+\))+)|\((?:[^\\()]+|\\.)*\)|<[0-9a-fA-F]*>|\b(\d+) 0 R\b", re.DOTALL)


class Writer:
    """Objects of one PDF, in any order; each has a number that may be asked for before it is written."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._digest, self._at = target, md5(usedforsecurity=False), 0
        # One entry a number: kind, where, place, in one word.
        self._table = array("Q", [0xFFFF])
        self._small: list[tuple[int, bytes]] = []
        self._write(b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n")

    def number(self) -> int:
        """The next one."""
        self._table.append(FREE)
        return len(self._table) - 1

    def put(self, number: int, content: bytes) -> None:
        """An object that is no stream."""
        self._small.append((number, content))
        if len(self._small) == PACK:
            self._pack()

    def new(self, content: bytes) -> bytes:
        """Where a new object of this content is found."""
        number = self.number()
        self.put(number, content)
        return b"%d 0 R" % number

    def put_stream(self, number: int, facts: bytes, content: bytes) -> None:
        """A stream as it is; `facts` are its dictionary."""
        self._place(number, ALONE, self._at, 0)
        self._write(b"%d 0 obj\n%b\nstream\n" % (number, facts))
        self._write(content)
        # A stream's own last sign and the end of its line must not be taken for one end of a line of two signs.
        self._write(b"\r\nendstream\nendobj\n" if content.endswith(b"\r") else b"\nendstream\nendobj\n")

    def new_stream(self, facts: bytes, content: bytes) -> bytes:
        """Where a new stream with these entries is found."""
        number = self.number()
        self.put_stream(number, b"<< %b /Length %d >>" % (facts, len(content)), content)
        return b"%d 0 R" % number

    def close(self, root: int, info: bytes) -> None:
        """The table and the end: nothing more is written. `info` is where the facts of the document are found."""
        self._pack()
        number = self.number()
        self._place(number, ALONE, self._at, 0)
        start, identifier = self._at, self._digest.hexdigest().encode()
        table = zlib.compress(_differences(self._entries()))
        facts = (
            b"<< /Type /XRef /Size %d /W [ %d %d %d ] /Root %d 0 R /Info %b /ID [ <%b> <%b> ] /Filter /FlateDecode "
            b"/DecodeParms << /Predictor 12 /Columns %d >> /Length %d >>"
            % (number + 1, *WIDTHS, root, info, identifier, identifier, sum(WIDTHS), len(table))
        )
        self.put_stream(number, facts, table)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _pack(self) -> None:
        if not self._small:
            return
        pack, heads, bodies, at = self.number(), [], [], 0
        for place, (number, content) in enumerate(self._small):
            self._place(number, PACKED, pack, place)
            heads.append(b"%d %d" % (number, at))
            bodies.append(content)
            at += len(content) + 1
        self._small, head = [], b" ".join(heads) + b"\n"
        content = zlib.compress(head + b"\n".join(bodies))
        facts = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (len(heads), len(head), len(content))
        self.put_stream(pack, facts, content)

    def _place(self, number: int, kind: int, where: int, place: int) -> None:
        self._table[number] = kind << 48 | where << 16 | place

    def _entries(self) -> bytes:
        """Seven bytes each."""
        wide = self._table[:]
        if sys.byteorder == "little":
            wide.byteswap()
        raw, lines = wide.tobytes(), bytearray(len(self._table) * 7)
        for column in range(7):
            lines[column::7] = raw[column + 1 :: 8]
        return bytes(lines)

    def _write(self, content: bytes) -> None:
        self._target.write(content)
        self._digest.update(content)
        self._at += len(content)


def _differences(lines: bytes) -> bytes:
    """Each line as what it differs by from the one above (PNG's «up»): they are nearly alike, and pack well so."""
    width = sum(WIDTHS)
    told = bytearray(len(lines) // width * (width + 1))
    told[:: width + 1] = b"\2" * (len(lines) // width)
    for column in range(width):
        below = lines[column::width]
        told[column + 1 :: width + 1] = bytes(map((255).__and__, map(sub, below, b"\0" + below)))
    return bytes(told)


class Copy:
    """The objects of one document written into another, each once: those that are asked for, and what they lead to.

    `mark` goes before the names of its elements, which are distinct within one document alone.
    """

    def __init__(self, source: Pdf, writer: Writer, mark: bytes) -> None:
        self._source, self._writer, self._mark = source, writer, mark
        # Where an object was found, and where it is found there.
        self._known: dict[bytes, bytes] = {}
        self._waiting: deque[tuple[int, int]] = deque()

    def stands_for(self, one: Object, number: int) -> None:
        """What leads to this object leads to that number, under which somebody else writes."""
        self._known[b"%d 0 R" % one.objgen[0]] = b"%d 0 R" % number

    def text(self, one: Object, *, resolved: bool = False) -> bytes:
        """The object as it is written there: where it is found, or (`resolved`) what it holds."""
        return SAID.sub(self._there, one.unparse(resolved=resolved))

    def finish(self) -> None:
        """Write what has been led to."""
        # Grows on the way.
        while self._waiting:
            stood, number = self._waiting.popleft()
            self._write(number, self._source.get_object(stood, 0))

    def _write(self, number: int, one: Object) -> None:
        if not isinstance(one, Stream):
            self._writer.put(number, self.text(one, resolved=True))
            return
        content = one.read_raw_bytes()
        if int(one.stream_dict.Length) != len(content):
            raise ValueError("a stream is not as long as it says")
        self._writer.put_stream(number, self.text(one.stream_dict, resolved=True), content)

    def _there(self, found: re.Match[bytes]) -> bytes:
        said = found[0]
        known = self._known.get(said)
        if known is not None:
            return known
        if found[1]:
            return said.replace(b"(", b"(" + self._mark)
        if not found[2]:
            return said
        number = self._writer.number()
        self._waiting.append((int(found[2]), number))
        self._known[said] = there = b"%d 0 R" % number
        return there
