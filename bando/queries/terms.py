"""What the call promises and asks at one of its versions, as the domain wants it."""

from typing import Any, TypeVar

from django.db.models import Manager, Prefetch, Q, QuerySet

from bando.domain.caps import Cap as CapTerms
from bando.domain.contribution import Component as ComponentTerms
from bando.domain.contribution import Terms
from bando.domain.rules.engine import Rule
from bando.enums import CapKind, ComponentKind, Phase
from bando.models import Call, Component, EligibilityRule, ExpenseItem, Measure, RequiredDocument, ScoringCriterion, Term, Window

T = TypeVar("T", bound=Term)


def in_force(rows: "Manager[T] | QuerySet[T]", version: int) -> QuerySet[T]:
    """Those of `rows` that hold at a version of their call, in the order of the call."""
    return rows.filter(Q(until=None) | Q(until__gte=version), since__lte=version)


def _at(call: Call, version: int | None) -> int:
    return call.version if version is None else version


def measures_of(call: Call, version: int | None = None) -> QuerySet[Measure]:
    """The measures of the call at a version (default: the one in force), each with its components."""
    at = _at(call, version)
    components = Prefetch("components", in_force(Component.objects.all(), at))
    return in_force(call.measures, at).prefetch_related(components)


def items_of(call: Call, version: int | None = None) -> QuerySet[ExpenseItem]:
    """The expense items that the call admits."""
    return in_force(call.expenseitems, _at(call, version))


def documents_of(call: Call, version: int | None = None) -> QuerySet[RequiredDocument]:
    """The documents that the call asks for."""
    return in_force(call.requireddocuments, _at(call, version))


def criteria_of(call: Call, version: int | None = None) -> QuerySet[ScoringCriterion]:
    """The scoring grid."""
    return in_force(call.scoringcriterions, _at(call, version))


def windows_of(call: Call, version: int | None = None) -> QuerySet[Window]:
    """The times in which applications are taken, first one first; none means from opening to closing without a break."""
    return in_force(call.windows, _at(call, version)).order_by("opens_at", "pk")


def caps_of(call: Call, version: int | None = None) -> tuple[CapTerms, ...]:
    """The limits on expense items, as `bando.domain.caps.admit` applies them."""
    return tuple(
        CapTerms(
            code=row.code, label=row.label, kind=CapKind(row.kind), items=tuple(row.items), value=row.value, of=tuple(row.of)
        )
        for row in in_force(call.caps, _at(call, version))
    )


def terms_of(measure: Measure, version: int | None = None) -> Terms:
    """What a measure promises at a version of its call (default: the one in force), as the domain computes with it."""
    known: Any = getattr(measure, "_prefetched_objects_cache", {}).get("components")
    if known is None:
        known = in_force(measure.components, _at(measure.call, version))
    return Terms(
        rate=measure.rate,
        minimum_spend=measure.minimum_spend,
        maximum_grant=measure.maximum_grant,
        maximum_spend=measure.maximum_spend,
        components=tuple(_component(row) for row in known),
    )


def _component(row: Component) -> ComponentTerms:
    return ComponentTerms(
        code=row.code,
        label=row.label,
        kind=ComponentKind(row.kind),
        value=row.value,
        from_spend=row.from_spend,
        inside_cap=row.inside_cap,
        condition=row.condition,
    )


def rule_of(row: EligibilityRule) -> Rule:
    """The row as the engine asks it."""
    return Rule(
        id=row.pk,
        code=row.code,
        version=row.version,
        kind=row.kind,
        parameters=row.parameters,
        label=row.label,
        message=row.message,
        remedy=row.remedy,
        legal_basis=row.legal_basis,
        blocking=row.blocking,
    )


def rules_of(call: Call, version: int | None = None) -> list[Rule]:
    """All the rules of the call at a version, in the order of the call."""
    return [rule_of(row) for row in in_force(call.eligibilityrules, _at(call, version))]


def rules_for(call: Call, phase: Phase, version: int | None = None) -> list[Rule]:
    """The rules asked in a phase at a version, in the order of the call."""
    asked = in_force(call.eligibilityrules, _at(call, version)).filter(phases__contains=[phase])
    return [rule_of(row) for row in asked]
