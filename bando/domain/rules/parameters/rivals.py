"""What rules on other applications and other calls are told."""

from dataclasses import dataclass
from typing import Annotated

from bando.domain.rules import facts
from bando.domain.rules.parameters.asking import Asked, Asks, Input
from core.domain.wording import gettext_noop as _


@dataclass(frozen=True)
class Single(Asks):
    """How many other applications of the firm to this call are allowed."""

    others: Annotated[int, Asked(Input.COUNT, _("Altre domande ammesse della stessa impresa"), most=100)] = 0


@dataclass(frozen=True)
class LinkedFirms(Asks):
    """How many applications of firms linked to the applicant are allowed in this call."""

    others: Annotated[int, Asked(Input.COUNT, _("Domande ammesse di imprese collegate"), most=100)] = 0


@dataclass(frozen=True)
class EarlierCalls(Asks):
    """Beneficiaries of these calls are out; `declared`: the firm says so itself too, for calls that the portal does not hold."""

    calls: Annotated[tuple[str, ...], Asked(Input.CODES, _("Codici dei bandi precedenti"), least=1)]
    declared: Annotated[bool, Asked(Input.FLAG, _("L’impresa lo dichiara"))] = False

    @property
    def declares(self) -> str:
        return facts.EARLIER_CALLS if self.declared else ""
