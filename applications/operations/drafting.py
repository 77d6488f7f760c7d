"""Starts a draft and keeps what the firm types, without asking for completeness."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not_act_for
from applications.domain.merging import Clash, Mark, Seen, is_stale, marks_of
from applications.enums import State
from applications.models import Application, Content, Expense
from applications.permissions import why_not_prepare
from applications.policies.drafting import (
    why_not_choose,
    why_not_draft,
    why_not_offered,
    why_not_overwrite,
    why_not_spend,
    why_not_start,
)
from applications.queries.firm import size_of
from applications.queries.locked import locked_draft
from bando.models import Call, ExpenseItem, Measure
from bando.queries.pots import pot_for
from bando.queries.terms import measures_of
from core.locks import operation
from core.money import cents
from core.operations.recording import record
from core.refusals import Refused, require
from registry.models import Firm

SEAT = ("seat_province", "seat_municipality", "seat_address", "seat_to_be_opened")
FIGURES = (
    "staff", "turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "aid_received", "founded_on",
    "ateco_code", "ateco_version", "durc_issued_on", "durc_expires_on", "persons", "persons_declared",
)  # fmt: skip
PROJECT = ("title", "portfolio", "markets", "channels", "description")
WRITABLE = frozenset({*SEAT, *FIGURES, *PROJECT, "declarations", "measure"})
# Under this and its code stands the mark of each declaration.
DECLARATION = "declarations."


@operation
def start(*, call: Call, firm: Firm, by: User, at: datetime) -> Application:
    """The firm's draft for the call as it is in force: a new one, or the one it has already.

    The only measure is the firm's; with several, it chooses one later.
    """
    require(why_not_act_for(by, firm, Permission.PREPARE))
    live = Application.objects.exclude(state=State.WITHDRAWN)
    existing = live.filter(call=call, firm=firm).first()
    require(why_not_start(call, existing, at=at))
    if existing is not None:
        return existing
    measures = list(measures_of(call))
    begun = {"measure": measures[0], "measure_chosen": len(measures) == 1, "call_version": call.version}
    # Two starts at once meet at the constraint; the second finds what the first has made.
    application, created = live.get_or_create(call=call, firm=firm, defaults={**begun, "started_at": at, "started_by": by})
    if created:
        Content.objects.create(application=application)
        record(by=by, at=at, action="drafting.start", subject=application, data={"call": call.code, "firm": firm.tax_code})
    return application


class Stale(Refused):
    """Somebody else has changed some of the fields since: `clashes` says which, and what stands there. Nothing was written."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(why_not_overwrite([clash.name for clash in clashes]) or "")
        self.clashes = clashes


@operation
def save(
    *, application: Application, changes: Mapping[str, Any], expected_version: int | Seen, by: User, at: datetime
) -> Content:
    """Write some fields of the content; `declarations` are added to those made. What changes nothing makes no new version.

    Each field is judged by itself: `Stale`, and nothing is written, when one was changed after `expected_version` (a
    version for all the fields, or what was seen of each). The Chamber follows from the province; `measure` is one that
    the size of the firm may choose.
    """
    fresh = open_draft(application=application, by=by, at=at)
    content = fresh.content
    seen = expected_version if isinstance(expected_version, Seen) else Seen(expected_version)
    changed = _differing(fresh, changes)
    _require_seen(fresh, changed, seen)
    if not changed:
        return content
    _apply(fresh, changed)
    _mark(content, changed, seen, by, at)
    if "seat_province" in changed:
        fresh.pot = pot_for(fresh.call, content.seat_province_id) if content.seat_province_id else None
        fresh.save(update_fields=["pot"])
    data = {"fields": sorted(changed), "version": content.version}
    record(by=by, at=at, action="drafting.save", subject=fresh, data=data)
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


def open_draft(*, application: Application, by: User, at: datetime) -> Application:
    """The application locked and fresh, if the person may change it and it is still a draft."""
    return changeable(locked=locked_draft(application.pk), by=by, at=at)


def changeable(*, locked: Application, by: User, at: datetime) -> Application:
    """The same, of one that the caller has locked."""
    require(why_not_prepare(by, locked))
    require(why_not_draft(locked, at=at))
    return locked


def revise(*, application: Application, action: str, data: Mapping[str, str | int], by: User | None, at: datetime) -> None:
    """A version more, with its event: whatever was confirmed before has to be confirmed again."""
    Content.objects.filter(application=application).update(version=F("version") + 1)
    record(by=by, at=at, action=action, subject=application, data=dict(data))


def _differing(application: Application, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What the changes would change, by the name under which each field has its mark."""
    unknown = set(changes) - WRITABLE
    if unknown:
        raise ValueError(f"a draft has no field {sorted(unknown)}")
    wanted = {name: value for name, value in changes.items() if name != "declarations"}
    made = changes.get("declarations", {})
    wanted |= {f"{DECLARATION}{code}": bool(value) for code, value in made.items()}
    return {name: value for name, value in wanted.items() if _standing(application, name) != value}


def _standing(application: Application, name: str) -> Any:
    """What a field says now."""
    if name == "measure":
        return application.measure if application.measure_chosen else None
    if name.startswith(DECLARATION):
        return application.content.declarations.get(name.removeprefix(DECLARATION), False)
    return getattr(application.content, name)


def _require_seen(application: Application, names: Iterable[str], seen: Seen) -> None:
    marks = marks_of(application.content.field_versions)
    stale = [name for name in names if is_stale(name, marks.get(name), seen)]
    if stale:
        raise Stale([Clash(name, _standing(application, name), marks[name]) for name in sorted(stale)])


def _apply(application: Application, changed: Mapping[str, Any]) -> None:
    """The measure last: who may choose it follows from the figures."""
    content = application.content
    for name, value in changed.items():
        if name.startswith(DECLARATION):
            content.declarations[name.removeprefix(DECLARATION)] = value
        elif name != "measure":
            setattr(content, name, value)
    if "measure" in changed:
        _choose(application, changed["measure"])


def _mark(content: Content, changed: Iterable[str], seen: Seen, by: User, at: datetime) -> None:
    """A version more, and at each field which one it was."""
    content.version += 1
    mark = Mark(content.version, by.pk, at.isoformat(), seen.page, seen.turn).as_json()
    content.field_versions |= dict.fromkeys(changed, mark)
    columns = {"declarations" if name.startswith(DECLARATION) else name for name in changed} - {"measure"}
    content.save(update_fields=["version", "field_versions", *sorted(columns)])


def _choose(application: Application, measure: Measure) -> None:
    """Put the application under a measure."""
    require(why_not_offered(application, measure))
    require(why_not_choose(measure, size_of(application)))
    application.measure, application.measure_chosen = measure, True
    application.save(update_fields=["measure", "measure_chosen"])
