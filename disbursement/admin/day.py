"""What waits in «my day»: accounts to check, payments to order and to sign, tranches to move, files to draw
and to control, what is taken back."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.enums import Permission
from accounts.permissions import chamber_ids, holds
from core.admin import Waiting
from core.figures import ROME
from disbursement.enums import AccountState, LineState, OrderState, SampleState, TrancheState
from disbursement.models import ControlSample, PaymentOrder, Recovery, RevocationNotice, Tranche
from disbursement.queries.accounts import awaiting_check, awaiting_payment
from disbursement.queries.recoveries import latest_rate_year, overdue, to_decide
from disbursement.queries.sampling import to_conclude, to_take_back

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
    yield from _controls(user)
    yield from _taken_back(user, at)
    yield from _rates(user, at)
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


def _controls(user: Any) -> Iterator[Waiting]:
    """Directors draw; officers control what they did not check, and begin to take back what was found irregular."""
    signed, checked = (chamber_ids(user, one) for one in (Permission.SIGN_PAYMENTS, Permission.CHECK_FILES))
    if signed:
        proposed = ControlSample.objects.filter(pot__chamber__in=signed, state=SampleState.PROPOSED)
        rows, url = list(proposed.values_list("proposed_at", flat=True)), reverse("admin:disbursement_controlsample_changelist")
        yield Waiting(_("Controlli a campione da estrarre"), len(rows), f"{url}?state__exact=proposed", min(rows, default=None))
    if checked:
        url = reverse("admin:disbursement_control_changelist")
        terms: list[Any] = list(to_conclude(user).values_list("sample__due_at", flat=True))
        yield Waiting(_("Controlli a campione da concludere"), len(terms), f"{url}?esito=vostri", due=min(terms, default=None))
        ended = list(to_take_back(user).values_list("outcome__at", flat=True))
        label = _("Controlli irregolari senza avvio di revoca")
        yield Waiting(label, len(ended), f"{url}?esito=da-revocare", min(ended, default=None))


def _taken_back(user: Any, at: datetime) -> Iterator[Waiting]:
    """Directors decide once the firm was heard, and look after what does not come in."""
    signed = chamber_ids(user, Permission.SIGN_PAYMENTS)
    if not signed:
        return
    heard = RevocationNotice.objects.filter(to_decide(at), application__pot__chamber__in=signed)
    rows, url = list(heard.values_list("due_at", flat=True)), reverse("admin:disbursement_revocationnotice_changelist")
    yield Waiting(_("Revoche da decidere"), len(rows), f"{url}?esito=da-decidere", min(rows, default=None))
    late = overdue(Recovery.objects.filter(application__pot__chamber__in=signed), localdate(at, ROME))
    days, url = list(late.values_list("at", flat=True)), reverse("admin:disbursement_recovery_changelist")
    yield Waiting(_("Recuperi con rate scadute"), len(days), f"{url}?rate=scadute", min(days, default=None))


def _rates(user: Any, at: datetime) -> Iterator[Waiting]:
    """The legal rate of a year that has begun, if nobody has put it on record."""
    if holds(user, Permission.CONFIGURE) and (year := localdate(at, ROME).year) > latest_rate_year():
        label = _("Saggio legale di interesse da registrare: %(year)s") % {"year": year}
        yield Waiting(label, 1, reverse("admin:disbursement_interestrate_changelist"))


def _listed(label: str, instants: list[Any], which: str) -> Waiting:
    url = f"{reverse('admin:disbursement_paymentorder_changelist')}{which}"
    return Waiting(label, len(instants), url, min(instants, default=None))


def _tranches(words: Mapping[TrancheState, Promise]) -> Iterator[Waiting]:
    for state, label in words.items():
        rows = list(Tranche.objects.filter(state=state, rule__fund__call__rehearsal=False).values_list("proposed_at", flat=True))
        url = f"{reverse('admin:disbursement_tranche_changelist')}?state__exact={state}"
        yield Waiting(label, len(rows), url, min(rows, default=None))
