"""What waits in «my day»: accounts to check, payments to order and to sign, tranches to move."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from accounts.permissions import chamber_ids, holds
from core.admin import Waiting
from disbursement.enums import AccountState, LineState, OrderState, TrancheState
from disbursement.models import PaymentOrder, Tranche
from disbursement.queries.accounts import awaiting_check, awaiting_payment

OF_DIRECTORS = {TrancheState.PROPOSED: gettext_lazy("Quote regionali da chiedere: manca la firma")}
OF_OPERATORS = {
    TrancheState.REQUESTED: gettext_lazy("Quote chieste a Regione, da approvare"),
    TrancheState.APPROVED: gettext_lazy("Quote regionali da incassare"),
    TrancheState.RECEIVED: gettext_lazy("Quote da trasferire alle Camere"),
}


def waiting(user: Any, at: datetime) -> Iterator[Waiting]:
    """The work of the reader's roles, with the oldest piece of each."""
    if chamber_ids(user, Permission.CHECK_FILES):
        yield from _accounts(user)
        rows = list(awaiting_payment(user).values_list("at", flat=True))
        url = f"{reverse('admin:disbursement_settlement_changelist')}?pagato=no"
        yield Waiting(_("Contributi da pagare"), len(rows), url, min(rows, default=None))
    yield from _orders(user)
    if holds(user, Permission.FUND):
        yield from _tranches(OF_OPERATORS)
    if holds(user, Permission.SIGN_ACTS):
        yield from _tranches(OF_DIRECTORS)


def _accounts(user: Any) -> Iterator[Waiting]:
    words = {AccountState.SENT: _("Rendiconti da controllare"), AccountState.CHECKED: _("Rendiconti da approvare")}
    sent = list(awaiting_check(user).values_list("state", "sent_at"))
    for state, label in words.items():
        instants = [instant for one, instant in sent if one == state and instant is not None]
        url = f"{reverse('admin:disbursement_account_changelist')}?state__exact={state}"
        yield Waiting(label, len(instants), url, min(instants, default=None))


def _orders(user: Any) -> Iterator[Waiting]:
    """Who signs adopts; whoever works on the Chamber's payments says what became of them."""
    signed, checked = (chamber_ids(user, one) for one in (Permission.SIGN_PAYMENTS, Permission.CHECK_FILES))
    mine = PaymentOrder.objects.filter(pot__call__rehearsal=False)
    if signed:
        proposed = mine.filter(pot__chamber__in=signed, state=OrderState.PROPOSED).values_list("proposed_at", flat=True)
        yield _listed(_("Mandati da adottare"), list(proposed), "?state__exact=proposed")
    if signed | checked:
        under_way = mine.filter(pot__chamber__in=signed | checked, state=OrderState.ADOPTED, lines__state=LineState.ORDERED)
        yield _listed(
            _("Mandati in attesa di esito"), list(under_way.values_list("adopted_at", flat=True).distinct()), "?esito=attesa"
        )


def _listed(label: str, instants: list[Any], which: str) -> Waiting:
    url = f"{reverse('admin:disbursement_paymentorder_changelist')}{which}"
    return Waiting(label, len(instants), url, min(instants, default=None))


def _tranches(words: Mapping[TrancheState, Promise]) -> Iterator[Waiting]:
    for state, label in words.items():
        rows = list(Tranche.objects.filter(state=state, rule__fund__call__rehearsal=False).values_list("proposed_at", flat=True))
        url = f"{reverse('admin:disbursement_tranche_changelist')}?state__exact={state}"
        yield Waiting(label, len(rows), url, min(rows, default=None))
