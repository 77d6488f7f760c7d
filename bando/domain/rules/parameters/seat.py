"""What the rule on the seat of the project is told."""

from dataclasses import dataclass
from typing import Annotated

from bando.domain.rules import facts
from bando.domain.rules.parameters.asking import Asked, Asks, Input
from bando.domain.rules.parameters.standing import CONFIRMED
from core.domain.wording import gettext_noop as _


@dataclass(frozen=True)
class Seat(Asks):
    """Whether a seat that is still to be opened is enough for now, and whether an officer looks it up in the company register."""

    may_be_opened_later: Annotated[bool, Asked(Input.FLAG, _("La sede può essere aperta dopo la domanda"))]
    officer_confirms: Annotated[bool, CONFIRMED] = False

    @property
    def confirms(self) -> str:
        return facts.SEAT if self.officer_confirms else ""
