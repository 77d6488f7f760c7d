"""Why the money of a call in preparation cannot be laid as asked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.domain.tranches import Part, whole
from bando.enums import FundKind, Placing
from bando.models import Pot, PotProvince
from core.figures import euro
from core.money import ZERO, cents


def why_not_serve(pot: Pot, provinces: Sequence[str]) -> str | None:
    """The reason why the pot cannot serve these provinces (their signs) in its call."""
    if pot.chamber_id is None:
        return _("Il fondo comune non ha province sue: toglietele, o scegliete la Camera.") if provinces else None
    taken = PotProvince.objects.filter(call=pot.call_id, province__in=provinces).exclude(pot=pot.pk)
    named = [f"{one.province_id} ({one.pot})" for one in taken.select_related("pot__chamber")]
    if named:
        return _("Queste province sono già servite da un’altra Camera: %(names)s.") % {"names": ", ".join(named)}
    return None


def why_not_place(amount: Decimal, how: str, by_pot: Mapping[int, Decimal]) -> str | None:
    """The reason why a fund of `amount` cannot be laid so; `by_pot` as `bando.domain.placing.place` takes it."""
    if how == Placing.POOL:
        return None
    if not any(by_pot.values()):
        return _("Indicate almeno una dotazione: se mancano le Camere, aggiungetele prima.")
    if any(part < 0 for part in by_pot.values()) or amount != cents(amount):
        return _("Gli importi sono in euro, con due decimali, e non sono negativi.")
    placed = sum(by_pot.values(), ZERO)
    if how == Placing.OWN and placed != amount:
        sentence = _("Alle dotazioni avete assegnato %(placed)s, ma il fondo è di %(amount)s: devono essere uguali.")
        return sentence % {"placed": euro(placed), "amount": euro(amount)}
    return None


def why_not_pay_in(kind: str, parts: Sequence[Part]) -> str | None:
    """The reason why a fund of this kind cannot be paid in these parts."""
    shares = [part.share for part in parts]
    if any(not 0 < share <= 1 for share in shares):
        return _("Ogni quota è più di 0 % e al più 100 % del fondo.")
    if kind == FundKind.REGIONAL and not whole(shares):
        return _("Le quote in cui la Regione versa il fondo devono fare il 100 %: correggetele.")
    if kind == FundKind.CHAMBER and shares:
        return _("Solo il denaro della Regione è versato in quote: lasciatele vuote.")
    return None
