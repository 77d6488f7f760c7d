"""What the applications of a call ask for, as they were sent: spend as planned, and the grant under caps and bonuses."""

from decimal import Decimal

from applications.models import Application, Expense
from bando.domain.caps import Cap, Line, admit
from bando.domain.contribution import Terms, estimate
from bando.models import Call, Measure
from bando.queries.terms import caps_of, terms_of
from core.money import ZERO


class Asking:
    """Reads the planned expenses of a call once; terms and caps once for each version that applications were made under.

    Expects applications with their measure and content. The firm's own word counts for bonuses: what officers found
    later is in the verdict.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self._lines: dict[int, list[Line]] = {}
        rows = Expense.objects.filter(application__call=call, application__arrival__isnull=False).order_by("pk")
        for application_id, item, amount, units in rows.values_list("application_id", "item__code", "amount", "units"):
            self._lines.setdefault(application_id, []).append(Line(item, amount, units))
        self._caps: dict[int, tuple[Cap, ...]] = {}
        self._terms: dict[tuple[int, int], Terms] = {}

    def spend_of(self, application: Application) -> Decimal:
        """Planned, net of VAT, in euro."""
        return sum((line.amount for line in self._of(application)), ZERO)

    def grant_of(self, application: Application) -> Decimal:
        """The grant that the plan would give, in euro."""
        version = application.call_version
        caps = self._caps.get(version)
        if caps is None:
            caps = self._caps[version] = caps_of(self._call, version)
        held = frozenset(code for code, made in application.content.declarations.items() if made)
        return estimate(admit(self._of(application), caps).total, self._terms_of(application.measure, version), held).grant

    def _of(self, application: Application) -> list[Line]:
        return self._lines.get(application.pk, [])

    def _terms_of(self, measure: Measure, version: int) -> Terms:
        key = (measure.pk, version)
        if key not in self._terms:
            self._terms[key] = terms_of(measure, version)
        return self._terms[key]
