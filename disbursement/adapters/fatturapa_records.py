"""The tree of an invoice gone through once, and what stands at a path of it.

An element becomes a mapping from the names of its children to what they are, a list in their order where several have one name;
one without children becomes its text. Asking a tree for each field by its path takes five times as long.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

Element = etree._Element
Record = dict[str, Any]
DEEPEST = 30
ZERO = Decimal(0)
# Parts that nobody asks for here, files inside the file among them.
SKIPPED = frozenset(
    {
        "Allegati",
        "Contatti",
        "DatiDDT",
        "DatiSAL",
        "DatiTrasmissione",
        "DatiTrasporto",
        "IscrizioneREA",
        "RappresentanteFiscale",
        "Sede",
        "StabileOrganizzazione",
        "TerzoIntermediarioOSoggettoEmittente",
    }
)
# The schema allows eleven digits before the point.
NUMBER = re.compile(r"[-+]?[0-9]{1,11}(\.[0-9]{1,8})?").fullmatch
# The schema's dates may carry a time zone after the day ("2020-07-24+02:00"): the day is what counts.
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[-+][0-9]{2}:[0-9]{2})?")


class Unreadable(Exception):
    """A field that every invoice has is missing or no value of its type; the text names it."""


class TooDeep(Exception):
    """Elements inside elements beyond what any invoice has."""


def record_of(node: Element, depth: int = 1) -> Record:
    """The element as a mapping. Raises TooDeep."""
    if depth > DEEPEST:
        raise TooDeep
    found: Record = {}
    # Not the shortest words but the quickest: a file has hundreds of elements. A slice is made at once, an iterator step by step.
    for child in node[:]:  # type: ignore[index]
        tag = child.tag
        if tag in SKIPPED:
            continue
        text = child.text
        # An element that has words has no children by the schema: to ask for these takes longer than to see the words.
        value: Any = (text and text.strip()) or (record_of(child, depth + 1) if len(child) else "")
        if tag not in found:
            found[tag] = value
        elif type(found[tag]) is list:
            found[tag].append(value)
        else:
            found[tag] = [found[tag], value]
    return found


def children_of(node: Record, path: str) -> Sequence[Any]:
    """What stands at the path, elements with children and texts alike."""
    found = node.get(path)
    if found is not None:
        return found if type(found) is list else (found,)
    if "/" not in path:
        return ()
    first, _slash, rest = path.partition("/")
    inside = node.get(first)
    if type(inside) is dict:
        return children_of(inside, rest)
    return [each for child in inside if type(child) is dict for each in children_of(child, rest)] if type(inside) is list else ()


def every(node: Record, path: str) -> list[Record]:
    """The elements at the path; an empty one has nothing in it."""
    return [each if type(each) is dict else {} for each in children_of(node, path)]


def values_of(node: Record, path: str) -> Sequence[str]:
    """The texts at the path; an element with others in it has none."""
    found = children_of(node, path)
    return found and ["" if isinstance(each, dict) else each for each in found]


def some(node: Record, path: str) -> list[Record]:
    """The elements at the path, one at least. Raises Unreadable."""
    found = every(node, path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def child_of(node: Record, path: str) -> Record:
    """The first element at the path. Raises Unreadable."""
    return some(node, path)[0]


def optional_text(node: Record, path: str) -> str:
    """The first text at the path, or nothing."""
    found = node.get(path)
    if type(found) is str:
        return found
    several = children_of(node, path)
    return several[0] if several and type(several[0]) is str else ""


def text_of(node: Record, path: str) -> str:
    """The first text at the path. Raises Unreadable."""
    found = node.get(path)
    if type(found) is not str:
        found = optional_text(node, path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def amount_of(node: Record, path: str) -> Decimal:
    """The number at the path. Raises Unreadable."""
    # Most of them stand right here: the shortest way to them, for they are many.
    text = node.get(path)
    return Decimal(text) if type(text) is str and NUMBER(text) else number_of(text_of(node, path), path)


@lru_cache(maxsize=64)
def rate(text: str) -> Decimal:
    """A rate of VAT: there are few, and each line has one. Raises Unreadable."""
    return number_of(text, "AliquotaIVA")


def sum_of(node: Record, path: str) -> Decimal:
    """The sum of every such field; zero when there is none."""
    found = values_of(node, path)
    return sum([number_of(text, path) for text in found], ZERO) if found else ZERO


def number_of(text: str, path: str) -> Decimal:
    """The number that the text writes, in the schema's own form. Raises Unreadable."""
    if not NUMBER(text):
        raise Unreadable(_("«%(field)s» non è un importo: «%(text)s»") % {"field": path.rsplit("/", 1)[-1], "text": text[:20]})
    return Decimal(text)


def day_of(node: Record, path: str) -> date:
    """The day at the path. Raises Unreadable."""
    text = text_of(node, path)
    found = DAY.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "")
    except ValueError as wrong:
        raise Unreadable(_("«%(field)s» non è una data: «%(text)s»") % {"field": path, "text": text[:20]}) from wrong
