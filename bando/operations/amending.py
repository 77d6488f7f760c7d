"""Changes a published call by act: puts off, suspends, resumes, closes, reopens it, adopts an amendment, concludes it.

Each act but the conclusion makes a version. Windows are rows of the call like any other: those that an act changes end,
others come; `opens_at` and `closes_at` of the call follow, so that they always span its windows.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

from accounts.models import User
from bando import permissions
from bando.domain.windows import Span, Spans, ended, extended, kept, suspended, with_one_more
from bando.enums import ActKind
from bando.models import Act, Attachment, Call, Version
from bando.models.situation import situation_of
from bando.operations import acts, replacing, versioning
from bando.policies import amending as amendments
from bando.policies import steering as policies
from bando.queries.versions import of_amendment
from core.locks import operation, queue_lock
from core.operations.recording import record
from core.refusals import require

ROME = ZoneInfo("Europe/Rome")
# What of a call no amendment takes over.
KEPT = frozenset({"id", "code", "slug", "procedure", "published_at", "version", "amends", "rehearsal"})


class Signed(TypedDict):
    """What an act is known by: its number and day, who issued and who signed it."""

    number: str
    issued_on: date
    issuer: str
    signer: str


@operation
def extend(
    *,
    call: Call,
    closes_at: datetime | None = None,
    spend_until_on: date | None = None,
    paid_until_on: date | None = None,
    project_until_on: date | None = None,
    accounts_due_on: date | None = None,
    by: User,
    at: datetime,
    **act: Unpack[Signed],
) -> Version:
    """Put off the closing (before it has come), or days of expenses and accounts; None leaves as it is. Raises Refused."""
    call = _taken(call, ActKind.EXTENSION, by)
    days = {
        "spend_until_on": spend_until_on,
        "paid_until_on": paid_until_on,
        "project_until_on": project_until_on,
        "accounts_due_on": accounts_due_on,
    }
    require(policies.why_not_extend(call, closes_at=closes_at, days=days, at=at))
    spans = extended(situation_of(call).spans, closes_at) if closes_at else None
    changes = {name: value for name, value in days.items() if value is not None}
    until = f" al {_on_the_clock(closes_at)}" if closes_at else " dei termini"
    return _change(call, ActKind.EXTENSION, f"Proroga{until}", act, spans=spans, changes=changes, by=by, at=at)


@operation
def suspend(*, call: Call, from_at: datetime | None = None, by: User, at: datetime, **act: Unpack[Signed]) -> Version:
    """Take no applications after `from_at` (None: from now), until another act; the running window ends there. Raises Refused."""
    call = _taken(call, ActKind.SUSPENSION, by)
    require(policies.why_not_suspend(call, from_at=from_at, at=at))
    since = from_at or at
    spans = suspended(situation_of(call).spans, since)
    subject = f"Sospensione dal {_on_the_clock(since)}"
    return _change(call, ActKind.SUSPENSION, subject, act, spans=spans, in_force_at=since, by=by, at=at)


@operation
def resume(
    *, call: Call, closes_at: datetime, opens_at: datetime | None = None, by: User, at: datetime, **act: Unpack[Signed]
) -> Version:
    """End a suspension: a window from `opens_at` (None: now) to `closes_at` replaces those planned until then. Raises Refused."""
    call = _taken(call, ActKind.RESUMPTION, by)
    require(policies.why_not_resume(call, at=at))
    now, opens = situation_of(call), opens_at or at
    others = kept(now.spans, now.suspended_from_at or at, closes_at)
    require(policies.why_not_window(others, opens_at=opens, closes_at=closes_at, at=at))
    spans = with_one_more(others, Span(opens, closes_at, label="Ripresa"))
    subject = f"Ripresa dal {_on_the_clock(opens)}"
    return _change(call, ActKind.RESUMPTION, subject, act, spans=spans, in_force_at=opens, by=by, at=at)


@operation
def close(*, call: Call, closes_at: datetime | None = None, by: User, at: datetime, **act: Unpack[Signed]) -> Version:
    """Close before the time, at `closes_at` (None: now), suspended or not. Raises Refused."""
    call = _taken(call, ActKind.CLOSURE, by)
    require(policies.why_not_close(call, closes_at=closes_at, at=at))
    end = closes_at or at
    spans = ended(situation_of(call).spans, end)
    return _change(
        call, ActKind.CLOSURE, f"Chiusura anticipata al {_on_the_clock(end)}", act, spans=spans, in_force_at=end, by=by, at=at
    )


@operation
def reopen(
    *, call: Call, closes_at: datetime, opens_at: datetime | None = None, by: User, at: datetime, **act: Unpack[Signed]
) -> Version:
    """One more window for a call that has closed and was not decided, from `opens_at` (None: now). Raises Refused."""
    call = _taken(call, ActKind.REOPENING, by)
    require(policies.why_not_reopen(call, at=at))
    others, opens = situation_of(call).spans, opens_at or at
    require(policies.why_not_window(others, opens_at=opens, closes_at=closes_at, at=at))
    spans = with_one_more(others, Span(opens, closes_at, label="Riapertura"))
    subject = f"Riapertura dal {_on_the_clock(opens)}"
    return _change(call, ActKind.REOPENING, subject, act, spans=spans, in_force_at=opens, by=by, at=at)


@operation
def amend(*, draft: Call, by: User, at: datetime, **act: Unpack[Signed]) -> Version:
    """Adopt the draft of an amendment: the call takes its texts, dates and terms; rows that stay the same are untouched.

    Rows that change end with the last version and others come under the same codes; money is not touched. Files added to
    the draft pass to the call. Raises Refused.
    """
    parent = draft.amends
    if parent is None:
        require(amendments.why_not_amend(draft, [], at=at))
        raise ValueError("a call that amends nothing is refused above")
    parent = _taken(parent, ActKind.AMENDMENT, by)
    draft = Call.objects.get(pk=draft.pk)
    require(amendments.why_not_amend(draft, of_amendment(draft), at=at))
    named = acts.adopt(
        call=parent, kind=ActKind.AMENDMENT, subject=f"Modifica del bando «{draft.title}»"[:250], by=by, at=at, **act
    )
    version = versioning.begin(call=parent, act=named, amendment=draft, by=by, at=at)
    replacing.adopt(version=version, draft=draft, by=by, at=at)
    Attachment.objects.filter(call=draft).update(call=parent)
    return _sealed(version, _taken_over(parent, draft), by=by, at=at)


@operation
def conclude(*, call: Call, by: User, at: datetime, **act: Unpack[Signed]) -> Act:
    """Declare the procedure concluded: from here on no act changes the call. Raises Refused."""
    call = _taken(call, ActKind.CONCLUSION, by)
    require(policies.why_not_conclude(call, at=at))
    subject = f"Conclusione del procedimento del bando «{call.title}»"[:250]
    done = acts.adopt(call=call, kind=ActKind.CONCLUSION, subject=subject, by=by, at=at, **act)
    record(by=by, at=at, action="amending.conclude", subject=call, data={"act": done.pk, "number": done.number})
    return done


def _taken(call: Call, kind: ActKind, by: User) -> Call:
    """The call read anew, its queue held until the end: nobody sends while its windows change."""
    require(permissions.why_not_adopt(by, kind))
    queue_lock(f"call:{call.pk}")
    return Call.objects.get(pk=call.pk)


def _change(
    call: Call,
    kind: ActKind,
    subject: str,
    act: Signed,
    *,
    spans: Spans | None = None,
    changes: Mapping[str, Any] | None = None,
    in_force_at: datetime | None = None,
    by: User,
    at: datetime,
) -> Version:
    """A version by act: its windows are `spans` (None: as they are), its own fields take `changes`."""
    named = acts.adopt(call=call, kind=kind, subject=subject, by=by, at=at, **act)
    version = versioning.begin(call=call, act=named, in_force_at=in_force_at, by=by, at=at)
    envelope = replacing.place(version=version, spans=spans, by=by, at=at) if spans else {}
    return _sealed(version, {**envelope, **(changes or {})}, by=by, at=at)


def _sealed(version: Version, changes: Mapping[str, Any], *, by: User, at: datetime) -> Version:
    versioning.seal(version=version, changes=changes, by=by, at=at)
    data = {"act": version.act_id, "version": version.number, "changes": {name: str(value) for name, value in changes.items()}}
    record(by=by, at=at, action=f"amending.{version.act.kind}", subject=version.call, data=data)
    return version


def _taken_over(parent: Call, draft: Call) -> dict[str, Any]:
    columns = [field.attname for field in Call._meta.concrete_fields if field.name not in KEPT]
    return {name: getattr(draft, name) for name in columns if getattr(draft, name) != getattr(parent, name)}


def _on_the_clock(value: datetime) -> str:
    """For the subject of an act, which is Italian whoever records it."""
    return f"{value.astimezone(ROME):%d/%m/%Y, ore %H:%M}"
