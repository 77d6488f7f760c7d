"""Many applications read at once for the rules: each thing in one query for all of them, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from applications.models import Application, Confirmation, Grant
from applications.queries.firm import firm_of
from applications.queries.reading import Reading
from applications.queries.rivals import NOT_SENT, elsewhere, standing_grants
from bando.enums import RuleKind
from registry.enums import Tie
from registry.models import FirmVersion, Relative

# What a reading looks at of the application itself, for `select_related`.
WITH = ("call", "content", "firm_version", "pot__chamber")
ELSEWHERE = frozenset({RuleKind.EARLIER_CALLS, RuleKind.YEARLY_CEILING})


class ReadWithOthers(Reading):
    """One of them: what was read for all is laid in, what was not is asked as ever."""

    standing: list[Grant] | None = None

    def grants(self, at: datetime) -> list[Grant]:
        return super().grants(at) if self.standing is None else elsewhere(self.application, self.standing)


def readings_of(applications: Sequence[Application], *, at: datetime, kinds: Collection[RuleKind]) -> list[Reading]:
    """One for each, in their order, with what rules of these kinds look at; they come with WITH, and have been sent."""
    words, others = _words_of(applications), _others_of(applications)
    linked = _linked_to(applications) if RuleKind.LINKED_FIRMS in kinds else None
    standing = _standing_of(applications, at) if ELSEWHERE & set(kinds) else None
    readings: list[Reading] = []
    for application in applications:
        reading = ReadWithOthers(application)
        reading.words, reading.others = words.get(application.pk, []), others[application.pk]
        if linked is not None:
            reading.linked = linked[application.pk]
        if standing is not None:
            reading.standing = standing.get(application.firm_id, [])
        readings.append(reading)
    return readings


def _words_of(applications: Sequence[Application]) -> Mapping[int, list[Confirmation]]:
    found = defaultdict(list)
    for row in Confirmation.objects.filter(application__in=[one.pk for one in applications]).order_by("pk"):
        found[row.application_id].append(row)
    return found


def _others_of(applications: Sequence[Application]) -> dict[int, int]:
    """Application → how many others its firm has sent to its call."""
    rows = Application.objects.filter(call__in=_calls(applications), firm__in={one.firm_id for one in applications})
    counted = rows.exclude(state__in=NOT_SENT).order_by().values_list("call", "firm").annotate(count=Count("pk"))
    sent = {(call, firm): count for call, firm, count in counted}
    return {one.pk: sent.get((one.call_id, one.firm_id), 0) - (one.state not in NOT_SENT) for one in applications}


def _linked_to(applications: Sequence[Application]) -> dict[int, int | None]:
    """Application → how many that firms tied to its own (`rivals.tied_firms`) have sent to its call; None: not known."""
    firms = {one.pk: firm_of(one) for one in applications}
    naming = defaultdict(set)
    rows = Relative.objects.filter(tie=Tie.LINKED, tax_code__in={firm.tax_code for firm in firms.values()})
    for code, firm_id in rows.values_list("tax_code", "firm_id"):
        naming[code].add(firm_id)
    known = {key: _names_of(firm, naming[firm.tax_code]) for key, firm in firms.items()}
    rivals = _rivals(_calls(applications), set().union(*known.values()))
    found: dict[int, int | None] = {}
    for one in applications:
        tied = set().union(*(rivals[one.call_id, name] for name in known[one.pk]))
        count = sum(firm_id != firms[one.pk].firm_id for _application, firm_id in tied)
        found[one.pk] = count if count or firms[one.pk].autonomous is not None else None
    return found


def _names_of(firm: FirmVersion, naming: Collection[int]) -> set[tuple[str, Any]]:
    """By what a firm tied to this one is known: its representative, its tax code, its key."""
    codes = [row["tax_code"] for row in firm.relatives if row["tie"] == Tie.LINKED and row["tax_code"]]
    return {
        ("representative", firm.representative_tax_code),
        *(("code", code) for code in codes),
        *(("firm", pk) for pk in naming),
    }


def _rivals(
    calls: Collection[int], names: Collection[tuple[str, Any]]
) -> Mapping[tuple[int, tuple[str, Any]], set[tuple[int, int]]]:
    """Call and name → the applications (with their firm) that were sent to the call by who has the name."""
    by = {kind: [value for name, value in names if name == kind] for kind in ("representative", "code", "firm")}
    tied = Q(firm__representative_tax_code__in=by["representative"]) | Q(firm__tax_code__in=by["code"]) | Q(firm__in=by["firm"])
    rows = Application.objects.filter(tied, call__in=calls).exclude(state__in=NOT_SENT).order_by("pk")
    found = defaultdict(set)
    for pk, call, firm, code, person in rows.values_list(
        "pk", "call_id", "firm_id", "firm__tax_code", "firm__representative_tax_code"
    ):
        for name in (("representative", person), ("code", code), ("firm", firm)):
            found[call, name].add((pk, firm))
    return found


def _standing_of(applications: Sequence[Application], at: datetime) -> Mapping[int, list[Grant]]:
    found = defaultdict(list)
    for grant in standing_grants({one.firm_id for one in applications}, at):
        found[grant.application.firm_id].append(grant)
    return found


def _calls(applications: Sequence[Application]) -> set[int]:
    return {one.call_id for one in applications}
