"""The buttons that move money by act alone: from one pot of a call to another, and back to who gave it."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from bando import permissions
from bando.admin import panels
from bando.enums import ActKind
from bando.forms.acts import ReturnForm, TransferForm
from bando.models import Act, Call, Fund
from bando.operations import returning, transferring
from bando.policies.returning import why_not_return_money
from bando.policies.transferring import why_not_move_between_pots
from core.admin import ObjectAction

ACT = ("number", "issued_on", "issuer", "signer")


def _today(subject: Any, user: Any, at: datetime) -> dict[str, Any]:
    return {"issued_on": localdate(at), "signer": user.name}


def _transfer(call: Call, data: dict[str, Any], *, by: Any, at: datetime) -> Act:
    return transferring.transfer(call=call, **{name: data[name] for name in ("source", "target", "amount", *ACT)}, by=by, at=at)


def _give_back(fund: Fund, data: dict[str, Any], *, by: Any, at: datetime) -> Act:
    return returning.give_back(fund=fund, **{name: data[name] for name in ("amounts", *ACT)}, by=by, at=at)


TRANSFER = ObjectAction(
    name="trasferisci",
    label=_("Trasferisci fra dotazioni"),
    description=_("Sposta somme disponibili di un fondo da una dotazione a un’altra, con il suo atto."),
    permission=Permission.SIGN_ACTS,
    form_class=TransferForm,
    initial=_today,
    panels=lambda call, request: [panels.pots(call)],
    run=_transfer,
    why_not=lambda call, user, at: permissions.why_not_adopt(user, ActKind.TRANSFER) or why_not_move_between_pots(call),
    success=lambda act: _("Trasferimento registrato con atto n. %(number)s.") % {"number": act.number},
)
GIVE_BACK = ObjectAction(
    name="restituisci",
    label=_("Restituisci al finanziatore"),
    description=_("Le somme non spese escono dal bando per sempre, con il loro atto."),
    permission=Permission.SIGN_ACTS,
    form_class=ReturnForm,
    initial=_today,
    panels=lambda fund, request: [panels.pots(fund.call)],
    run=_give_back,
    why_not=lambda fund, user, at: permissions.why_not_adopt(user, ActKind.RETURN) or why_not_return_money(fund.call, at=at),
    success=lambda act: _("Restituzione registrata con atto n. %(number)s.") % {"number": act.number},
    danger=True,
)
