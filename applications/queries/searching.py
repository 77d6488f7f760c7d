"""What a word typed into the search of the desk's lists means; each kind is found by an index, and inside what one may see."""

import re
from collections.abc import Collection

from django.db.models import Q

from applications.models import Arrival
from bando.models import Call
from registry.models import Firm, FirmVersion

VAT_NUMBER = re.compile(r"\d{11}")
TAX_CODE = re.compile(r"[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{2}[A-Z][0-9A-Z]{3}[A-Z]", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,9}")
# An index of trigrams finds a part of a name from here; where all is shorter, it is looked for where a name begins.
SHORTEST_PART = 3


def searched(term: str, path: str = "", *, codes: Collection[str] = ()) -> Q:
    """The rows whose application (at `path`, "" or ending in "__") `term` means; `codes` are columns of the row itself.

    11 digits: VAT number or tax code of the firm. 16 characters as a person's tax code: the firm's. Fewer digits: the number of
    arrival, in whichever call. All else: the words of a name that the firm has or had.
    """
    own = Q.create([Q(**{f"{code}__in": {term, term.upper()}}) for code in codes], connector=Q.OR) if codes else Q()
    return own | _about(term, path)


def _about(term: str, path: str) -> Q:
    if NUMBER.fullmatch(term):
        # Of each call: the index of numbers begins with it.
        arrivals = Arrival.objects.filter(call__in=Call.objects.order_by(), number=int(term))
        return Q(**{f"{path}pk__in": arrivals.values("application")})
    return Q(**{f"{path}firm__in": _firms(term)})


def _firms(term: str) -> object:
    if VAT_NUMBER.fullmatch(term) or TAX_CODE.fullmatch(term):
        code = term.upper()
        return Firm.objects.filter(Q(vat_number=code) | Q(tax_code=code)).values("pk")
    first, *others = sorted(term.split(), key=len, reverse=True)
    part = "icontains" if len(first) >= SHORTEST_PART else "istartswith"
    names = FirmVersion.objects.order_by().filter(*(Q(name__icontains=word) for word in others), **{f"name__{part}": first})
    return names.values("firm")
