"""What the call promises and asks, as the domain wants it."""

from bando.domain.contribution import Terms
from bando.domain.rules.engine import Rule
from bando.enums import Phase
from bando.models import Call, EligibilityRule, Measure


def terms_of(measure: Measure) -> Terms:
    """Rate, minimum spend and maximum grant of a measure."""
    return Terms(rate=measure.rate, minimum_spend=measure.minimum_spend, maximum_grant=measure.maximum_grant)


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


def rules_for(call: Call, phase: Phase) -> list[Rule]:
    """The rules asked in a phase, each in its latest version, in the order of the call."""
    latest: dict[str, EligibilityRule] = {}
    for row in call.eligibilityrules.order_by("version"):
        latest[row.code] = row
    asked = [row for row in latest.values() if phase in row.phases]
    return [rule_of(row) for row in sorted(asked, key=lambda row: (row.order, row.pk))]
