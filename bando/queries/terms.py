"""What the call promises and asks at one of its versions, as the domain wants it."""

from functools import partial
from typing import Any, TypeVar

from django.db.models import Manager, Prefetch, Q, QuerySet

from bando.domain.caps import Cap as CapTerms
from bando.domain.contribution import Component as ComponentTerms
from bando.domain.contribution import Terms
from bando.domain.rules.engine import Rule
from bando.enums import CapKind, ComponentKind, Phase
from bando.models import (
    Call,
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Measure,
    RequiredDocument,
    ScoringCriterion,
    Term,
    Window,
)
from core.queries.prepared import Prepared, PreparedRows

T = TypeVar("T", bound=Term)
# In the order of the domain's own.
RULE = ("pk", "code", "version", "kind", "parameters", "label", "message", "remedy", "legal_basis", "blocking")
CAP = ("code", "label", "kind", "items", "value", "of")
COMPONENT = ("code", "label", "kind", "value", "from_spend", "inside_cap", "condition")
# What no row has marks where the real ones go.
NOTHING, NO_VERSION = -101, 30_001


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


def documents_for(call: Call, phase: Phase, version: int | None = None) -> list[RequiredDocument]:
    """Those asked for in a phase."""
    return _documents[phase].rows(call.pk, _at(call, version))


def criteria_of(call: Call, version: int | None = None) -> QuerySet[ScoringCriterion]:
    """The scoring grid."""
    return in_force(call.scoringcriterions, _at(call, version))


def windows_of(call: Call, version: int | None = None) -> QuerySet[Window]:
    """The times in which applications are taken, first one first; none means from opening to closing without a break."""
    return in_force(call.windows, _at(call, version)).order_by("opens_at", "pk")


def caps_of(call: Call, version: int | None = None) -> tuple[CapTerms, ...]:
    """The limits on expense items, as `bando.domain.caps.admit` applies them."""
    return tuple(
        CapTerms(code, label, CapKind(kind), tuple(items), value, tuple(of))
        for code, label, kind, items, value, of in _caps.ask(call.pk, _at(call, version))
    )


def terms_of(measure: Measure, version: int | None = None) -> Terms:
    """What a measure promises at a version of its call (default: the one in force), as the domain computes with it."""
    known: Any = getattr(measure, "_prefetched_objects_cache", {}).get("components")
    if known is None:
        rows = _components.ask(measure.pk, measure.call.version if version is None else version)
    else:
        rows = [tuple(getattr(row, name) for name in COMPONENT) for row in known]
    return Terms(
        rate=measure.rate,
        minimum_spend=measure.minimum_spend,
        maximum_grant=measure.maximum_grant,
        maximum_spend=measure.maximum_spend,
        components=tuple(ComponentTerms(code, label, ComponentKind(kind), *more) for code, label, kind, *more in rows),
    )


def rule_of(row: EligibilityRule) -> Rule:
    """The row as the engine asks it."""
    return Rule(*(getattr(row, name) for name in RULE))


def rules_of(call: Call, version: int | None = None) -> list[Rule]:
    """All the rules of the call at a version, in the order of the call."""
    return [rule_of(row) for row in in_force(call.eligibilityrules, _at(call, version))]


def rules_for(call: Call, phase: Phase, version: int | None = None) -> list[Rule]:
    """The rules asked in a phase at a version, in the order of the call."""
    return [Rule(*row) for row in _rules[phase].ask(call.pk, _at(call, version))]


def _rules_in(phase: Phase, call: int, version: int) -> "QuerySet[EligibilityRule, tuple[Any, ...]]":
    rows = in_force(EligibilityRule.objects.filter(call=call), version)
    return rows.filter(phases__contains=[phase]).values_list(*RULE)


def _documents_in(phase: Phase, call: int, version: int) -> QuerySet[RequiredDocument]:
    return in_force(RequiredDocument.objects.filter(call=call), version).filter(phase=phase)


# What every page of a draft and every check asks. A phase is no value that marks a place: each has statements of its own.
_documents = {phase: PreparedRows(RequiredDocument, partial(_documents_in, phase), NOTHING, NO_VERSION) for phase in Phase}
_rules = {phase: Prepared(partial(_rules_in, phase), NOTHING, NO_VERSION) for phase in Phase}
_caps = Prepared(lambda call, at: in_force(Cap.objects.filter(call=call), at).values_list(*CAP), NOTHING, NO_VERSION)
_components = Prepared(
    lambda measure, at: in_force(Component.objects.filter(measure=measure), at).values_list(*COMPONENT), NOTHING, NO_VERSION
)
