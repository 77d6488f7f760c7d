"""Every address of the portal, found by walking the resolver, and the address that names given rows."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import site
from django.urls import URLPattern, URLResolver, get_resolver

from tests.scope.expectations import ACTIONS, BUTTONS, LINES, MODELS, PAGES, TAILS

Line = tuple[str, tuple[str, ...]]

PART = re.compile(r"<(?:\w+:)?\w+>|\(\?P<\w+>(?:[^()]|\([^()]*\))*\)")


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Each pattern, written out from the root."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLPattern):
            yield prefix + str(part.pattern)
        else:
            yield from routes(part, prefix + str(part.pattern))


def expected() -> dict[str, tuple[str, ...]]:
    """The lines of the table, with those of every model page of the admin."""
    lines = dict(LINES)
    for label, own in MODELS.items():
        page = f"admin/{label.replace('.', '/')}/"
        row = (own or "=999999999",)
        lines |= {page + tail: row if "object_id" in tail else () for tail in TAILS}
        lines |= {page + tail: (row if "object_id" in tail else ()) + ("=nessuna",) for tail in ACTIONS}
    return lines


def actions() -> Iterator[Line]:
    """The page of every button that the admin declares, in the shape of a line."""
    for page in site._registry.values():
        yield from _buttons(page, MODELS.get(page.opts.label_lower) or "=999999999")
        for action in page.list_actions:
            yield f"{_base(page)}azione/<slug:name>/", (f"={action.name}",)


def further() -> Iterator[Line]:
    """Pages of further rows, in the same shape."""
    yield from PAGES
    for page in site._registry.values():
        for row in BUTTONS.get(page.opts.label_lower, ()):
            yield from _buttons(page, row)


def _buttons(page: Any, row: str) -> Iterator[Line]:
    for action in page.object_actions:
        yield f"{_base(page)}<path:object_id>/azione/<slug:name>/", (row, f"={action.name}")


def _base(page: Any) -> str:
    return f"admin/{page.opts.label_lower.replace('.', '/')}/"


def written(route: str, values: list[object]) -> str:
    """The address with these values in its parts."""
    given = iter(values)
    filled = PART.sub(lambda _part: str(next(given)), route)
    return "/" + filled.replace("^", "").replace("$", "").replace("\\", "")
