"""What rules on the firm itself are told: size, activity, capital."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from bando.domain.rules.parameters.asking import Asked, Asks, BadParameters, Input
from bando.domain.wording import say, texts
from bando.enums import SizeClass
from core.domain.wording import gettext_noop as _
from registry.domain.ateco import SECTIONS, normal
from registry.enums import AtecoVersion

SIZES: dict[str, str] = {
    SizeClass.MICRO.value: _("microimpresa"),
    SizeClass.SMALL.value: _("piccola impresa"),
    SizeClass.MEDIUM.value: _("media impresa"),
    SizeClass.LARGE.value: _("grande impresa"),
}
ATECO_VERSIONS = {AtecoVersion.ATECO_2007.value: _("ATECO 2007"), AtecoVersion.ATECO_2025.value: _("ATECO 2025")}


def is_code(text: str) -> bool:
    """Whether it is written like the code of an activity; a firm has digits, not the letter of a section."""
    try:
        return not normal(text).isalpha()
    except ValueError:
        return False


@dataclass(frozen=True)
class Size(Asks):
    """The size classes that may apply; `linked`: figures are the firm's own, those of its relatives are added to them."""

    classes: Annotated[tuple[str, ...], Asked(Input.CHOICES, _("Dimensioni ammesse"), choices=tuple(SIZES.items()), least=1)]
    linked: Annotated[
        bool,
        Asked(
            Input.FLAG,
            _("Il portale somma le imprese associate e collegate"),
            _("Se no, l’impresa indica dati in cui sono già sommate (all. I, art. 6 Reg. (UE) 651/2014)."),
        ),
    ] = False


@dataclass(frozen=True)
class Ateco(Asks):
    """Activities admitted and excluded, by whole parts of the code: «47» holds for «47.91.10». No inclusion: all are admitted."""

    version: Annotated[str, Asked(Input.CHOICE, _("Classificazione"), choices=tuple(ATECO_VERSIONS.items()))]
    include: Annotated[
        tuple[str, ...], Asked(Input.ATECO, _("Codici ammessi"), _("Anche solo l’inizio: 47 vale per 47.91.10. Vuoto: tutti."))
    ] = ()
    exclude: Annotated[tuple[str, ...], Asked(Input.ATECO, _("Codici esclusi"), _("Vincono sui codici ammessi."))] = ()

    def __post_init__(self) -> None:
        both = sorted(set(self.include) & set(self.exclude))
        if both:
            raise BadParameters(say(_("%(both)s: lo stesso codice è ammesso ed escluso."), both=texts(both)), "exclude")
        strange = [
            one for one in (*self.include, *self.exclude) if one.isalpha() and one not in SECTIONS[AtecoVersion(self.version)]
        ]
        if strange:
            text = _("%(strange)s: nella classificazione scelta non c’è una sezione con questa lettera.")
            raise BadParameters(say(text, strange=texts(strange)), "include")
        if not self.include and not self.exclude:
            raise BadParameters(say(_("Indicate almeno un codice ATECO ammesso o escluso.")), "include")


@dataclass(frozen=True)
class Capital(Asks):
    """In difficulty is who lost more than this share of the subscribed capital (art. 2 point 18 Reg. (EU) 651/2014).

    The law exempts small and medium firms that exist for less than three years: on `on`, or on the day the question is asked.
    """

    share: Annotated[Decimal, Asked(Input.SHARE, _("Quota del capitale che le perdite non superano"))] = Decimal("0.5")
    exempt_young: Annotated[
        bool,
        Asked(Input.FLAG, _("Non riguarda le PMI costituite da meno di tre anni"), _("Art. 2, punto 18, Reg. (UE) 651/2014.")),
    ] = False
    on: Annotated[date | None, Asked(Input.DAY, _("Giorno a cui si guarda"), _("Vuoto: il giorno della verifica."))] = None
