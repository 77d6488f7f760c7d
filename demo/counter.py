"""The call by arrival of the demo: open, under review already, small enough for a Chamber's pot to have run out."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from applications.models import Application
from bando.adapters import packaged
from bando.enums import Procedure
from bando.models import Call
from demo.calls import Window, make_call
from demo.cast import Cast
from demo.walking import Walk
from registry.models import Firm

# Of the money of 2020, and how much more than it each Chamber takes applications for.
PART, OVERBOOKING = Decimal("0.1"), "0.50"
# A grant of 8,400.00: the pot of Bergamo holds three, and takes as many again on its waiting list, and one that crosses the line.
SPEND = Decimal(12_000)
NOTICE = (
    "Dimostrazione: è il bando E-commerce 2020 come sportello, in ordine di arrivo, con un decimo dei fondi; imprese, persone e "
    "documenti sono inventati."
)


def open_counter(cast: Cast, now: datetime) -> Call:
    """Bergamo: three served, four on the waiting list, no room for the draft that is there. Brescia: money left."""
    call = make_call(
        code="SPORTELLO-2020",
        title="Bando E-commerce 2020 – a sportello (in ordine di arrivo)",
        what="",
        window=Window(opens=-10, closes=20, spend_until=240, accounts_due=300),
        cast=cast,
        now=now,
        data=_terms(),
        notice=NOTICE,
    )
    walk = Walk(call, cast, random.Random(4))  # noqa: S311 (a repeatable demo, not a secret)
    opened = now - timedelta(days=9)
    bergamo = [firm for firm in cast.firms if firm.province_id == "BG"]
    brescia = [firm for firm in cast.firms if firm.province_id == "BS"]
    served = _come(walk, bergamo[:6], opened)
    walk.withdraw(served[2], at=opened + timedelta(days=1))
    _come(walk, bergamo[6:7], opened + timedelta(days=2))
    walk.draft(bergamo[7], at=opened + timedelta(days=3), spend=SPEND)
    _review(walk, served[:2], _come(walk, brescia[:3], opened + timedelta(days=4)), now - timedelta(days=4))
    return call


def _terms() -> dict[str, Any]:
    terms = packaged.read("ecommerce_2020")
    terms["call"] |= {"procedure": Procedure.FIRST_COME, "minimum_score": "0.00", "tie_breaks": ["arrival"]}
    terms["criteria"] = []
    for pot in terms["pots"].values():
        pot |= {"own": str(Decimal(pot["own"]) * PART), "overbooking": OVERBOOKING}
    for fund in terms["funds"]:
        fund["amount"] = str(Decimal(fund["amount"]) * PART)
    return terms


def _come(walk: Walk, firms: list[Firm], start: datetime) -> list[Application]:
    sent = []
    for index, firm in enumerate(firms):
        at = start + timedelta(minutes=20 * index)
        application = walk.draft(firm, at=at, spend=SPEND)
        walk.send(application, at=at + timedelta(minutes=10))
        sent.append(application)
    return sent


def _review(walk: Walk, bergamo: list[Application], brescia: list[Application], at: datetime) -> None:
    """One admitted, one asked, one told why it cannot be accepted and still in time to answer, one rejected after its answer."""
    admitted, noticed = bergamo
    asked, rejected, _untouched = brescia
    walk.admit(admitted, at=at)
    walk.notice_rejection(rejected, at=at)
    walk.observe(rejected, at=at + timedelta(days=1))
    walk.reject(rejected, at=at + timedelta(days=2))
    walk.ask(asked, at=at + timedelta(days=2))
    walk.notice_rejection(noticed, at=at + timedelta(days=2))
