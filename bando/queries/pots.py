"""The pots of a call: which serves a province, what may be drawn, and how the money stands now or stood at an instant."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import DecimalField, Q, QuerySet, Sum, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce

from bando.domain.routes import KEPT
from bando.enums import Bucket, FundKind
from bando.models import BudgetLine, Call, Pot, PotProvince
from core.money import ZERO

NOTHING = Value(ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))


@dataclass
class Standing:
    """The money of one pot, or of a whole call, in euro: `endowment = regional + chamber` = the sum of the buckets."""

    label: str
    chamber_id: int | None = None
    pot_id: int | None = None
    regional: Decimal = ZERO
    chamber: Decimal = ZERO
    available: Decimal = ZERO
    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO
    returned: Decimal = ZERO

    @property
    def endowment(self) -> Decimal:
        return self.regional + self.chamber

    @property
    def used(self) -> Decimal:
        """Granted or paid."""
        return self.committed + self.paid


MONEY = ["regional", "chamber", *(bucket.value for bucket in KEPT)]


def pot_for(call: Call, province_code: str | None) -> Pot | None:
    """The pot that serves a province in this call; None where none does."""
    return Pot.objects.filter(call=call, provinces__province=province_code).select_related("chamber").first()


def lines_for(pot: Pot) -> QuerySet[BudgetLine]:
    """The lines on which a project of the pot may draw: its own and those of the call's common pool."""
    return BudgetLine.objects.filter(Q(pot=pot) | Q(pot__chamber=None), pot__call=pot.call_id).order_by("pk")


def room_of(pot: Pot) -> Decimal:
    """What is free on the lines that serve the pot, in euro."""
    found: Decimal | None = lines_for(pot).aggregate(left=Sum("available"))["left"]
    return found or ZERO


def moved(bucket: Bucket, at: datetime | None = None) -> CombinedExpression:
    """What the movements (up to `at`, if given) have left in a bucket of a budget line: an expression on its rows."""
    until = Q(movements__at__lte=at) if at is not None else Q()
    into = Sum("movements__amount", filter=until & Q(movements__target=bucket))
    out_of = Sum("movements__amount", filter=until & Q(movements__source=bucket))
    return Coalesce(into, NOTHING) - Coalesce(out_of, NOTHING)


def standing(call: Call, at: datetime | None = None) -> list[Standing]:
    """One row a pot, by name of Chamber, common pool last; with `at`, recomputed from the movements up to then."""
    lines = BudgetLine.objects.filter(pot__call=call).select_related("fund", "pot__chamber")
    if at is not None:
        lines = lines.annotate(**{f"at_{bucket}": moved(bucket, at) for bucket in KEPT})
    rows: dict[int, Standing] = {}
    for line in lines:
        row = rows.setdefault(line.pot_id, Standing(str(line.pot), line.pot.chamber_id, line.pot_id))
        for bucket in KEPT:
            amount = getattr(line, bucket.value if at is None else f"at_{bucket}")
            setattr(row, bucket.value, getattr(row, bucket.value) + amount)
        _endow(row, line, at, published=call.published_at is not None)
    return sorted(rows.values(), key=lambda row: (row.chamber_id is None, row.label))


def _endow(row: Standing, line: BudgetLine, at: datetime | None, *, published: bool) -> None:
    """The endowment is the configuration's; once published, what has come in (by then) and what other pots have given or had."""
    prefix = "" if at is None else "at_"
    came = sum((getattr(line, f"{prefix}{bucket}") for bucket in KEPT), ZERO)
    amount = came if published or at is not None else line.endowment
    if line.fund.kind == FundKind.REGIONAL:
        row.regional += amount
    else:
        row.chamber += amount


def total(rows: list[Standing], label: str = "") -> Standing:
    """The sum of the rows."""
    whole = Standing(label)
    for row in rows:
        for name in MONEY:
            setattr(whole, name, getattr(whole, name) + getattr(row, name))
    return whole


def served(call: Call) -> list[tuple[Standing, str]]:
    """Each pot as it stands now, with the provinces it serves: «CO, LC»."""
    provinces: dict[int, list[str]] = {}
    for pot_id, province in PotProvince.objects.filter(call=call).order_by("province").values_list("pot_id", "province_id"):
        provinces.setdefault(pot_id, []).append(province)
    return [(row, ", ".join(provinces.get(row.pot_id or 0, []))) for row in standing(call)]
