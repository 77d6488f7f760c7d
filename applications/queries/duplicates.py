"""Other files that may be the same one twice: of firms with the same representative, address, bank account or linked firm.

What a firm was counts as well as what it is. Later apps add what they know: a `Finder` of `FINDERS`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import User
from applications.enums import State, Trait
from applications.models import Application
from applications.permissions import visible_applications
from applications.queries.firm import firm_of
from registry.enums import Tie
from registry.models import FirmVersion

MOST = 50
# Of an application: the traits by which it knows others, as (application's primary key, trait).
Finder = Callable[[Application], Iterable[tuple[int, Trait]]]


@dataclass(frozen=True)
class Twin:
    """Another file with what it has in common; `application` is there only for who may see it, else its Chamber alone."""

    traits: tuple[Trait, ...]
    chamber: str
    same_call: bool
    application: Application | None


def by_firm(application: Application) -> Iterable[tuple[int, Trait]]:
    """Two queries: the states of other firms that have something in common with the sent one, and what those firms have sent."""
    firm: Any = firm_of(application)
    named = _linked(firm.relatives) if isinstance(firm, FirmVersion) else []
    traits: dict[int, set[Trait]] = defaultdict(set)
    for row in _alike(firm, named)[: MOST * 4]:
        traits[row.firm_id] |= set(_traits(row, firm, named))
    sent = Application.objects.filter(firm__in=list(traits)).exclude(state__in=(State.DRAFT, State.WITHDRAWN))
    for key, firm_id in sent.values_list("pk", "firm")[: MOST * 4]:
        yield from ((key, trait) for trait in traits[firm_id])


FINDERS: list[Finder] = [by_firm]


def twins_of(application: Application, user: User) -> list[Twin]:
    """The files that any finder knows, those of the same call first; as many queries whatever is found."""
    found: dict[int, set[Trait]] = defaultdict(set)
    for finder in FINDERS:
        for key, trait in finder(application):
            found[key].add(trait)
    found.pop(application.pk, None)
    rows = Application.objects.filter(pk__in=list(found), call__rehearsal=application.call.rehearsal)
    rows = rows.select_related("call", "firm_version", "firm", "pot__chamber", "arrival")
    seen = set(visible_applications(user).filter(pk__in=list(found)).values_list("pk", flat=True))
    ordered = sorted(rows, key=lambda row: (row.call_id != application.call_id, -row.pk))[:MOST]
    return [
        Twin(
            traits=tuple(trait for trait in Trait if trait in found[row.pk]),
            chamber=str(row.pot),
            same_call=row.call_id == application.call_id,
            application=row if row.pk in seen else None,
        )
        for row in ordered
    ]


def _linked(relatives: list[dict[str, Any]]) -> list[str]:
    return [row["tax_code"] for row in relatives if row["tie"] == Tie.LINKED and row["tax_code"]]


def _alike(firm: Any, named: list[str]) -> Any:
    wanted = Q(representative_tax_code=firm.representative_tax_code)
    wanted |= Q(place=firm.municipality.upper(), street=firm.address.upper())
    wanted |= Q(tax_code__in=named)
    if firm.iban:
        wanted |= Q(iban=firm.iban)
    for tax_code in (firm.tax_code, *named):
        wanted |= Q(relatives__contains=[{"tax_code": tax_code, "tie": Tie.LINKED.value}])
    rows = FirmVersion.objects.annotate(place=Upper("municipality"), street=Upper("address"))
    return rows.filter(wanted).exclude(tax_code=firm.tax_code).order_by("-pk")


def _traits(row: FirmVersion, firm: Any, named: list[str]) -> Iterable[Trait]:
    theirs = _linked(row.relatives)
    if row.representative_tax_code == firm.representative_tax_code:
        yield Trait.REPRESENTATIVE
    if (row.municipality.upper(), row.address.upper()) == (firm.municipality.upper(), firm.address.upper()):
        yield Trait.ADDRESS
    if firm.iban and row.iban == firm.iban:
        yield Trait.ACCOUNT
    if row.tax_code in named or firm.tax_code in theirs or set(named) & set(theirs):
        yield Trait.LINKED
