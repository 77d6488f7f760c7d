"""What would keep a proposed order from being adopted, payment by payment, said before anybody presses the button."""

from collections.abc import Sequence
from datetime import date, datetime

from applications.models import Application
from applications.queries.asked_together import answers_to
from applications.queries.readings import WITH
from bando.enums import Phase
from core.money import ZERO
from disbursement.enums import LineState
from disbursement.models import OrderLine, PaymentOrder
from disbursement.policies.cash import why_not_beyond_cash
from disbursement.policies.paying import why_not_fit, why_not_pay
from disbursement.policies.recovering import why_not_owing
from disbursement.queries.cash import drawn_on
from disbursement.queries.commitments import all_of, commitments_of_each
from disbursement.queries.orders import lines_to_adopt, under_way
from disbursement.queries.recoveries import recoveries_open
from disbursement.queries.requirements import questions_at_payment


def held_back(lines: Sequence[OrderLine], *, on: date, at: datetime) -> list[tuple[OrderLine, str]]:
    """Those that could not be paid on a day, each with the first reason, as `ordering.adopt` would find it; nothing is
    stored. As many queries whatever their number."""
    return [(line, reason) for line, reason in _asked(lines, on, at) if reason]


def waiting_in(order: PaymentOrder) -> list[OrderLine]:
    """The lines that an adoption would pay, with all that is asked of them."""
    return [one for one in lines_to_adopt(order) if one.state == LineState.ORDERED]


def why_beyond_cash(order: PaymentOrder, applications: Sequence[Application]) -> str | None:
    """Why what has come from the Region does not go so far: what is ordered and has not left yet draws on the same money."""
    call = order.pot.call
    if call.pays_beyond_cash:
        return None
    own = all_of(commitments_of_each(applications))
    pots = {one.pot for one in drawn_on(own)}
    whole = drawn_on([*own, *all_of(commitments_of_each(under_way(call)))])
    return why_not_beyond_cash(call, [one for one in whole if one.pot in pots])


def _asked(lines: Sequence[OrderLine], on: date, at: datetime) -> list[tuple[OrderLine, str | None]]:
    questions = questions_at_payment([one.settlement for one in lines], on=on)
    files = Application.objects.filter(pk__in=[one.application.pk for one in questions]).select_related(*WITH)
    answers = answers_to(questions, list(files), Phase.PAYMENT, at=at)
    owing = recoveries_open(one.application.firm_id for one in questions)
    found = []
    for line in lines:
        application = line.settlement.account.application
        answer = answers[application.pk]
        reason = why_not_pay(line.settlement, paid_on=on, line=line) or why_not_owing(owing.get(application.firm_id))
        unfit = why_not_fit(answer.findings, answer.confirmed, substituted=line.substituted > ZERO)
        found.append((line, reason or unfit))
    return found
