"""What the cockpit of a call shows: to Unioncamere of every Chamber, to a Chamber's people of theirs; seconds old at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from accounts.permissions import Person
from bando.models import Call, Pot
from bando.permissions import visible_pots
from core.adapters.recent import recent
from reports.domain.table import Table
from reports.queries.overview import Overview, late, overview


@dataclass(frozen=True)
class Cockpit:
    """How the call stands, and who is late, at `as_of`."""

    overview: Overview
    late: Table
    as_of: datetime


def cockpit(call: Call, user: Person, at: datetime) -> Cockpit | None:
    """Of the pots that she may see; nothing where she may see none of a Chamber."""
    pots = list(visible_pots(user).filter(call=call).select_related("chamber").order_by("pk"))
    if not any(pot.chamber_id for pot in pots):
        return None
    made = recent(_key("cockpit", call, pots), at, lambda: (overview(call, pots, at), late(call, pots, at)))
    return Cockpit(*made.value, made.as_of)


def in_public(call: Call, at: datetime) -> tuple[Overview, datetime]:
    """Of all pots, for everybody, with the instant at which it held: small groups are still in it."""
    pots = list(Pot.objects.filter(call=call).select_related("chamber").order_by("pk"))
    made = recent(_key("statistics", call, pots), at, lambda: overview(call, pots, at))
    return made.value, made.as_of


def _key(what: str, call: Call, pots: Sequence[Pot]) -> str:
    return f"reports.{what}.3:{call.pk}:{'-'.join(str(pot.pk) for pot in pots)}:{get_language()}"
