"""All acts of granting of a year over all calls (D.Lgs. 33/2013, art. 27 c. 2): the lists of the calls in one, and which call.

The year is that of the act; what stands in it and what does not is what the list of each call says. Rehearsals grant nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from applications.models import Grant
from bando.models import Act, Call
from reports.domain.columns import Column, Row
from reports.queries import transparency
from reports.queries.transparency import grants_of, in_pieces, is_public, listed, nowhere, rows_of

YEAR, *REST = transparency.COLUMNS
COLUMNS = (YEAR, Column("call", "Codice del bando", width=12), Column("call_title", "Bando", width=30), *REST)
NAMES = tuple(column.name for column in COLUMNS)


def years(as_of: datetime) -> list[int]:
    """The years of the acts that are published, the newest first: one query, over acts."""
    granting = Grant.objects.filter(act=OuterRef("pk"), granted_at__lte=as_of)
    acts = Act.objects.filter(is_public(as_of), Exists(granting), call__rehearsal=False).order_by()
    return sorted(acts.values_list("issued_on__year", flat=True).distinct(), reverse=True)


def of_year(year: int, as_of: datetime) -> QuerySet[Grant]:
    """What the list of the year shows at an instant: act by act, by name."""
    return listed(Grant.objects.filter(act__issued_on__year=year, application__call__rehearsal=False), as_of)


def pieces(year: int, as_of: datetime, page_of: Callable[[Call], str]) -> Iterator[tuple[Row, ...]]:
    """All rows under COLUMNS, so many at once: memory does not grow with the list."""
    return (_rows(grants, as_of, page_of) for grants in in_pieces(of_year(year, as_of)))


def shown(year: int, as_of: datetime, start: int, end: int) -> list[dict[str, Any]]:
    """The rows from one place to another, by the names of their columns, each with the name of its call in addresses."""
    grants = grants_of(list(of_year(year, as_of).values_list("pk", flat=True)[start:end]))
    slugs = [grant.application.call.slug for grant in grants]
    rows = _rows(grants, as_of, nowhere)
    return [dict(zip(NAMES, row, strict=True)) | {"slug": slug} for row, slug in zip(rows, slugs, strict=True)]


def _rows(grants: Sequence[Grant], as_of: datetime, page_of: Callable[[Call], str]) -> tuple[Row, ...]:
    calls = [grant.application.call for grant in grants]
    plain = rows_of(grants, as_of, page_of)
    return tuple((row[0], call.code, call.title, *row[1:]) for call, row in zip(calls, plain, strict=True))
