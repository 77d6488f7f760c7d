"""Sets the scene by the portal's own operations: a call that is open now, the people who work on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pgtrigger
from django.utils import timezone

from accounts.models import User
from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from bando.adapters import packaged
from bando.models import Call
from bando.operations import configuring, publishing
from registry.models import Chamber

PASSWORD = "una-parola-molto-lunga"
MILAN = "mi-mb-lo"
BEGUN = timedelta(days=10)
# Part in this play: role, Chamber, name.
STAFF = {
    "officer": ("officer", MILAN, "Irene Istruttore"),
    "rup": ("chamber_director", MILAN, "Roberto Dirigente"),
    "first evaluator": ("evaluator", "", "Elisa Valutatrice"),
    "second evaluator": ("evaluator", "", "Ettore Valutatore"),
    "operator": ("operator", "", "Olga Operatrice"),
    "director": ("director", "", "Diana Direttrice"),
}


@dataclass(frozen=True)
class Scene:
    """A published call and its staff, by the part they play."""

    call: Call
    staff: dict[str, User]


def email_of(part: str) -> str:
    return f"{part.replace(' ', '.')}@journey.example"


def hire(at: datetime) -> dict[str, User]:
    """Everybody of STAFF, with one password."""
    hired = {}
    for part, (role, chamber, name) in STAFF.items():
        user = enrol(email=email_of(part), name=name, password=PASSWORD, by=None, at=at)
        place = Chamber.objects.get(code=chamber) if chamber else None
        appoint(user=user, role=role, chamber=place, by=None, at=at)
        hired[part] = user
    return hired


def dates(now: datetime) -> configuring.Dates:
    """Days of a call that is open `now`; spending begins on the day of its publication."""
    return configuring.Dates(
        draft_from_at=now - BEGUN + timedelta(hours=1),
        opens_at=now - timedelta(days=7),
        closes_at=now + timedelta(days=30),
        spend_from_on=(now - BEGUN).date(),
        spend_until_on=(now + timedelta(days=200)).date(),
        accounts_due_on=(now + timedelta(days=260)).date(),
    )


def open_call(staff: dict[str, User], *, slug: str = "ecommerce", packed: str = "ecommerce_2020") -> Call:
    """A call of the packaged data, published ten days ago."""
    now = timezone.now()
    before = now - BEGUN
    call = configuring.load(
        data=packaged.read(packed),
        code=slug.upper(),
        slug=slug,
        notice=f"Prova: il bando è quello del {packed[-4:]}, con altre date.",
        dates=dates(now),
        by=staff["operator"],
        at=before - timedelta(days=1),
    )
    publishing.publish(
        call=call,
        number="45",
        issued_on=before.date(),
        issuer="Unioncamere Lombardia",
        signer=staff["director"].name,
        by=staff["director"],
        at=before,
    )
    call.refresh_from_db()
    return call


def set_scene() -> Scene:
    staff = hire(timezone.now() - BEGUN - timedelta(days=2))
    return Scene(open_call(staff), staff)


def the_window_closes(call: Call) -> None:
    """Weeks pass: the one thing that a play cannot wait for. What was sent before stays sent before."""
    with pgtrigger.ignore("bando.Call:a_published_call_changes_by_act_only"):
        Call.objects.filter(pk=call.pk).update(closes_at=timezone.now())


def euro(amount: Decimal) -> str:
    """As the pages write it."""
    whole, cents = f"{amount:,.2f}".split(".")
    return f"{whole.replace(',', '.')},{cents}"
