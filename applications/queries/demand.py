"""What a what-if starts from: the configuration of a call as a plan, and the applications of an earlier call as a demand."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from accounts.permissions import Person
from applications.domain.scenario import COMMON, Money, Option, Plan, PotPlan, Request
from applications.domain.scoring import mean
from applications.enums import State
from applications.models import Application, Expense, ScoreSheet
from applications.permissions import visible_applications
from applications.queries.firm import as_relatives
from applications.queries.rivals import NOT_SENT
from bando.domain.caps import Line
from bando.domain.size import Figures, added_up
from bando.enums import DrawOrder, FundKind, Procedure, SizeClass
from bando.models import BudgetLine, Call, Pot, PotProvince
from bando.queries.terms import caps_of, measures_of, terms_of
from core.money import ZERO

NOTHING = Value(ZERO, output_field=DecimalField(max_digits=14, decimal_places=2))


def plan_of(call: Call) -> Plan:
    """The configuration of the call, with all the money that its funds have placed: what was granted is not taken off."""
    serves = Exists(PotProvince.objects.filter(pot=OuterRef("pk")))
    pots = Pot.objects.filter(call=call).select_related("chamber").annotate(serves=serves).order_by("chamber__name", "pk")
    common = [pot for pot in pots if pot.chamber is None]
    return Plan(
        procedure=Procedure(call.procedure),
        options=tuple(_option(measure) for measure in measures_of(call)),
        pots=tuple(PotPlan(_code(pot), str(pot), pot.overbooking) for pot in pots if pot.chamber or pot.serves),
        money=tuple(_money(call)),
        caps=caps_of(call),
        minimum_score=call.minimum_score,
        partial_last=call.partial_last_grant,
        draw_order=DrawOrder(call.draw_order),
        tie_breaks=tuple(call.tie_breaks),
        common_overbooking=common[0].overbooking if common else Decimal(0),
    )


def _code(pot: Pot) -> str:
    return pot.chamber.code if pot.chamber else COMMON


def _option(measure: Any) -> Option:
    return Option(measure.code, measure.label, terms_of(measure), frozenset(SizeClass(size) for size in measure.sizes))


def _money(call: Call) -> Iterable[Money]:
    lines = BudgetLine.objects.filter(pot__call=call).order_by("pk")
    for code, kind, endowment in lines.values_list("pot__chamber__code", "fund__kind", "endowment"):
        yield Money(code or COMMON, FundKind(kind), endowment)


def seen_applications(user: Person, source: Call | None = None) -> QuerySet[Application]:
    """The applications that were sent and that she may see; rehearsals are no demand."""
    sent = visible_applications(user).exclude(state__in=NOT_SENT).filter(call__rehearsal=False)
    return sent if source is None else sent.filter(call=source)


def calls_with_demand(user: Person) -> QuerySet[Call]:
    """The calls whose applications she may try a configuration on, the latest first."""
    sent = seen_applications(user).filter(call=OuterRef("pk"))
    return Call.objects.filter(Exists(sent)).order_by("-opens_at", "-pk")


def demand_of(source: Call, call: Call, user: Person) -> list[Request]:
    """The applications sent to `source`, as if they were sent to `call`: in order of arrival, with what the firm planned.

    Each falls on the pot that serves its province in `call`, else on that of its Chamber. Whoever was not admitted then
    would not pass the check; who has no score counts as zero.
    """
    rows = list(_sent(source, user))
    scores, lines = _scores(source, user), _lines(source, user)
    chambers = set(Pot.objects.filter(call=call, chamber__isnull=False).values_list("chamber__code", flat=True))
    provinces = PotProvince.objects.filter(call=call).values_list("province_id", "pot__chamber__code")
    served = {province: chamber or COMMON for province, chamber in provinces}
    return [_request(row, served, chambers, scores, lines) for row in rows]


FIELDS = (
    "pk", "arrival__number", "content__seat_province_id", "pot__chamber__code", "planned", "state", "content__staff",
    "content__turnover", "content__balance_sheet", "content__declarations", "firm_version__relatives",
)  # fmt: skip


def _sent(source: Call, user: Person) -> QuerySet[Application, tuple[Any, ...]]:
    planned = Coalesce(Sum("expenses__amount"), NOTHING)
    rows = seen_applications(user, source).exclude(arrival=None).annotate(planned=planned)
    return rows.order_by("arrival__number").values_list(*FIELDS)


def _request(
    row: tuple[Any, ...], served: dict[str, str], chambers: set[str], scores: dict[int, Decimal], lines: dict[int, list[Line]]
) -> Request:
    pk, number, province, chamber, planned, state, staff, turnover, balance, declarations, relatives = row
    return Request(
        key=f"{number:06d}",
        arrival=number,
        pot=served.get(province, chamber if chamber in chambers else None),
        spend=planned,
        score=scores.get(pk, ZERO),
        size=added_up(Figures(staff, turnover, balance), as_relatives(relatives or ())).size,
        lines=tuple(lines.get(pk, ())),
        held=frozenset(code for code, made in declarations.items() if made),
        passes=state != State.INADMISSIBLE,
    )


def _scores(source: Call, user: Person) -> dict[int, Decimal]:
    found: dict[int, list[Decimal]] = {}
    sheets = ScoreSheet.objects.filter(application__in=seen_applications(user, source)).annotate(total=Sum("scores__points"))
    for application, total in sheets.values_list("application_id", "total"):
        found.setdefault(application, []).append(total)
    return {application: mean(totals) for application, totals in found.items()}


def _lines(source: Call, user: Person) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    rows = Expense.objects.filter(application__in=seen_applications(user, source)).order_by("pk")
    for application, item, amount, units in rows.values_list("application_id", "item__code", "amount", "units"):
        found.setdefault(application, []).append(Line(item, amount, units))
    return found
