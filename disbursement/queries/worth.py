"""What accounts are worth: reported, admitted by the officer, counted under the caps, and the grant that follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from applications.models import Application
from applications.queries.estimates import held_by
from bando.domain.caps import Admitted, Shortfall, shortfalls
from bando.domain.contribution import Estimate, Terms, estimate, final_grant
from bando.queries.terms import caps_of, terms_of
from disbursement.domain.spending import Claim, admit_claims
from disbursement.models import Account


@dataclass(frozen=True)
class FinalWorth:
    """`found.total` is the spend that counts; `final` is what is due, never more than was granted."""

    found: Admitted
    shortfalls: list[Shortfall]
    terms: Terms
    estimate: Estimate
    final: Decimal


def worth_of(account: Account, *, as_claimed: bool = False, instead: Mapping[int, Decimal] | None = None) -> FinalWorth:
    """With the cuts made so far, or `as_claimed`; at the version of the call that the application is made under.

    `instead`: line → what would be admitted of it, for a cut that nobody has made yet.
    """
    application = account.application
    caps = caps_of(application.call, application.call_version)
    found = admit_claims(_claims(account, as_claimed, instead or {}), caps, _planned_units(application))
    terms, held = terms_of(application.measure, application.call_version), held_by(application)
    return FinalWorth(
        found,
        shortfalls(found, caps),
        terms,
        estimate(found.total, terms, held),
        final_grant(found.total, terms, application.grant.amount, held),
    )


def _claims(account: Account, as_claimed: bool, instead: Mapping[int, Decimal]) -> list[Claim]:
    rows = account.spendings.select_related("item").prefetch_related("cuts")
    return [
        Claim(
            row.item.code if row.item else "", row.invoice_id, row.amount,
            row.amount if as_claimed else instead.get(row.pk, row.admitted),
        )
        for row in rows
    ]  # fmt: skip


def _planned_units(application: Application) -> dict[str, Decimal]:
    """Item → how many units the project planned of it, where it counts them."""
    rows = application.expenses.exclude(units=None).values("item__code").annotate(all=Sum("units")).order_by()
    return {row["item__code"]: row["all"] for row in rows}
