"""The whole configuration of a call as plain data: the open data of its page, the content of its versions, what is compared.

Plain JSON: rows by their codes, never by primary key; amounts (euro) and shares (of one) as texts; instants in ISO 8601
with the offset of Rome; days in ISO 8601. Lists are in the order of the call. `bando/data/schema/call.v1.json` says it all.
What hangs on the call without being promised by it (acts, questions, attachments) is not in it.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Manager, QuerySet

from bando.domain.rules.facts import canonical_json
from bando.enums import ComponentKind
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
    RequiredDocument,
    ScoringCriterion,
    TrancheRule,
    Version,
    Window,
)
from bando.queries.terms import in_force, measures_of
from core.money import cents

SCHEMA = "call.v1"
ROME = ZoneInfo("Europe/Rome")
Data = dict[str, Any]
TEXTS = (
    "code", "slug", "title", "summary", "description", "legal_act", "manager", "notice", "to_be_confirmed", "procedure",
    "signature_policy", "lots_seed_source", "draw_order", "regime", "withholding_reason",
)  # fmt: skip
INSTANTS = ("draft_from_at", "opens_at", "closes_at")
DAYS = ("spend_from_on", "spend_until_on", "paid_until_on", "project_until_on", "accounts_due_on", "difficulty_on")
NUMBERS = ("integration_days", "rejection_days", "procedure_days", "acceptance_days", "evaluators_required")
CHOICES = ("partial_last_grant", "pays_beyond_cash", "vat_admitted")
SHARES = ("withholding_rate", "minimum_share_realised", "minimum_score")


def snapshot(call: Call, version: int | None = None) -> Data:
    """The configuration of the call as it stands, or as it was kept with an earlier version.

    The call is read anew: what counts is what the database holds. Raises Version.DoesNotExist for a version never made.
    """
    fresh = Call.objects.get(pk=call.pk)
    if version is not None and version != fresh.version:
        return Version.objects.get(call=call, number=version).content or {}
    return {"schema": SCHEMA, "version": fresh.version, **_of_call(fresh), **_of_terms(fresh), **_of_money(fresh)}


def digest(content: Data) -> str:
    """SHA-256 of the canonical JSON of the content, in lower-case hexadecimal."""
    return sha256(canonical_json(content).encode()).hexdigest()


def _of_call(call: Call) -> Data:
    return {
        **{name: getattr(call, name) for name in (*TEXTS, *NUMBERS, *CHOICES, "rehearsal")},
        **{name: _instant(getattr(call, name)) for name in INSTANTS},
        **{name: _day(getattr(call, name)) for name in DAYS},
        **{name: _plain(getattr(call, name)) for name in SHARES},
        "aid_ceiling": _amount(call.aid_ceiling),
        "tie_breaks": list(call.tie_breaks),
    }


def _of_terms(call: Call) -> Data:
    return {
        "windows": _listed(call, call.windows, _window),
        "measures": [_measure(row) for row in _in_order(measures_of(call))],
        "items": _listed(call, call.expenseitems, _item),
        "caps": _listed(call, call.caps, _cap),
        "rules": _listed(call, call.eligibilityrules, _rule),
        "documents": _listed(call, call.requireddocuments, _document),
        "criteria": _listed(call, call.scoringcriterions, _criterion),
    }


def _of_money(call: Call) -> Data:
    pots = call.pots.select_related("chamber").prefetch_related("provinces")
    funds = call.funds.select_related("act__version").prefetch_related("tranche_rules", "lines__pot__chamber")
    return {
        "pots": [_pot(pot) for pot in sorted(pots, key=_of_chamber)],
        "funds": [_fund(fund) for fund in funds.order_by("pk")],
    }


def _listed(call: Call, rows: "Manager[Any] | QuerySet[Any]", write: Callable[[Any], Data]) -> list[Data]:
    return [write(row) for row in _in_order(in_force(rows, call.version))]


def _in_order(rows: Iterable[Any]) -> list[Any]:
    """An order that a row keeps when an amendment writes it anew."""
    return sorted(rows, key=lambda row: (row.order, row.code))


def _named(row: Any) -> Data:
    return {"code": row.code, "label": row.label, "order": row.order}


def _window(row: Window) -> Data:
    return {**_named(row), "opens_at": _instant(row.opens_at), "closes_at": _instant(row.closes_at)}


def _measure(row: Measure) -> Data:
    return {
        **_named(row),
        "rate": _plain(row.rate),
        "minimum_spend": _amount(row.minimum_spend),
        "maximum_spend": _amount(row.maximum_spend),
        "maximum_grant": _amount(row.maximum_grant),
        "sizes": list(row.sizes),
        "components": [_component(one) for one in _in_order(row.components.all())],
    }


def _component(row: Component) -> Data:
    return {
        **_named(row),
        "kind": row.kind,
        "value": _amount(row.value) if row.kind == ComponentKind.AMOUNT else _plain(row.value),
        "from_spend": _amount(row.from_spend),
        "inside_cap": row.inside_cap,
        "condition": row.condition,
    }


def _item(row: ExpenseItem) -> Data:
    return {**_named(row), "guidance": row.guidance, "unit": row.unit}


def _cap(row: Cap) -> Data:
    return {**_named(row), "kind": row.kind, "items": list(row.items), "of": list(row.of), "value": _plain(row.value)}


def _rule(row: EligibilityRule) -> Data:
    texts = {name: getattr(row, name) for name in ("kind", "parameters", "message", "remedy", "legal_basis")}
    return {**_named(row), **texts, "phases": list(row.phases), "blocking": row.blocking, "version": row.version}


def _document(row: RequiredDocument) -> Data:
    names = ("phase", "mandatory", "condition", "signed", "template_name", "maximum_bytes", "guidance")
    said = {name: getattr(row, name) for name in names}
    return {**_named(row), **said, "template": row.template.name or "", "formats": list(row.formats)}


def _criterion(row: ScoringCriterion) -> Data:
    points = {"minimum": _plain(row.minimum), "maximum": _plain(row.maximum)}
    return {**_named(row), "text": row.text, **points, "anchors": [list(pair) for pair in row.anchors]}


def _of_chamber(pot: Pot) -> str:
    """The code of the pot's Chamber; empty for the common pool."""
    return pot.chamber.code if pot.chamber else ""


