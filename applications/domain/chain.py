"""The chain of arrivals: each one's hash covers the one before it, so that none can be moved, slipped in or taken out unseen.

The hash is the SHA-256, in lower-case hexadecimal, of these lines in UTF-8, each ended by a line feed:

    portale-bandi arrival 1
    code of the call
    number of arrival
    instant, UTC, as 2020-06-18T08:00:00.000000Z
    leaf
    hash of the arrival before (empty for the first)

The leaf is the SHA-256 of the canonical JSON {"digest":…,"format":"portale-bandi leaf 1","salt":…}, where `digest` is the SHA-256
of the content as sent. Number, instant and leaf of every arrival are published after the closing: the salt, which only the
receipt tells, keeps anybody from trying contents on them. Anyone can repeat all of it: `verify_receipt.py` does.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

HEADING = "portale-bandi arrival 1"
LEAF = "portale-bandi leaf 1"


@dataclass(frozen=True)
class Link:
    """One arrival as the chain sees it; `at` is aware."""

    call_code: str
    number: int
    at: datetime
    leaf: str
    previous_hash: str
    hash: str


def leaf_of(digest: str, salt: str) -> str:
    """The leaf of a content: its digest with the salt of its snapshot."""
    written = json.dumps({"digest": digest, "format": LEAF, "salt": salt}, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def instant_line(at: datetime) -> str:
    """The instant in UTC with its six decimals, whatever they are."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def lines(previous_hash: str, call_code: str, number: int, at: datetime, leaf: str) -> list[str]:
    """The lines that are hashed. Raises ValueError when a part could be taken for two (a line feed in it)."""
    parts = [HEADING, call_code, str(number), instant_line(at), leaf, previous_hash]
    if any("\n" in part for part in parts):
        raise ValueError("a part of the chain cannot hold a line feed")
    return parts


def link(previous_hash: str, call_code: str, number: int, at: datetime, leaf: str) -> str:
    """The hash of an arrival."""
    return sha256("".join(f"{part}\n" for part in lines(previous_hash, call_code, number, at, leaf)).encode()).hexdigest()


def verify(links: Iterable[Link]) -> str | None:
    """The first break in a whole chain, in words; None when numbers, instants and hashes all follow each other."""
    before: Link | None = None
    for each in links:
        wrong = _break_between(before, each)
        if wrong:
            return wrong
        before = each
    return None


def _break_between(before: Link | None, each: Link) -> str | None:
    expected = before.number + 1 if before else 1
    if each.number != expected:
        return f"Al posto del numero {expected} c’è il numero {each.number}."
    if before and each.at <= before.at:
        return f"Il numero {each.number} non è successivo al numero {before.number}."
    if each.previous_hash != (before.hash if before else ""):
        return f"Il numero {each.number} non è legato a quello che lo precede."
    if each.hash != link(each.previous_hash, each.call_code, each.number, each.at, each.leaf):
        return f"I dati del numero {each.number} non danno la sua impronta."
    return None
