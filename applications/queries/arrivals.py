"""The chain of a call as it stands in the database."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from applications.domain.chain import Link, link, verify
from applications.models import Arrival
from bando.models import Call


def as_link(arrival: Arrival) -> Link:
    """The arrival as the chain sees it."""
    return Link(arrival.call.code, arrival.number, arrival.at, arrival.leaf, arrival.previous_hash, arrival.hash)


def links_of(call: Call) -> Iterable[Link]:
    """The whole chain of a call, in the order of its numbers."""
    rows = Arrival.objects.filter(call=call).select_related("call").order_by("number")
    return (as_link(row) for row in rows.iterator())


def broken_chain(call: Call) -> str | None:
    """The first break in the whole chain of a call, in words."""
    return verify(links_of(call))


def broken_link(arrival: Arrival) -> str | None:
    """What does not hold at this arrival: its own hash, or its ties to the one before and the one after."""
    near = Arrival.objects.filter(call=arrival.call_id, number__in=(arrival.number - 1, arrival.number + 1))
    beside = {row.number: row for row in near}
    before, after = beside.get(arrival.number - 1), beside.get(arrival.number + 1)
    if arrival.hash != link(arrival.previous_hash, arrival.call.code, arrival.number, arrival.at, arrival.leaf):
        return _("I dati del numero %(number)s non danno la sua impronta.") % {"number": arrival.number}
    if arrival.previous_hash != (before.hash if before else ""):
        return _("Il numero %(number)s non è legato a quello che lo precede.") % {"number": arrival.number}
    if after and after.previous_hash != arrival.hash:
        return _("Il numero %(number)s non è legato a quello che lo precede.") % {"number": after.number}
    return None
