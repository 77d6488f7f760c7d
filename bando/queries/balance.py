"""The books balanced: what each line shows against what its movements say, and funds against their lines."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from bando.domain.routes import KEPT, ROUTES
from bando.domain.wording import euro
from bando.enums import Bucket
from bando.models import BudgetLine, Fund
from bando.queries.pots import NOTHING, moved

FROM_OUTSIDE = [kind for kind, (source, _target) in ROUTES.items() if source == Bucket.OUTSIDE]


def lines_with_movements(at: datetime | None = None) -> QuerySet[BudgetLine]:
    """Every line with its buckets recomputed (`moved_<bucket>`, `moved_endowment`) up to `at`: one statement, so one instant."""
    until = Q(movements__at__lte=at) if at is not None else Q()
    came = Coalesce(Sum("movements__amount", filter=until & Q(movements__kind__in=FROM_OUTSIDE)), NOTHING)
    buckets = {f"moved_{bucket}": moved(bucket, at) for bucket in KEPT}
    return (
        BudgetLine.objects.select_related("fund__call", "pot__chamber").annotate(moved_endowment=came, **buckets).order_by("pk")
    )


def differences() -> Iterator[str]:
    """A sentence for every line and fund that does not add up: which, and by how much. Nothing when all is well."""
    for line in lines_with_movements():
        yield from _of_line(line)
    for fund in Fund.objects.annotate(placed=Coalesce(Sum("lines__endowment"), NOTHING)).order_by("pk"):
        if fund.placed != fund.amount:
            difference = euro(fund.placed - fund.amount)
            yield f"fondo {fund.pk} «{fund}»: dotazione {euro(fund.amount)}, linee {euro(fund.placed)}, differenza {difference}"


def _of_line(line: BudgetLine) -> Iterator[str]:
    for bucket in KEPT:
        yield from _compared(line, bucket.value, getattr(line, bucket.value), getattr(line, f"moved_{bucket}"))
    if line.fund.call.published_at is not None:
        yield from _compared(line, "endowment", line.endowment, line.moved_endowment)  # type: ignore[attr-defined]


def _compared(line: BudgetLine, name: str, shown: Decimal, counted: Decimal) -> Iterator[str]:
    if shown != counted:
        difference = euro(shown - counted)
        yield (
            f"linea {line.pk} «{line}», {name}: la riga mostra {euro(shown)}, "
            f"i movimenti danno {euro(counted)}, differenza {difference}"
        )


def below_zero(at: datetime) -> Iterator[str]:
    """A sentence for every bucket that would have been below zero at an instant of the past."""
    for line in lines_with_movements(at):
        for bucket in KEPT:
            amount = getattr(line, f"moved_{bucket}")
            if amount < 0:
                yield f"linea {line.pk} «{line}», {bucket}: {euro(amount)}"
