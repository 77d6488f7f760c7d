"""One spelling for equal data: sorted keys, no spaces, UTF-8; floats are refused on the way in, so none can differ."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from json import JSONEncoder
from typing import Any

# So many entries of a long list are spelled at once.
BLOCK = 500
_spelled = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass(frozen=True)
class Long:
    """A list that is made while it is spelled, and never held as a whole."""

    entries: Iterable[Any]


def pieces(data: object) -> Iterator[bytes]:
    """The spelling in pieces: as bytes they are one, and only a long list is parted. It may stand in objects and in tuples."""
    if isinstance(data, dict):
        yield b"{"
        for at, key in enumerate(sorted(data)):
            yield b"%b%b:" % (b"," if at else b"", _spelled(key).encode())
            yield from pieces(data[key])
        yield b"}"
    elif isinstance(data, tuple):
        yield b"["
        for at, each in enumerate(data):
            yield b"," if at else b""
            yield from pieces(each)
        yield b"]"
    elif isinstance(data, Long):
        entries, before = iter(data.entries), b""
        yield b"["
        while block := list(islice(entries, BLOCK)):
            yield before + _spelled(block)[1:-1].encode()
            before = b","
        yield b"]"
    else:
        yield _spelled(data).encode()


def digest(spelled: Iterable[bytes]) -> str:
    """SHA-256 of the whole, in hexadecimal."""
    whole = sha256()
    for piece in spelled:
        whole.update(piece)
    return whole.hexdigest()


def plain(cell: "str | int | Decimal | date | datetime | None") -> str | int | None:
    """A cell in the words of JSON."""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell


def plain_all(cells: "Sequence[str | int | Decimal | date | datetime | None]") -> Sequence[str | int | None]:
    """The same for the cells of a column, which are of one kind or absent."""
    kinds = set(map(type, cells)) - {type(None)}
    if kinds <= {str} or kinds <= {int}:
        return cells  # type: ignore[return-value]
    # Two places are never written with an exponent, nor is a day otherwise than in ISO 8601.
    if kinds <= {Decimal} or kinds <= {date}:
        return [cell if cell is None else str(cell) for cell in cells]
    return list(map(plain, cells))
