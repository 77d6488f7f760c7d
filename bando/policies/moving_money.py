"""Why money cannot move as asked."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.enums import Bucket, MovementKind
from bando.models import BudgetLine, Movement
from core.figures import euro


def why_not_take(line: BudgetLine, bucket: Bucket, amount: Decimal, left: Mapping[Bucket, Decimal]) -> str | None:
    """The reason why `amount` cannot leave `bucket` of the line, of which `left` is there."""
    if bucket not in left or amount <= left[bucket]:
        return None
    return _(
        "Dotazione insufficiente: su «%(line)s» lo stato «%(bucket)s» ha %(left)s e ne servono %(amount)s. "
        "Riducete l’importo o attendete rinunce o un rifinanziamento."
    ) % {"line": line, "bucket": bucket.label, "left": euro(left[bucket]), "amount": euro(amount)}


def why_not_repeat(posted: Movement, amount: Decimal) -> str | None:
    """The reason why what is already posted cannot stand for a posting of `amount`."""
    if posted.amount == amount:
        return None
    return _("«%(kind)s» per %(reference)s è già registrato per %(posted)s e non può esserlo per %(amount)s.") % {
        "kind": MovementKind(posted.kind).label,
        "reference": posted.reference,
        "posted": euro(posted.amount),
        "amount": euro(amount),
    }
