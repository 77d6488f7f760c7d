"""What a word typed into the search of the desk's lists means; each kind is found by an index, and inside what one may see."""

import re
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from applications.models import Arrival
from bando.models import Call
from core.queries.words import rare_among, words_in
from registry.models import Firm, FirmVersion

VAT_NUMBER = re.compile(r"\d{11}")
TAX_CODE = re.compile(r"[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,9}")


def searched(term: str, path: str = "") -> Q:
    """The rows whose application (at `path`, "" or ending in "__") `term` means.

    11 digits: VAT number or tax code of the firm. 16 characters as a person's tax code: the firm's. Fewer digits: the number of
    arrival, in whichever call. All else: the words of a name that the firm has or had.
    """
    if NUMBER.fullmatch(term):
        # Of each call: the index of numbers begins with it.
        arrivals = Arrival.objects.filter(call__in=Call.objects.order_by(), number=int(term))
        return Q(**{f"{path}pk__in": arrivals.values("application")})
    return Q(**{f"{path}firm__in": _firms(term)})


def searched_with_codes(rows: QuerySet[Any], term: str, path: str, codes: Collection[str]) -> Q:
    """The same, or by a code that stands in a column of the row itself.

    Each is asked for apart, by its own index: of one condition or another the database would read all rows. A term without a
    digit is no code.
    """
    meant = searched(term, path)
    if not any(character.isdigit() for character in term):
        return meant
    bare = rows.order_by().values("pk")
    coded = [bare.filter(**{f"{code}__in": {term, term.upper()}}) for code in codes]
    return Q(pk__in=bare.filter(meant).union(*coded))


def _firms(term: str) -> object:
    if VAT_NUMBER.fullmatch(term) or TAX_CODE.fullmatch(term):
        code = term.upper()
        return Firm.objects.filter(Q(vat_number=code) | Q(tax_code=code)).values("pk")
    versions = FirmVersion.objects.order_by()
    return versions.filter(words_in(term, "name", leading=rare_among(term, versions, "name"))).values("firm")
