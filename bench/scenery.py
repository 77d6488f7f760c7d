"""A published call open now, and confirmed drafts ready to be sent, in bulk: what is measured starts after them."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from accounts.enums import Basis
from accounts.models import Membership, RepresentativeDeclaration, User
from applications.domain.chain import leaf_of
from applications.models import Application, Content, Snapshot
from bando.models import Call
from demo.calls import Window, make_call
from demo.cast import Cast, gather
from demo.firms import vat_number
from demo.walking import Walk
from registry.models import Firm, Province


def a_call_open_now(code: str = "BENCH") -> tuple[Call, Cast]:
    """The call of 2020, opened yesterday, with its cast."""
    now = timezone.now()
    cast = gather(now)
    window = Window(opens=-2, closes=5, spend_until=100, accounts_due=120)
    return make_call(code=code, title="Bando", what="misura", window=window, cast=cast, now=now), cast


def confirmed_drafts(call: Call, cast: Cast, *, count: int, first: int = 1000) -> list[Application]:
    """Drafts as they stand after «Conferma i dati», of firms numbered from `first`."""
    now = timezone.now()
    walk = Walk(call, cast, random.Random(7))  # noqa: S311 (a repeatable measurement)
    model = walk.draft(cast.firms[0], at=now - timedelta(days=1))
    # One person a firm, as in life: somebody who acts for a thousand firms would be measured for reading a thousand roles.
    users = User.objects.bulk_create(_a_sender(serial, now) for serial in range(first, first + count))
    firms = Firm.objects.bulk_create(_firm(serial, now) for serial in range(first, first + count))
    pairs = list(zip(users, firms, strict=True))
    declared = RepresentativeDeclaration.objects.bulk_create(
        RepresentativeDeclaration(user=user, firm=firm, basis=Basis.DECLARED, text_version=1, at=now, by=user)
        for user, firm in pairs
    )
    Membership.objects.bulk_create(
        Membership(user=user, role="representative", firm=firm, since_at=now, declaration=said)
        for (user, firm), said in zip(pairs, declared, strict=True)
    )
    drafts = Application.objects.bulk_create(
        Application(
            call=call,
            firm=firm,
            measure=model.measure,
            pot=call.pots.first(),
            started_at=now,
            started_by=users[index],
            confirmed_at=now,
        )
        for index, firm in enumerate(firms)
    )
    Content.objects.bulk_create(Content(application=draft) for draft in drafts)
    snapshots = Snapshot.objects.bulk_create(_confirmed(draft, now) for draft in drafts)
    for draft, snapshot in zip(drafts, snapshots, strict=True):
        draft.snapshot = snapshot
    Application.objects.bulk_update(drafts, ["snapshot"], batch_size=1000)
    return list(Application.objects.filter(pk__in=[draft.pk for draft in drafts]).select_related("call", "firm", "started_by"))


def complete_drafts(call: Call, cast: Cast, *, count: int) -> list[Application]:
    """Drafts that lack nothing but the check, filled in as people do; one firm each."""
    now = timezone.now()
    walk = Walk(call, cast, random.Random(8))  # noqa: S311 (a repeatable measurement)
    firms = [firm for firm in cast.firms[1:] if not firm.applications.filter(call=call).exists()]
    drafts = [walk.draft(firm, at=now - timedelta(hours=1)) for firm in firms[:count]]
    assert len(drafts) == count, "too few firms for so many drafts"
    return list(Application.objects.filter(pk__in=[d.pk for d in drafts]).select_related("call", "firm", "started_by"))


def _confirmed(draft: Application, now: datetime) -> Snapshot:
    """What the sending looks at of a confirmed content; no rule and no page reads the rest here."""
    content = f'{{"draft":{draft.pk}}}'
    digest, salt = sha256(content.encode()).hexdigest(), f"{draft.pk:064x}"
    return Snapshot(
        application=draft, version=1, call_version=draft.call_version, content=content, digest=digest, salt=salt,
        leaf=leaf_of(digest, salt), grant=Decimal("10000.00"), at=now, by_id=draft.started_by_id,
    )  # fmt: skip


def arrivals_before(call: Call, *, count: int) -> None:
    """So many arrivals that are only there to be many: nothing stands behind them, and no trigger or foreign key is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            """INSERT INTO applications_arrival (call_id, application_id, number, received_at, at, digest, leaf, previous_hash,
                                                 hash, key, sent_by_id)
               SELECT %s, -(%s * 1000000 + n), n, now(), now() - interval '1 day' + n * interval '1 millisecond',
                      repeat('0', 64), repeat('0', 64), repeat('0', 64), repeat('0', 64), gen_random_uuid(), 1
                 FROM generate_series(1, %s) AS n""",
            [call.pk, call.pk, count],
        )
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE applications_arrival")


def _a_sender(serial: int, now: datetime) -> User:
    return User(email=f"bench{serial}@demo.example", name="Chi invia", password=make_password(None), date_joined=now)


def _firm(serial: int, now: datetime) -> Firm:
    vat = vat_number(serial)
    return Firm(
        tax_code=vat,
        vat_number=vat,
        name=f"Impresa {serial}",
        representative_name="A B",
        representative_tax_code="RSSMRA80A01F205X",
        certified_email=f"{serial}@pec.demo.example",
        address="Via Roma 1",
        municipality="Milano",
        province=Province.objects.get_or_create(code="MI")[0],
        registered_at=now,
    )
