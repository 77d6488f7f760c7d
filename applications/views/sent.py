"""The answer to the one request that everybody makes at once: drawn once for each language, then only filled in."""

from functools import cache
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.utils import translation

from applications.enums import Reserved
from applications.models import Arrival
from core.figures import euro, instant, instant_exact

# Marks that stand for what differs; every one is filled with digits, hexadecimal, or an instant or amount that the portal writes.
BLANKS = ("number", "received_on", "received_at", "on", "at", "digest", "hash", "reserved", "asked")


def sent_page(arrival: Arrival) -> str:
    """The page of an arrival: the same arrival gives the same bytes, in one language."""
    page = _drawn(translation.get_language() or "", arrival.found)
    said = {
        "number": str(arrival.number),
        "received_on": instant(arrival.received_at),
        "received_at": instant_exact(arrival.received_at),
        "on": instant(arrival.at),
        "at": instant_exact(arrival.at),
        "digest": arrival.digest,
        "hash": arrival.hash,
        "reserved": euro(arrival.reserved),
        "asked": euro(arrival.asked),
    }
    for name in BLANKS:
        page = page.replace(_mark(name), said[name])
    return page


@cache
def _drawn(language: str, found: Reserved) -> str:
    """The page with its marks, in the language that is active."""
    marks = SimpleNamespace(**{name: _mark(name) for name in BLANKS}, found=found)
    return render_to_string("applications/sent.html", {"arrival": marks})


def _mark(name: str) -> str:
    return f"[[{name}]]"
