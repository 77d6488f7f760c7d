"""The chain of a call as it stands in the database."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from applications.domain.chain import Link, instant_line, leaf_of, link, verify
from applications.models import Arrival, Receipt
from bando.models import Call


def as_link(arrival: Arrival) -> Link:
    """The arrival as the chain sees it."""
    return Link(arrival.call.code, arrival.number, arrival.at, arrival.leaf, arrival.previous_hash, arrival.hash)


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """What the receipt says, for programs; nobody's name is in it. Arrivals of before the salt have none."""
    arrival = receipt.application.arrival
    return {
        "format": "portale-bandi receipt 1",
        "call": arrival.call.code,
        "number": arrival.number,
        "at": instant_line(arrival.at),
        "received_at": instant_line(arrival.received_at),
        "digest": arrival.digest,
        "salt": arrival.snapshot.salt if arrival.snapshot else "",
        "leaf": arrival.leaf,
        "previous_hash": arrival.previous_hash,
        "hash": arrival.hash,
        "code": str(receipt.token),
    }


def published_rows(call: Call) -> Iterable[tuple[int, str, str, str]]:
    """Number, instant, leaf and hash of every arrival, as they are published: one statement, a piece at a time."""
    rows = Arrival.objects.filter(call=call).order_by("number").values_list("number", "at", "leaf", "hash")
    return ((number, instant_line(at), leaf, hashed) for number, at, leaf, hashed in rows.iterator())


def broken_chain(call: Call) -> str | None:
    """The first break in the whole chain of a call, in words: of the chain, or between an arrival and its content."""
    rows = Arrival.objects.filter(call=call).select_related("call", "snapshot").order_by("number")
    contents: list[str] = []
    wrong = verify(_links(rows.iterator(chunk_size=500), contents))
    return contents[0] if contents else wrong


def broken_chains(code: str | None = None) -> Iterator[str]:
    """The first break in the chain of each call (of one call, with its code), in words; nothing when all hold."""
    calls = Call.objects.order_by("code")
    for call in calls if code is None else calls.filter(code=code):
        if broken := broken_chain(call):
            yield f"{call.code}: {broken}"


def _links(rows: Iterable[Arrival], contents: list[str]) -> Iterator[Link]:
    """The links of the rows; stops at the first content that is not what its arrival says, and writes why in `contents`."""
    for row in rows:
        yield as_link(row)
        if wrong := _broken_content(row):
            contents.append(wrong)
            return


def broken_link(arrival: Arrival) -> str | None:
    """What does not hold at this arrival: its content, its own hash, or its ties to the one before and the one after."""
    near = Arrival.objects.filter(call=arrival.call_id, number__in=(arrival.number - 1, arrival.number + 1))
    beside = {row.number: row for row in near.select_related("call")}
    before, after = beside.get(arrival.number - 1), beside.get(arrival.number + 1)
    if wrong := _broken_content(arrival):
        return wrong
    if not _holds(arrival):
        return _("I dati del numero %(number)s non danno la sua impronta.") % {"number": arrival.number}
    if arrival.previous_hash != (before.hash if before else "") or (arrival.number > 1 and before is None):
        return _("Il numero %(number)s non è legato a quello che lo precede.") % {"number": arrival.number}
    for one in (before, after):
        if one and not _holds(one):
            return _("I dati del numero %(number)s non danno la sua impronta.") % {"number": one.number}
    if after and after.previous_hash != arrival.hash:
        return _("Il numero %(number)s non è legato a quello che lo precede.") % {"number": after.number}
    return None


def _holds(arrival: Arrival) -> bool:
    return arrival.hash == link(arrival.previous_hash, arrival.call.code, arrival.number, arrival.at, arrival.leaf)


def _broken_content(arrival: Arrival) -> str | None:
    """What does not hold between an arrival and its content; arrivals of before the snapshots have a digest only."""
    kept = arrival.snapshot
    if kept is None:
        return None
    if sha256(kept.content.encode()).hexdigest() != kept.digest or kept.digest != arrival.digest:
        return _("Il contenuto conservato del numero %(number)s non dà la sua impronta.") % {"number": arrival.number}
    if leaf_of(kept.digest, kept.salt) != arrival.leaf or kept.leaf != arrival.leaf:
        return _("Impronta del contenuto e sale del numero %(number)s non danno la sua foglia.") % {"number": arrival.number}
    return None
