"""Changes what a firm is; what it was stays, as a version of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require
from registry.models import Firm, Relative
from registry.policies import why_not_edit, why_not_relate, why_not_stand_alone, why_not_version

EDITABLE = (
    "name", "representative_name", "representative_tax_code", "certified_email", "address", "municipality", "province", "iban",
)  # fmt: skip


@operation
def edit(*, firm: Firm, changes: Mapping[str, Any], expected_version: int, by: Model | None, at: datetime) -> Firm:
    """Write some of EDITABLE, identifiers as `identifiers.compact` leaves them; what changes nothing makes no version.

    Refused when somebody else has changed the firm since `expected_version`. Raises Refused.
    """
    fresh = _locked(firm)
    require(why_not_version(fresh.version, expected_version))
    changed = {name: changes[name] for name in EDITABLE if name in changes and getattr(fresh, name) != changes[name]}
    require(why_not_edit(changed))
    if changed:
        for name, value in changed.items():
            setattr(fresh, name, value)
        _renew(fresh, "editing.edit", {"fields": sorted(changed)}, by, at)
    return fresh


@operation
def relate(*, firm: Firm, relative: Mapping[str, Any], by: Model | None, at: datetime) -> Relative:
    """Add a partner or linked firm: name, country, tax_code, tie, share, staff, turnover, balance_sheet. Raises Refused."""
    fresh = _locked(firm)
    require(why_not_relate(fresh, relative))
    added = Relative.objects.create(firm=fresh, **relative)
    fresh.autonomous = False
    _renew(fresh, "editing.relate", {"relative": added.name, "tie": added.tie}, by, at)
    return added


@operation
def part(*, relative: Relative, by: Model | None, at: datetime) -> Firm:
    """Take a partner or linked firm off; gone already, nothing changes."""
    fresh = _locked(relative.firm)
    if Relative.objects.filter(pk=relative.pk).delete()[0]:
        if not fresh.relatives.exists():
            fresh.autonomous = None
        _renew(fresh, "editing.part", {"relative": relative.name}, by, at)
    return fresh


@operation
def stand_alone(*, firm: Firm, by: Model | None, at: datetime) -> Firm:
    """The firm says that no other hangs together with it. Raises Refused while it names some."""
    fresh = _locked(firm)
    require(why_not_stand_alone(fresh))
    if fresh.autonomous is not True:
        fresh.autonomous = True
        _renew(fresh, "editing.stand_alone", {}, by, at)
    return fresh


def _locked(firm: Firm) -> Firm:
    return lock(Firm.objects.filter(pk=firm.pk), Rung.FIRM)[0]


def _renew(firm: Firm, action: str, data: dict[str, Any], by: Model | None, at: datetime) -> None:
    """One version more: the database keeps the state, with the relatives as they are now."""
    firm.version += 1
    firm.changed_at = at
    firm.save()
    record(by=by, at=at, action=action, subject=firm, data={"version": firm.version} | data)
