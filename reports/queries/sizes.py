"""How many applications firms of each size class sent, and how far these came.

The database sorts by the limits of the classes, so that there are as many groups as there may be and no more; what a class is
says the rule alone. Where partner and linked firms count, it has the firm itself.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, DecimalField, F, QuerySet, Value, When

from applications.models import Application
from applications.queries.firm import size_of
from bando.domain.size import THRESHOLDS, Figures
from reports.queries.tables import FoundBySize

MONEY = DecimalField(max_digits=14, decimal_places=2)
LIMITS = list(THRESHOLDS.values())
ALONE = Case(When(firm_version__relatives=[], then=Value(0)), default=F("pk"), output_field=BigIntegerField())


def _up_to(path: str, limits: Sequence[Decimal]) -> Case:
    """The lowest limit that the figure keeps to, or one more than the highest; nothing where it is not known."""
    kept = [When(**{f"{path}__lte": limit}, then=Value(limit)) for limit in limits]
    beyond = When(**{f"{path}__gt": limits[-1]}, then=Value(limits[-1] + 1))
    return Case(*kept, beyond, default=None, output_field=MONEY)


SORTED = {
    "alone": ALONE,
    "staff": _up_to("content__staff", [Decimal(below - 1) for below, _turnover, _balance in LIMITS]),
    "turnover": _up_to("content__turnover", [turnover for _below, turnover, _balance in LIMITS]),
    "balance": _up_to("content__balance_sheet", [balance for _below, _turnover, balance in LIMITS]),
}


Group = dict[str, Any]


def grouped(rows: QuerySet[Application], *by: str, **measures: Any) -> list[Group]:
    """What is measured, in groups by these columns whose firms are of one class each. One question."""
    return list(rows.annotate(**SORTED).order_by().values(*by, *SORTED).annotate(**measures))


def by_size(groups: Iterable[Group], names: Iterable[str]) -> FoundBySize:
    """Size class → the sums of the measures named; None: the class is not known. One question where firms have relatives."""
    groups, names = list(groups), list(names)
    named = Application.objects.filter(pk__in={group["alone"] for group in groups if group["alone"]})
    tied = {one.pk: size_of(one) for one in named.select_related("content", "firm_version")}
    found: FoundBySize = {}
    for group in groups:
        own = Figures(group["staff"], group["turnover"], group["balance"])
        add(found.setdefault(tied[group["alone"]] if group["alone"] else own.size, {}), group, names)
    return found


def add(sums: Group, group: Group, names: Iterable[str]) -> None:
    """Add the measures of a group to sums."""
    for name in names:
        sums[name] = sums.get(name, 0) + group[name]
