"""The tree of an invoice gone through once, and what stands at a path of it.

An element becomes a mapping from the names of its children to what they are, a list in their order where several have one name;
one without children becomes its text. Asking a tree for each field by its path takes five times as long.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

Element = etree._Element
Record = dict[str, Any]
DEEPEST = 30
ZERO = Decimal(0)
# Parts that nobody asks for here, files inside the file among them.
SKIPPED = frozenset({"Allegati", "DatiTrasmissione", "Sede", "StabileOrganizzazione", "RappresentanteFiscale", "DatiTrasporto"})
# The schema allows eleven digits before the point.
NUMBER = re.compile(r"[-+]?[0-9]{1,11}(\.[0-9]{1,8})?")
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
    for child in list(node):
        tag = child.tag
        if tag in SKIPPED:
            continue
        value = record_of(child, depth + 1) if len(child) else (child.text or "").strip()
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
    return [each for child in children_of(node, first) if isinstance(child, dict) for each in children_of(child, rest)]


def every(node: Record, path: str) -> list[Record]:
    """The elements at the path; an empty one has nothing in it."""
    return [each if isinstance(each, dict) else {} for each in children_of(node, path)]


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
    found = children_of(node, path)
    return found[0] if found and not isinstance(found[0], dict) else ""


def text_of(node: Record, path: str) -> str:
    """The first text at the path. Raises Unreadable."""
    # Most fields stand right here: the shortest way to them, for they are many.
    here = node.get(path)
    found = here if type(here) is str else optional_text(node, path)
    if not found:
        raise Unreadable(_("manca «%(field)s»") % {"field": path.rsplit("/", 1)[-1]})
    return found


def amount_of(node: Record, path: str) -> Decimal:
    """The number at the path. Raises Unreadable."""
    return number_of(text_of(node, path), path)


def sum_of(node: Record, path: str) -> Decimal:
    """The sum of every such field; zero when there is none."""
    found = values_of(node, path)
    return sum((number_of(text, path) for text in found), ZERO) if found else ZERO


def number_of(text: str, path: str) -> Decimal:
    """The number that the text writes, in the schema's own form. Raises Unreadable."""
    if not NUMBER.fullmatch(text):
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
