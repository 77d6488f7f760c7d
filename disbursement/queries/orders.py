"""Payment orders as operations and pages read them: what may be ordered, the lines of an order, what the bank is told."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from accounts.enums import Permission
from accounts.permissions import Person, chamber_ids
from applications.enums import State
from applications.models import Application
from applications.queries.promised import Figures, figures_of
from bando.models import Call, Pot
from core.money import ZERO
from disbursement.domain.paying import Parts, parted
from disbursement.domain.sepa import Message, Transfer
from disbursement.enums import LIVE, LineState, OrderState
from disbursement.models import ChamberAccount, OrderLine, PaymentOrder, Settlement
from disbursement.queries.recoveries import firms_owing

FILE = "account__application__"
# All that is asked of a settlement when it is ordered, in one statement.
WITH = (
    "payout", f"{FILE}call", f"{FILE}firm", f"{FILE}firm_version", f"{FILE}pot__chamber", f"{FILE}pot__call", f"{FILE}measure",
    f"{FILE}verdict", f"{FILE}grant__act__publication",
)  # fmt: skip


def to_order(settlements: QuerySet[Settlement]) -> QuerySet[Settlement]:
    """With their files, their orders so far and what is owed in their firms' place; three queries whatever their number."""
    return settlements.select_related(*WITH).prefetch_related("order_lines__order__act", "substitutions")


def payable(pot: Pot) -> QuerySet[Settlement]:
    """What may be ordered of a pot as far as rows tell, oldest first: settled, made public, with an account, in no live order,
    of firms that owe nothing."""
    live = OrderLine.objects.filter(settlement=OuterRef("pk"), state__in=LIVE)
    found = Settlement.objects.filter(
        ~Exists(live), payout=None, account__application__pot=pot, account__application__state=State.SETTLED,
        account__application__grant__act__publication__isnull=False,
    )  # fmt: skip
    return found.exclude(account__iban="").exclude(account__application__firm__in=firms_owing()).order_by("at", "pk")


def pots_to_pay(user: Person) -> QuerySet[Pot]:
    """The pots of the person's Chambers that have something to order."""
    live = OrderLine.objects.filter(settlement=OuterRef("pk"), state__in=LIVE)
    ready = Settlement.objects.filter(
        ~Exists(live), payout=None, account__application__pot=OuterRef("pk"), account__application__state=State.SETTLED
    )
    mine = Pot.objects.filter(Exists(ready), chamber__in=chamber_ids(user, Permission.CHECK_FILES), call__rehearsal=False)
    return mine.select_related("call", "chamber").order_by("call", "chamber__name")


def under_way(call: Call) -> list[Application]:
    """The applications of the call that an act has ordered to be paid and of which the bank has said nothing final."""
    waiting = OrderLine.objects.filter(state=LineState.ORDERED, order__state=OrderState.ADOPTED, order__pot__call=call)
    return list(Application.objects.filter(account__settlement__order_lines__in=waiting).order_by("pk"))


def live_line(settlement: Settlement) -> OrderLine | None:
    """The line that pays it, or has; prefetch `order_lines` for lists."""
    return next((one for one in settlement.order_lines.all() if one.state in LIVE), None)


def last_line(settlement: Settlement) -> OrderLine | None:
    """The latest attempt to pay it that an act has ordered."""
    ordered = (one for one in settlement.order_lines.all() if one.state != LineState.LEFT_OUT and one.order.act_id is not None)
    return max(ordered, key=lambda one: one.pk, default=None)


def parts_of(settlement: Settlement, promised: Figures | None = None) -> Parts:
    """What goes where of a final grant; for lists prefetch `substitutions`, and ask once what was `promised`."""
    latest = max(settlement.substitutions.all(), key=lambda one: one.pk, default=None)
    promised = promised or figures_of(settlement.account.application)
    return parted(settlement.final_grant, promised.withholding_rate, latest.amount if latest else ZERO)


def lines_of(order: PaymentOrder) -> QuerySet[OrderLine]:
    """The lines of an order with the files that they pay."""
    return order.lines.select_related(*(f"settlement__{path}" for path in WITH)).order_by("pk")


def lines_to_adopt(order: PaymentOrder) -> list[OrderLine]:
    """All lines of an order with what is asked of their settlements; four queries whatever their number."""
    settlements = {one.pk: one for one in to_order(Settlement.objects.filter(order_lines__order=order))}
    lines = list(order.lines.order_by("pk"))
    for line in lines:
        line.order, line.settlement = order, settlements[line.settlement_id]
    return lines


def counted(orders: QuerySet[PaymentOrder]) -> QuerySet[PaymentOrder]:
    """Each with `line_count`, `total` (euro to the firms) and `waiting_count`, but for the lines that were taken out."""
    kept, waiting = ~Q(lines__state=LineState.LEFT_OUT), Q(lines__state=LineState.ORDERED)
    return orders.annotate(
        line_count=Count("lines", filter=kept), total=Sum("lines__net", filter=kept), waiting_count=Count("lines", filter=waiting)
    )


def account_of(pot: Pot) -> ChamberAccount | None:
    """The account that the Chamber pays from now."""
    return ChamberAccount.objects.filter(chamber=pot.chamber_id).order_by("pk").last()


def message_of(order: PaymentOrder) -> Message:
    """What the bank is told of an adopted order: its transfers in the order of their lines, nothing of those without money."""
    assert order.adopted_at is not None
    assert order.execute_on is not None
    return Message(
        order.message_id,
        order.adopted_at,
        order.execute_on,
        order.debtor_name,
        order.debtor_iban,
        transfers_of(order.lines.all()),
    )


def transfers_of(lines: Iterable[OrderLine]) -> list[Transfer]:
    """One transfer for each line that was in the order when it was adopted and pays the firm something."""
    kept = (one for one in lines if one.net and one.state != LineState.LEFT_OUT)
    return [Transfer(one.end_to_end, one.net, one.name, one.iban, one.text) for one in sorted(kept, key=lambda one: one.pk)]
