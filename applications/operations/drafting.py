"""Starts a draft and keeps what the firm types, without asking for completeness."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import why_not_act_for
from applications.models import Application, Content, Expense
from applications.permissions import why_not_act
from applications.policies.drafting import why_not_draft, why_not_start, why_not_version
from bando.models import Call, ExpenseItem
from bando.queries.pots import pot_for
from core.locks import Rung, lock, operation
from core.money import cents
from core.operations.recording import record
from core.refusals import require
from registry.models import Firm

SEAT = ("seat_province", "seat_municipality", "seat_address", "seat_to_be_opened")
FIGURES = ("staff", "turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "aid_received")
PROJECT = ("title", "portfolio", "markets", "channels", "description")
WRITABLE = frozenset({*SEAT, *FIGURES, *PROJECT, "declarations"})


@operation
def start(*, call: Call, firm: Firm, by: User, at: datetime) -> Application:
    """The firm's draft for the call: a new one, or the one it has already."""
    require(why_not_act_for(by, firm))
    existing = Application.objects.filter(call=call, firm=firm).first()
    require(why_not_start(call, existing, at=at))
    if existing is not None:
        return existing
    # Two starts at once meet at the constraint; the second finds what the first has made.
    application, created = Application.objects.get_or_create(
        call=call, firm=firm, defaults={"measure": call.measures.earliest("order", "pk"), "started_at": at, "started_by": by}
    )
    if created:
        Content.objects.create(application=application)
        record(by=by, at=at, action="drafting.start", subject=application, data={"call": call.code, "firm": firm.tax_code})
    return application


@operation
def save(*, application: Application, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime) -> Content:
    """Write some fields of the content; `declarations` are added to those made. Refused if another save came in between.

    The Chamber follows from the province. What does not change anything makes no new version.
    """
    fresh = open_draft(application=application, by=by, at=at)
    content = fresh.content
    require(why_not_version(content.version, expected_version))
    changed = _apply(content, changes)
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
    *, application: Application, item: ExpenseItem, description: str, supplier: str, amount: Decimal, by: User, at: datetime
) -> Expense:
    """Add one planned expense, euro net of VAT."""
    fresh = open_draft(application=application, by=by, at=at)
    if item.call_id != fresh.call_id:
        require(_("Scegliete una voce di spesa di questo bando."))
    if amount <= 0:
        require(_("Indicate un importo maggiore di zero."))
    expense = Expense.objects.create(
        application=fresh, item=item, description=description, supplier=supplier, amount=cents(amount)
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