def _pot(pot: Pot) -> Data:
    provinces = sorted(place.province_id for place in pot.provinces.all())
    return {
        "chamber": _of_chamber(pot) or None,
        "label": pot.chamber.name if pot.chamber else "",
        "overbooking": _plain(pot.overbooking),
        "provinces": provinces,
    }


def _fund(fund: Fund) -> Data:
    return {
        "kind": fund.kind,
        "label": fund.label,
        "legal_act": fund.legal_act,
        "amount": _amount(fund.amount),
        "since": fund.act.version.number if fund.act else 1,
        "lines": [_line(line) for line in sorted(fund.lines.all(), key=lambda line: _of_chamber(line.pot))],
        "tranches": [_tranche(part) for part in fund.tranche_rules.all()],
    }


def _line(line: BudgetLine) -> Data:
    return {"chamber": _of_chamber(line.pot) or None, "endowment": _amount(line.endowment)}


def _tranche(part: TrancheRule) -> Data:
    shares = {"share": _plain(part.share), "progress": _plain(part.progress)}
    return {"kind": part.kind, **shares, "gate": part.gate, "due_on": _day(part.due_on)}


def _instant(value: datetime) -> str:
    return value.astimezone(ROME).isoformat()


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _amount(value: Decimal | None) -> str | None:
    """Euro with two places: «10000.00»."""
    return None if value is None else f"{cents(value):f}"


def _plain(value: Decimal) -> str:
    """A share of one, or points, without idle zeros: «0.7», «50»."""
    return f"{value.normalize():f}"
