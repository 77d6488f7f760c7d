"""The applications of a call as they stood at an instant, each with what had happened to it by then; five queries in all.

Read from rows that are never changed (arrivals, transitions, verdicts, ranking entries, grants, settlements, payouts) and from
contents that are frozen when they are sent, so that the same instant gives the same rows whenever it is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from applications.enums import RankingOutcome, State, VerdictOutcome
from applications.models import Application, Arrival, Grant, RankingEntry, Verdict
from applications.queries.firm import firm_of, size_of
from applications.queries.granting import reference_of
from bando.enums import SizeClass
from bando.models import Call
from core.models import Transition
from core.money import ZERO
from disbursement.enums import AccountMove
from disbursement.models import Account, Payout, Settlement, Spending
from registry.enums import LegalForm
from reports.domain.privacy import masked
from reports.queries.asking import Asking

ROWS = (
    "application__firm_version",
    "application__pot__chamber",
    "application__content",
    "application__measure",
    "application__verdict",
    "application__grant__act",
    "application__account__settlement__payout__act",
)


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """One application at the instant: what had not happened yet is None (or zero)."""

    arrival: Arrival
    state: State
    asked_spend: Decimal
    asked_grant: Decimal
    claimed_spend: Decimal
    verdict: Verdict | None
    entry: RankingEntry | None
    grant: Grant | None
    has_sent_accounts: bool
    settlement: Settlement | None
    payout: Payout | None

    @property
    def application(self) -> Application:
        return self.arrival.application

    @property
    def firm(self) -> str:
        """Its name when the application was sent: what was reported stays so when the firm is renamed."""
        return firm_of(self.application).name

    @property
    def tax_code(self) -> str:
        """As it may be published: a person's is masked."""
        firm = firm_of(self.application)
        return masked(firm.tax_code, of_a_person=firm.legal_form == LegalForm.SOLE_TRADER)

    @property
    def province(self) -> str:
        return self.application.content.seat_province_id or ""

    @property
    def chamber(self) -> str:
        return str(self.application.pot)

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return reference_of(self.application)

    @property
    def size(self) -> SizeClass | None:
        return size_of(self.application)

    @property
    def is_admitted(self) -> bool:
        return self.verdict is not None and self.verdict.outcome == VerdictOutcome.ADMITTED

    @property
    def is_rejected(self) -> bool:
        return self.verdict is not None and self.verdict.outcome == VerdictOutcome.REJECTED

    @property
    def is_financed(self) -> bool:
        """Financed by an approved ranking, whatever became of it."""
        return self.entry is not None and self.entry.outcome == RankingOutcome.FINANCED


def dossiers(call: Call, as_of: datetime) -> list[Dossier]:
    """Every application that had arrived by `as_of` and had not been withdrawn by then, in order of arrival."""
    arrivals = Arrival.objects.filter(call=call, at__lte=as_of).select_related(*ROWS).order_by("number")
    states, entries = _states(call, as_of), _entries(call, as_of)
    claimed, grants = _claimed(call, as_of), Asking(call)
    return [
        _dossier(
            arrival,
            as_of,
            state=states.get(arrival.application_id, State.SUBMITTED),
            entry=entries.get(arrival.application_id),
            asked=grants.spend_of(arrival.application),
            asked_grant=grants.grant_of(arrival.application),
            claimed=claimed.get(arrival.application_id),
        )
        for arrival in arrivals
        if states.get(arrival.application_id) != State.WITHDRAWN
    ]


def _dossier(
    arrival: Arrival,
    as_of: datetime,
    *,
    state: State,
    entry: RankingEntry | None,
    asked: Decimal,
    asked_grant: Decimal,
    claimed: Decimal | None,
) -> Dossier:
    application = arrival.application
    verdict: Verdict | None = getattr(application, "verdict", None)
    grant: Grant | None = getattr(application, "grant", None)
    settlement: Settlement | None = getattr(getattr(application, "account", None), "settlement", None)
    payout: Payout | None = getattr(settlement, "payout", None)
    return Dossier(
        arrival=arrival,
        state=state,
        asked_spend=asked,
        asked_grant=asked_grant,
        claimed_spend=claimed or ZERO,
        verdict=verdict if verdict and verdict.at <= as_of else None,
        entry=entry,
        grant=grant if grant and grant.granted_at <= as_of else None,
        has_sent_accounts=claimed is not None,
        settlement=settlement if settlement and settlement.at <= as_of else None,
        payout=payout if payout and payout.at <= as_of else None,
    )


def _states(call: Call, as_of: datetime) -> dict[int, State]:
    """Application → the state that its last step by then led to."""
    of_call = Application.objects.filter(call=call).values("pk")
    steps = Transition.objects.filter(subject_type=Application._meta.label_lower, subject_id__in=of_call, at__lte=as_of)
    last = steps.order_by("subject_id", "-at", "-pk").distinct("subject_id")
    return {subject: State(target) for subject, target in last.values_list("subject_id", "target")}


def _entries(call: Call, as_of: datetime) -> dict[int, RankingEntry]:
    """Application → its place in the latest ranking that names it; who is not admitted has a verdict that says so."""
    placed = RankingEntry.objects.filter(ranking__call=call, position__isnull=False)
    rows = placed.filter(ranking__approved_at__lte=as_of).select_related("ranking__act")
    return {entry.application_id: entry for entry in rows.order_by("ranking__approved_at", "ranking", "pk")}


def _claimed(call: Call, as_of: datetime) -> dict[int, Decimal]:
    """Application → the spend that its accounts report, for those that had been sent by then."""
    sent = Transition.objects.filter(subject_type=Account._meta.label_lower, move=AccountMove.SEND, at__lte=as_of)
    rows = Spending.objects.filter(account__application__call=call, account__in=sent.values("subject_id"))
    return dict(rows.order_by().values_list("account__application_id").annotate(total=Sum("amount")))
