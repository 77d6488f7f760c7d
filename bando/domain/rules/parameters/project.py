"""What the rule on the description of the project is told."""

from dataclasses import dataclass
from typing import Annotated

from bando.domain.rules.facts import Name
from bando.domain.rules.parameters.asking import Asked, Asks, Input
from core.domain.wording import gettext_noop as _

# What a project may be asked to describe, and how a sentence names it.
PARTS: dict[str, str] = {
    Name.PORTFOLIO.value: _("i prodotti da vendere online"),
    Name.MARKETS.value: _("i mercati esteri a cui puntate"),
    Name.CHANNELS.value: _("almeno un canale di vendita online specializzato"),
}


@dataclass(frozen=True)
class Readiness(Asks):
    """What the project has to describe."""

    parts: Annotated[tuple[str, ...], Asked(Input.CHOICES, _("Che cosa va descritto"), choices=tuple(PARTS.items()), least=1)]
