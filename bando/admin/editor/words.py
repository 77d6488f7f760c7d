"""How the lists of the editor say what a row holds."""

from typing import Any

from django.utils.translation import gettext as _

from bando.enums import ComponentKind
from bando.forms.terms import BY_SHARE
from bando.models import Attachment, Cap, Component, Fund, RequiredDocument
from core.figures import euro, percent
from core.money import ZERO


def of_component(row: Component) -> str:
    """What a part of the grant adds, from which spend, to whom."""
    what = _("%(points)s in più") % {"points": percent(row.value)} if row.kind == ComponentKind.RATE else euro(row.value)
    said = [what]
    if row.from_spend:
        said.append(_("da %(spend)s di spesa") % {"spend": euro(row.from_spend)})
    if not row.inside_cap:
        said.append(_("oltre il contributo massimo"))
    if row.condition:
        said.append(_("a chi dichiara «%(code)s»") % {"code": row.condition})
    return ", ".join(said)


def of_cap(row: Cap) -> str:
    """The value of a cap in its unit."""
    return percent(row.value) if row.kind in BY_SHARE else euro(row.value)


def of_document(row: RequiredDocument) -> str:
    """Who has to upload it."""
    if row.mandatory:
        return _("tutti")
    return _("chi dichiara «%(code)s»") % {"code": row.condition} if row.condition else _("chi vuole")


def endowed(row: Any) -> str:
    """The money laid on a pot, or of a fund."""
    return euro(sum((line.endowment for line in row.lines.all()), ZERO))


def of_tranches(row: Fund) -> str:
    """The parts in which a fund is paid."""
    return " + ".join(percent(rule.share) for rule in row.tranche_rules.all()) or "–"


def of_bytes(row: Attachment) -> str:
    """The size of a file for people."""
    return f"{max(1, row.size // 1000)} kB"
