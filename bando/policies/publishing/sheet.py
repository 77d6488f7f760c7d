"""The whole configuration of a call, read at once: so many queries for a small call as for a large one."""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings

from bando.domain.rules.parameters import Asks, Ateco, BadParameters, EarlierCalls, YearlyCeiling, parse
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
    RequiredDocument,
    ScoringCriterion,
    TrancheRule,
    Window,
)
from registry.models import Activity, Province


@dataclass
class Sheet:
    """A call and all that hangs on it, as it stands; the checks look at nothing else."""

    call: Call
    windows: list[Window] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    items: list[ExpenseItem] = field(default_factory=list)
    caps: list[Cap] = field(default_factory=list)
    rules: list[EligibilityRule] = field(default_factory=list)
    documents: list[RequiredDocument] = field(default_factory=list)
    criteria: list[ScoringCriterion] = field(default_factory=list)
    pots: list[Pot] = field(default_factory=list)
    provinces: list[PotProvince] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)
    lines: list[BudgetLine] = field(default_factory=list)
    tranches: list[TrancheRule] = field(default_factory=list)
    # Names of the provinces of Lombardy, by sign.
    lombardy: dict[str, str] = field(default_factory=dict)
    # Codes of calls that exist, of those that rules name.
    calls: frozenset[str] = frozenset()
    # Pairs (version, code) of ATECO codes that exist, of those that rules name; and the versions of which the list is loaded.
    activities: frozenset[tuple[str, str]] = frozenset()
    ateco_versions: frozenset[str] = frozenset()
    # Whether the portal was told who may issue certificates for signing.
    trusts_providers: bool = False

    @cached_property
    def asked(self) -> list[tuple[EligibilityRule, Asks]]:
        """Each rule whose parameters can be read, with them."""
        found = []
        for rule in self.rules:
            try:
                found.append((rule, parse(rule.kind, rule.parameters)))
            except BadParameters:
                continue
        return found

    @cached_property
    def declarations(self) -> set[str]:
        """The codes of what a firm declares."""
        return {asks.declares for _rule, asks in self.asked} - {""}


def read(call: Call) -> Sheet:
    """The rows of the call that are in force (all of them, in a call in preparation)."""
    sheet = Sheet(
        call=call,
        windows=list(call.windows.filter(until=None).order_by("opens_at", "pk")),
        measures=list(call.measures.filter(until=None)),
        components=list(call.components.filter(until=None)),
        items=list(call.expenseitems.filter(until=None)),
        caps=list(call.caps.filter(until=None)),
        rules=list(call.eligibilityrules.filter(until=None)),
        documents=list(call.requireddocuments.filter(until=None)),
        criteria=list(call.scoringcriterions.filter(until=None)),
        pots=list(call.pots.select_related("chamber")),
        provinces=list(call.pot_provinces.all()),
        funds=list(call.funds.all()),
        lines=list(BudgetLine.objects.filter(fund__call=call)),
        tranches=list(TrancheRule.objects.filter(fund__call=call)),
        trusts_providers=bool(settings.PORTAL_TRUST_ANCHORS),
        lombardy=dict(Province.objects.filter(in_lombardy=True).values_list("code", "name")),
    )
    measures = {measure.pk: measure for measure in sheet.measures}
    for component in sheet.components:
        component.measure = measures[component.measure_id]
    _look_up(sheet)
    return sheet


def _look_up(sheet: Sheet) -> None:
    """What the rules name outside the call: other calls, ATECO codes."""
    calls: set[str] = set()
    codes: set[str] = set()
    versions: set[str] = set()
    for _rule, asks in sheet.asked:
        match asks:
            case EarlierCalls() | YearlyCeiling():
                calls.update(asks.calls)
            case Ateco():
                versions.add(asks.version)
                codes.update(asks.include + asks.exclude)
    if calls:
        sheet.calls = frozenset(Call.objects.filter(code__in=calls).values_list("code", flat=True))
    if codes:
        loaded = Activity.objects.filter(version__in=versions)
        sheet.ateco_versions = frozenset(loaded.order_by().values_list("version", flat=True).distinct())
        sheet.activities = frozenset(loaded.filter(code__in=codes).values_list("version", "code"))
