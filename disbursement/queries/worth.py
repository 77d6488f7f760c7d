"""What accounts are worth: reported, admitted by the officer, counted under the caps, and the grant that follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from applications.models import Application, Expense
from applications.queries.estimates import held_by
from bando.domain.caps import Admitted, Cap, Shortfall, shortfalls
from bando.domain.contribution import Estimate, Terms, estimate, final_grant
from bando.queries.terms import caps_of, terms_of
from disbursement.domain.spending import Claim, admit_claims
from disbursement.models import Account, Spending


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
    rows = account.spendings.select_related("item").prefetch_related("cuts")
    units = _planned_units([application])[application.pk]
    found = admit_claims(_claims(rows, as_claimed, instead or {}), caps, units)
    terms, held = terms_of(application.measure, application.call_version), held_by(application)
    return FinalWorth(
        found,
        shortfalls(found, caps),
        terms,
        estimate(found.total, terms, held),
        final_grant(found.total, terms, application.grant.amount, held),
    )


def counted_in(accounts: Sequence[Account]) -> dict[int, tuple[Admitted, tuple[Cap, ...]]]:
    """Account → what counts of it with the cuts made so far, and the caps under which it does: three queries for all of them,
    and one for each version of the call that they were made under."""
    rows, caps = defaultdict(list), dict[tuple[int, int], tuple[Cap, ...]]()
    for row in Spending.objects.filter(account__in=accounts).select_related("item").prefetch_related("cuts"):
        rows[row.account_id].append(row)
    units, found = _planned_units([one.application for one in accounts]), {}
    for account in accounts:
        application = account.application
        terms = (application.call_id, application.call_version)
        if terms not in caps:
            caps[terms] = caps_of(application.call, application.call_version)
        admitted = admit_claims(_claims(rows[account.pk], False, {}), caps[terms], units[application.pk])
        found[account.pk] = (admitted, caps[terms])
    return found


def _claims(rows: Iterable[Spending], as_claimed: bool, instead: Mapping[int, Decimal]) -> list[Claim]:
    return [
        Claim(
            row.item.code if row.item else "", row.invoice_id, row.amount,
            row.amount if as_claimed else instead.get(row.pk, row.admitted),
        )
        for row in rows
    ]  # fmt: skip


def _planned_units(applications: Iterable[Application]) -> dict[int, dict[str, Decimal]]:
    """Application → item → how many units the project planned of it, where it counts them."""
    found: dict[int, dict[str, Decimal]] = {one.pk: {} for one in applications}
    rows = Expense.objects.filter(application__in=list(found)).exclude(units=None).order_by()
    for row in rows.values("application_id", "item__code").annotate(all=Sum("units")):
        found[row["application_id"]][row["item__code"]] = row["all"]
    return found
