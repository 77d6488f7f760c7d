"""What the accounts and the payment of an application ask of its firm, on the dossier: its own state does not tell."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.domain.terms import end_of_day
from applications.enums import State
from applications.models import Application
from applications.views.next_step import Later, NextStep
from core.figures import ROME, euro
from core.money import ZERO
from disbursement.enums import AccountState, LineState
from disbursement.models import Account, OrderLine, Recovery, RevocationNotice, Settlement
from disbursement.queries.giving_back import giving_back
from disbursement.queries.orders import last_line, to_order
from disbursement.queries.recoveries import taken_back_of, with_left

# In these a payment may be taken back. Nothing is read for the others.
PAID = (State.PAID, State.CLOSED, State.REVOKED)
NOT_ANSWERED = {"recovery": None, "dismissal": None, "observation": None}


def next_of_accounts(application: Application, at: datetime) -> NextStep | None:
    """What there is to do on its accounts, its payment or what is taken back of it; None where nothing is."""
    if application.state == State.ACCOUNTED:
        return _complete(application)
    if application.state == State.SETTLED:
        return _name_another_account(application)
    if application.state in PAID:
        steps = (_of_revocation(notice, at) for notice in taken_back_of(application))
        return next((step for step in steps if step), None)
    return None


def asked_in_short(applications: Collection[Application], at: datetime) -> dict[int, str]:
    """The same of many, by key, in a few words: at most six queries."""
    accounted = [each for each in applications if each.state == State.ACCOUNTED]
    settled = [each for each in applications if each.state == State.SETTLED]
    paid = [each for each in applications if each.state in PAID]
    return _to_complete(accounted) | _to_pay_elsewhere(settled) | _to_answer(paid, at) | _to_give_back(paid)


def _to_complete(accounted: list[Application]) -> dict[int, str]:
    asked = Account.objects.filter(application__in=accounted, state=AccountState.INTEGRATION)
    return dict.fromkeys(asked.values_list("application", flat=True), _("La Camera vi chiede di integrare il rendiconto"))


def _to_pay_elsewhere(settled: list[Application]) -> dict[int, str]:
    found = to_order(Settlement.objects.filter(account__application__in=settled))
    return {each.account.application_id: _("Indicate un altro conto") for each in found if _sent_back(each)}


def _to_answer(paid: list[Application], at: datetime) -> dict[int, str]:
    notices = RevocationNotice.objects.filter(application__in=paid, **NOT_ANSWERED, due_at__gte=at)
    return {each.application_id: _may_answer(each) for each in notices}


def _may_answer(notice: RevocationNotice) -> str:
    return _("La Camera chiede di restituire %(amount)s: potete rispondere") % {"amount": euro(notice.amount)}


def _to_give_back(paid: list[Application]) -> dict[int, str]:
    owed: QuerySet[Any] = with_left(Recovery.objects.filter(application__in=paid))
    owing = owed.filter(left__gt=ZERO).values_list("application", flat=True)
    return dict.fromkeys(owing, _("Dovete restituire una somma alla Camera"))


ASKED = Later(next_of_accounts, asked_in_short)


def _sent_back(settlement: Settlement) -> OrderLine | None:
    """The payment that the bank has sent back, while the firm has named no other account."""
    line = last_line(settlement)
    return line if line and line.state == LineState.REJECTED and line.iban == settlement.account.iban else None


def _complete(application: Application) -> NextStep | None:
    what = _to_complete([application]).get(application.pk)
    text = _("Leggete che cosa manca, completate il rendiconto e inviatelo di nuovo.")
    return NextStep(what, text, _page(application), _("Vai al rendiconto")) if what else None


def _name_another_account(application: Application) -> NextStep | None:
    settlement = to_order(Settlement.objects.filter(account__application=application)).first()
    line = _sent_back(settlement) if settlement else None
    if line is None:
        return None
    text = _(
        "La banca ha respinto il pagamento di %(net)s. Il contributo resta vostro: la Camera lo ripete sul conto che indicate."
    )
    what, said = _("Indicate un altro conto"), text % {"net": euro(line.net)}
    return NextStep(what, said, _page(application), _("Vai al rendiconto"))


def _of_revocation(notice: RevocationNotice, at: datetime) -> NextStep | None:
    if hasattr(notice, "recovery"):
        return _give_back(notice, at)
    if hasattr(notice, "dismissal") or hasattr(notice, "observation") or notice.due_at < at:
        return None
    text, otherwise = _("Leggete i motivi e presentate le vostre osservazioni."), _("la Camera decide con ciò che ha.")
    href = _page(notice.application)
    return NextStep(_may_answer(notice), text, href, _("Leggi e rispondi"), by=notice.due_at, otherwise=otherwise)


def _give_back(notice: RevocationNotice, at: datetime) -> NextStep | None:
    back = giving_back(notice.recovery, localdate(at, ROME))
    if not back.capital:
        return None
    what = _("Dovete restituire %(amount)s con gli interessi") % {"amount": euro(back.capital)}
    due_on = next((part.due_on for part, left in back.parts if left), notice.recovery.pay_by_on)
    where = _("Trovate il conto, la causale e quanto è dovuto oggi.")
    text = _("La prossima rata scade alla data qui sotto. %(where)s") % {"where": where} if back.parts else where
    by = end_of_day(due_on) if due_on else None
    return NextStep(what, text, _page(notice.application), _("Vai alla restituzione"), by=by)


def _page(application: Application) -> str:
    return reverse("account", args=[application.pk])
