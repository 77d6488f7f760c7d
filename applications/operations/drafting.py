"""Starts a draft and keeps what the firm types, without asking for completeness."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from accounts.models import User
from accounts.permissions import why_not_act_for
from applications.models import Application, Content, Expense
from applications.permissions import why_not_act
from applications.policies.drafting import (
    why_not_choose,
    why_not_draft,
    why_not_offered,
    why_not_spend,
    why_not_start,
    why_not_version,
)
from bando.domain.size import size_class
from bando.models import Call, ExpenseItem, Measure
from bando.queries.pots import pot_for
from bando.queries.terms import measures_of
from core.locks import Rung, lock, operation
from core.money import cents
from core.operations.recording import record
from core.refusals import require
from registry.models import Firm

SEAT = ("seat_province", "seat_municipality", "seat_address", "seat_to_be_opened")
FIGURES = (
    "staff", "turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "aid_received", "founded_on",
    "ateco_code", "ateco_version", "durc_issued_on", "durc_expires_on", "persons", "persons_declared",
)  # fmt: skip
PROJECT = ("title", "portfolio", "markets", "channels", "description")
WRITABLE = frozenset({*SEAT, *FIGURES, *PROJECT, "declarations"})


@operation
def start(*, call: Call, firm: Firm, by: User, at: datetime) -> Application:
    """The firm's draft for the call as it is in force: a new one, or the one it has already.

    The only measure is the firm's; with several, it chooses one later.
    """
    require(why_not_act_for(by, firm))
    existing = Application.objects.filter(call=call, firm=firm).first()
    require(why_not_start(call, existing, at=at))
    if existing is not None:
        return existing
    measures = list(measures_of(call))
    begun = {"measure": measures[0], "measure_chosen": len(measures) == 1, "call_version": call.version}
    # Two starts at once meet at the constraint; the second finds what the first has made.
    application, created = Application.objects.get_or_create(
        call=call, firm=firm, defaults={**begun, "started_at": at, "started_by": by}
    )
    if created:
        Content.objects.create(application=application)
        record(by=by, at=at, action="drafting.start", subject=application, data={"call": call.code, "firm": firm.tax_code})
    return application


@operation
def save(*, application: Application, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime) -> Content:
    """Write some fields of the content; `declarations` are added to those made. Refused if another save came in between.

    The Chamber follows from the province; `measure` is one that the size of the firm may choose. What does not change
    anything makes no new version.
    """
    fresh = open_draft(application=application, by=by, at=at)
    content = fresh.content
    require(why_not_version(content.version, expected_version))
    measure = changes.get("measure")
    changed = _apply(content, {name: value for name, value in changes.items() if name != "measure"})
    changed += _choose(fresh, content, measure) if measure is not None else []
    if not changed:
        return content
    content.version += 1
    content.save()
    if "seat_province" in changed:
        fresh.pot = pot_for(fresh.call, content.seat_province_id) if content.seat_province_id else None
        fresh.save(update_fields=["pot"])
    record(by=by, at=at, action="drafting.save", subject=fresh, data={"fields": changed, "version": content.version})
    return content


@operation
def add_expense(
    *,
    application: Application,
    item: ExpenseItem,
    description: str,
    supplier: str,
    amount: Decimal,
    units: Decimal | None = None,
    by: User,
    at: datetime,
) -> Expense:
    """Add one planned expense, euro net of VAT; `units` of an item that counts them."""
    fresh = open_draft(application=application, by=by, at=at)
    require(why_not_offered(fresh, item) or why_not_spend(item, amount, units))
    expense = Expense.objects.create(
        application=fresh,
        item=item,
        description=description,
        supplier=supplier,
        amount=cents(amount),
        units=units if item.unit else None,
    )
    data = {"item": item.code, "amount": str(expense.amount)}
    revise(application=fresh, action="drafting.add_expense", data=data, by=by, at=at)
    return expense


@operation
def remove_expense(*, expense: Expense, by: User, at: datetime) -> None:
    """Take one planned expense out of a draft."""
    fresh = open_draft(application=expense.application, by=by, at=at)
    data = {"item": expense.item.code, "amount": str(expense.amount)}
    if Expense.objects.filter(pk=expense.pk, application=fresh).delete()[0]:
        revise(application=fresh, action="drafting.remove_expense", data=data, by=by, at=at)


def open_draft(*, application: Application, by: User, at: datetime) -> Application:
    """The application locked and fresh, if the person may change it and it is still a draft."""
    (fresh,) = lock(Application.objects.filter(pk=application.pk), Rung.APPLICATION)
    require(why_not_act(by, fresh))
    require(why_not_draft(fresh, at=at))
    return fresh


def revise(*, application: Application, action: str, data: Mapping[str, str | int], by: User, at: datetime) -> None:
    """A version more, with its event: whatever was confirmed before has to be confirmed again."""
    Content.objects.filter(application=application).update(version=F("version") + 1)
    record(by=by, at=at, action=action, subject=application, data=dict(data))


def _apply(content: Content, changes: Mapping[str, Any]) -> list[str]:
    """Set the fields that differ; their names."""
    unknown = set(changes) - WRITABLE
    if unknown:
        raise ValueError(f"a draft has no field {sorted(unknown)}")
    values = dict(changes)
    if "declarations" in values:
        values["declarations"] = content.declarations | {code: bool(made) for code, made in values["declarations"].items()}
    changed = [name for name in sorted(values) if getattr(content, name) != values[name]]
    for name in changed:
        setattr(content, name, values[name])
    return changed


def _choose(application: Application, content: Content, measure: Measure) -> list[str]:
    """Put the application under a measure; the name of the field if that changes anything."""
    require(why_not_offered(application, measure))
    require(why_not_choose(measure, size_class(content.staff, content.turnover, content.balance_sheet)))
    if application.measure_chosen and application.measure_id == measure.pk:
        return []
    application.measure, application.measure_chosen = measure, True
    application.save(update_fields=["measure", "measure_chosen"])
    return ["measure"]
