"""Why money cannot be added to a call as asked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.domain.tranches import Part, whole
from bando.enums import FundKind
from bando.models import Call
from bando.policies.amending import why_not_change
from core.money import cents


def why_not_add_money(call: Call) -> str | None:
    """The reason why the call cannot have acts with money after its publication yet."""
    if call.published_at is None:
        return _("Il bando non è ancora pubblicato: finché lo preparate, modificate la sua dotazione.")
    return None


def why_not_refinance(call: Call, *, kind: str, amounts: Mapping[int, Decimal], parts: Sequence[Part]) -> str | None:
    """The reason why the amounts (euro by pot) cannot be added as one fund of this kind, paid in these parts."""
    if reason := why_not_add_money(call) or why_not_change(call):
        return reason
    if not any(amounts.values()):
        return _("Inserite almeno un importo.")
    if any(amount < 0 or amount != cents(amount) for amount in amounts.values()):
        return _("Gli importi sono in euro, con due decimali, e non sono negativi.")
    if set(amounts) - set(call.pots.values_list("pk", flat=True)):
        return _("Una delle dotazioni indicate non è di questo bando.")
    if kind == FundKind.REGIONAL and not whole(part.share for part in parts):
        return _("Le quote in cui la Regione versa il rifinanziamento devono fare il 100 %: correggetele.")
    return None
