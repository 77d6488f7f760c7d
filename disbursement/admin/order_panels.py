"""What the reader of a payment order looks at: its payments, what became of them, the account they leave from."""

from typing import Any

from django.db.models import Count, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from core.admin import Panel
from core.figures import ROME
from core.money import ZERO
from disbursement.domain.sepa import masked
from disbursement.enums import LineState
from disbursement.models import OrderLine, PaymentOrder
from disbursement.permissions import reads_ibans
from disbursement.queries.held_back import held_back as held_back_on
from disbursement.queries.held_back import waiting_in, why_beyond_cash
from disbursement.queries.orders import account_of

# More of them are found in the list of the lines.
MOST_SHOWN = 200
TONES = {
    LineState.ORDERED: "info",
    LineState.PAID: "success",
    LineState.REJECTED: "danger",
    LineState.LEFT_OUT: "neutral",
}


def rows(order: PaymentOrder, request: Any) -> Panel:
    """The payments one by one, the first of them where they are many."""
    found = order.lines.order_by("pk")
    shown = str if reads_ibans(request.user, order.pot.chamber_id) else masked
    listed = [(line, TONES[LineState(line.state)], shown(line.iban)) for line in found[:MOST_SHOWN]]
    context = {"lines": listed, "count": found.count(), "shown": MOST_SHOWN, "order": order}
    return Panel(_("Pagamenti"), "disbursement/admin/order_lines.html", context)


def outcome(order: PaymentOrder) -> Panel:
    """How many and how much, by what became of them."""
    found = order.lines.order_by().values_list("state").annotate(count=Count("pk"), net=Sum("net"), gross=Sum("gross"))
    said = {state: (count, gross, net) for state, count, net, gross in found}
    table = [(OrderLine(order=order, state=state).outcome, *said[state]) for state in LineState if state in said]
    kept = [said[state] for state in LineState if state in said and state != LineState.LEFT_OUT]
    total = (sum(one[0] for one in kept), sum((one[1] for one in kept), ZERO), sum((one[2] for one in kept), ZERO))
    return Panel(_("In tutto"), "disbursement/admin/order_outcome.html", {"rows": table, "total": total})


def held_back(order: PaymentOrder, request: Any) -> Panel:
    """Which payments keep the proposal from being adopted today, and why: each is mended, or taken out."""
    today = localdate(request.received_at, ROME)
    lines = waiting_in(order)
    found = held_back_on(lines, on=today, at=request.received_at)
    context = {"held": found[:MOST_SHOWN], "count": len(found), "shown": MOST_SHOWN, "today": today}
    context["beyond_cash"] = why_beyond_cash(order, [one.settlement.account.application for one in lines])
    return Panel(_("Prima di adottare"), "disbursement/admin/order_held_back.html", context)


def account(order: PaymentOrder) -> Panel:
    """Where the money will leave from."""
    return Panel(_("Conto della Camera"), "disbursement/admin/order_account.html", {"account": account_of(order.pot)})
