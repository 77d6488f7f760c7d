"""What an application is worth after the officer's cuts: admitted spend, the grant it gives, and what limited it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bando.domain.contribution import Terms, estimate
from core.money import ZERO


@dataclass(frozen=True)
class Admission:
    """In euro. `computed` is rate × spend; `grant` is what is due after the measure's cap and the room under the aid ceiling."""

    spend: Decimal
    computed: Decimal
    grant: Decimal
    minimum_spend: Decimal
    ceiling_room: Decimal
    below_minimum: bool
    cut_to_ceiling: bool


def admission(admitted: Sequence[Decimal], terms: Terms, ceiling_room: Decimal, held: frozenset[str] = frozenset()) -> Admission:
    """Work out the grant of the `admitted` amounts; nothing below the minimum spend, never more than `ceiling_room`.

    `held` are the codes of the declarations that the firm holds: the bonuses of the measure may rest on them.

    A ceiling already passed (negative room) leaves nothing (Reg. (EU) 2023/2831, art. 3).
    """
    due = estimate(sum(admitted, ZERO), terms, held)
    room = max(ceiling_room, ZERO)
    return Admission(
        spend=due.spend,
        computed=due.computed,
        grant=min(due.grant, room),
        minimum_spend=terms.minimum_spend,
        ceiling_room=room,
        below_minimum=due.below_minimum,
        cut_to_ceiling=due.grant > room,
    )
