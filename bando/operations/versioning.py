"""Gives a call the next version by act: opened, filled by who changes the call, sealed with the whole configuration.

Between `begin` and `seal`, in one transaction, the database lets rows of the published call end and new ones come; before
and after, nothing of it changes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from bando.models import Act, Call, Version
from bando.queries.snapshot import digest, snapshot
from core.locks import operation
from core.operations.recording import record


@operation
def begin(
    *, call: Call, act: Act, amendment: Call | None = None, in_force_at: datetime | None = None, by: User | None, at: datetime
) -> Version:
    """Open the version that `act` makes: the first of a call in preparation, the next one of a published call.

    The caller holds the call's queue. `amendment` is the draft whose differences are adopted; `in_force_at`, if it is not
    `at`, the instant from which the act says that things change.
    """
    number = 1 if call.published_at is None else call.version + 1
    return Version.objects.create(call=call, number=number, act=act, in_force_at=in_force_at or at, amendment=amendment)


@operation
def seal(*, version: Version, changes: Mapping[str, Any] | None = None, by: User | None, at: datetime) -> Version:
    """Take the call to `version`, with `changes` to its own fields, and keep its configuration with its digest, for good."""
    Call.objects.filter(pk=version.call_id).update(version=version.number, **(changes or {}))
    version.call.refresh_from_db()
    version.content = snapshot(version.call)
    version.sha256 = digest(version.content)
    version.save(update_fields=["content", "sha256"])
    data = {"version": version.number, "act": version.act_id, "sha256": version.sha256}
    record(by=by, at=at, action="versioning.seal", subject=version.call, data=data)
    return version
