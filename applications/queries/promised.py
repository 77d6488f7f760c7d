"""The figures of the call itself that decide on money, as they were promised to an application.

Days and terms are the call's as it is in force: an extension is for everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from applications.models import Application
from bando.models import Version


@dataclass(frozen=True)
class Figures:
    """The ceiling of aids (euro), the share of the project to be realised and the withholding (shares of one),
    and whether VAT counts as spend."""

    aid_ceiling: Decimal
    minimum_share_realised: Decimal
    withholding_rate: Decimal
    vat_admitted: bool


def figures_of(application: Application) -> Figures:
    """At the version of the call that the application is made under; one query only where a later one is in force."""
    call = application.call
    if application.call_version == call.version:
        return Figures(call.aid_ceiling, call.minimum_share_realised, call.withholding_rate, call.vat_admitted)
    kept = Version.objects.get(call=call, number=application.call_version).content or {}
    ceiling, share, withheld = (Decimal(kept[name]) for name in ("aid_ceiling", "minimum_share_realised", "withholding_rate"))
    # Versions kept before the call could say so leave it out.
    return Figures(ceiling, share, withheld, vat_admitted=kept.get("vat_admitted", False))


def figures_of_each(applications: Iterable[Application]) -> dict[int, Figures]:
    """The same of many, by their keys: a query for each version of a call that is not in force any more."""
    known: dict[tuple[int, int], Figures] = {}
    found: dict[int, Figures] = {}
    for one in applications:
        terms = (one.call_id, one.call_version)
        if terms not in known:
            known[terms] = figures_of(one)
        found[one.pk] = known[terms]
    return found
