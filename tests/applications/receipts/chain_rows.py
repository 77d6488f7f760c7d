"""A call with many arrivals, each taken by the database's own function, without the price of filling each application."""

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

from applications.domain.chain import leaf_of
from applications.models import Application, Content, Snapshot
from applications.operations import submitting
from bando.models import Call
from tests.factories import NOON, a_firm, a_representative


def a_confirmed_draft(call: Call) -> Application:
    firm = a_firm()
    by = a_representative(firm)
    draft = Application.objects.create(
        call=call,
        firm=firm,
        measure=call.measures.get(),
        pot=call.pots.first(),
        started_at=NOON,
        started_by=by,
        confirmed_at=NOON,
    )
    Content.objects.create(application=draft)
    content = f'{{"firm":"{firm.name}","format":"portale-bandi application 3"}}'
    digest, salt = sha256(content.encode()).hexdigest(), f"{draft.pk:064x}"
    kept = Snapshot.objects.create(
        application=draft, version=1, call_version=draft.call_version, content=content, digest=digest, salt=salt,
        leaf=leaf_of(digest, salt), grant=Decimal("1000.00"), at=NOON, by=by,
    )  # fmt: skip
    Application.objects.filter(pk=draft.pk).update(snapshot=kept)
    return Application.objects.select_related("call", "firm", "started_by").get(pk=draft.pk)


def arrivals_in(call: Call, count: int) -> list[Application]:
    """Sent one after the other, a second apart."""
    sent = [a_confirmed_draft(call) for _each in range(count)]
    for number, draft in enumerate(sent, 1):
        plays_at = NOON + timedelta(seconds=number, microseconds=number)
        submitting.submit(application=draft, key=uuid4(), by=draft.started_by, at=NOON, plays_at=plays_at)
    return sent
