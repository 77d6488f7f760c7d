"""Creates a call from data: what an act can change is in the file, and nothing of it in the code."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.timezone import localdate

from accounts.models import User
from bando import permissions
from bando.domain.tranches import Part
from bando.enums import Gate, TrancheKind
from bando.models import (
    BudgetLine,
    Call,
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Fund,
    Measure,
    Pot,
    PotProvince,
    Question,
    RequiredDocument,
    ScoringCriterion,
    Window,
)
from bando.operations.refinancing import foresee
from core.locks import operation
from core.money import split
from core.operations.recording import record
from core.refusals import require
from registry.models import Chamber

AMOUNTS = frozenset(
    {"rate", "minimum_spend", "maximum_spend", "maximum_grant", "minimum", "maximum", "amount", "own", "value", "from_spend"}
)
CALL_AMOUNTS = ("minimum_score", "aid_ceiling", "withholding_rate", "minimum_share_realised")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One of several times in which applications are taken."""

    code: str
    label: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class Dates:
    """When the call happens: instants with their zone, and days. Without `windows` it is open from opening to closing."""

    draft_from_at: datetime
    opens_at: datetime
    closes_at: datetime
    spend_from_on: date
    spend_until_on: date
    accounts_due_on: date
    paid_until_on: date | None = None
    project_until_on: date | None = None
    windows: tuple[Opening, ...] = ()

    @classmethod
    def of(cls, rows: Mapping[str, Any]) -> "Dates":
        """The dates that a call's own data give."""
        openings = tuple(Opening(**row) for row in rows.get("windows", ()))
        return cls(**{**rows, "windows": openings})


@operation
def load(
    *,
    data: Mapping[str, Any],
    code: str,
    slug: str,
    dates: Dates | None = None,
    title: str | None = None,
    notice: str = "",
    by: User | None,
    at: datetime,
) -> Call:
    """A call in preparation, from `data` as `bando.adapters.packaged.read` gives it. Raises Refused, KeyError, ValueError.

    Without `dates` it happens when its data say. Regional money is placed on the pots in proportion to the Chambers' own
    shares, to the cent (largest remainder), or in one pool for all. Tranches fall due days after the closing.
    """
    require(permissions.why_not_configure(by))
    when = dates or Dates.of(data["dates"])
    about = dict(data["call"]) | {"code": code, "slug": slug, "notice": notice}
    about |= {name: value for name, value in vars(when).items() if name != "windows"}
    about |= {name: Decimal(about[name]) for name in CALL_AMOUNTS}
    about["to_be_confirmed"] = "\n".join(about["to_be_confirmed"])
    call = Call.objects.create(**(about | ({"title": title} if title else {})))
    _add_terms(call, data, when)
    pots = _add_pots(call, data["pots"])
    for fund in data["funds"]:
        _add_fund(call, fund, pots, data["pots"], by=by, at=at)
    _add_questions(call, data.get("questions", ()), at)
    record(by=by, at=at, action="configuring.load", subject=call, data={"code": code})
    return call


def _add_terms(call: Call, data: Mapping[str, Any], when: Dates) -> None:
    """The terms in the order of the data; a measure brings its components, named by the measure's code."""
    kinds: dict[str, type[Model]] = {
        "items": ExpenseItem,
        "caps": Cap,
        "rules": EligibilityRule,
        "documents": RequiredDocument,
        "criteria": ScoringCriterion,
    }
    for key, model in kinds.items():
        _add(call, model, data.get(key, ()))
    _add(call, Window, [asdict(opening) for opening in when.windows])
    _add(call, Measure, [{name: row[name] for name in row if name != "components"} for row in data["measures"]])
    measures = {measure.code: measure for measure in call.measures.all()}
    parts = [{"measure": measures[row["code"]], **part} for row in data["measures"] for part in row.get("components", ())]
    _add(call, Component, parts)


def _add(call: Call, model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    model._default_manager.bulk_create(model(call=call, order=order, **_exact(row)) for order, row in enumerate(rows, start=1))


def _add_questions(call: Call, rows: Iterable[Mapping[str, Any]], at: datetime) -> None:
    Question.objects.bulk_create(
        Question(call=call, order=order, answered_on=localdate(at), **row) for order, row in enumerate(rows, start=1)
    )


def _exact(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in AMOUNTS else value for name, value in row.items()}


def _add_pots(call: Call, rows: Mapping[str, Any]) -> dict[str, Pot]:
    """One pot for each Chamber that takes part, with the provinces it serves."""
    chambers = {chamber.code: chamber for chamber in Chamber.objects.filter(code__in=rows)}
    pots = {
        code: Pot.objects.create(call=call, chamber=chambers[code], overbooking=Decimal(row.get("overbooking", 0)))
        for code, row in rows.items()
    }
    PotProvince.objects.bulk_create(
        PotProvince(call=call, pot=pots[code], province_id=province)
        for code, row in rows.items()
        for province in row["provinces"]
    )
    return pots


def _add_fund(
    call: Call, row: Mapping[str, Any], pots: Mapping[str, Pot], shares: Mapping[str, Any], *, by: User | None, at: datetime
) -> None:
    about = {name: row[name] for name in ("kind", "label", "legal_act")}
    fund = Fund.objects.create(call=call, amount=Decimal(row["amount"]), **about)
    BudgetLine.objects.bulk_create(
        BudgetLine(fund=fund, pot=pot, endowment=part) for pot, part in _placed(call, fund, row["placed"], pots, shares)
    )
    parts = [
        Part(
            kind=TrancheKind(part["kind"]),
            share=Decimal(part["share"]),
            gate=Gate(part["gate"]),
            due_on=localdate(call.closes_at) + timedelta(days=part["due_days_after_closing"]),
            progress=Decimal(part.get("progress", 0)),
        )
        for part in row.get("tranches", [])
    ]
    foresee(fund=fund, parts=parts, by=by, at=at)


def _placed(call: Call, fund: Fund, how: str, pots: Mapping[str, Pot], shares: Mapping[str, Any]) -> list[tuple[Pot, Decimal]]:
    """Where the fund's money lies: «own» each Chamber its own, «split» in proportion to that, «pool» one for all."""
    own = {code: Decimal(row["own"]) for code, row in shares.items()}
    if how == "pool":
        return [(Pot.objects.get_or_create(call=call, chamber=None)[0], fund.amount)]
    if how == "own":
        return [(pots[code], amount) for code, amount in own.items()]
    if how == "split":
        return list(zip(pots.values(), split(fund.amount, list(own.values())), strict=True))
    raise ValueError(f"«{how}» is not a way to place a fund: own, split or pool")
