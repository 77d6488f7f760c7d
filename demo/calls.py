"""The calls of 2020 in the demo: one open now, one under review, one at its end; each is made whole or not at all."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from applications.models import Application
from applications.operations import accepting, closing, granting, ranking, revoking
from bando.adapters import packaged
from bando.enums import ActKind
from bando.models import Act, Call
from bando.operations import acts, amending, configuring, publishing
from demo.cast import Cast
from demo.spending import Accounts
from demo.walking import Walk
from registry.models import Firm

ISSUER = "Unioncamere Lombardia"
ROME = ZoneInfo("Europe/Rome")
SHIFTED = (
    "Dimostrazione: è il bando E-commerce 2020 con le date spostate ({what}); imprese, persone e documenti sono inventati. "
    "Le date vere erano: apertura 18 giugno 2020, chiusura 24 luglio 2020."
)


@dataclass(frozen=True)
class Window:
    """When a call lives, as days before or after the day of the seed; suppliers may be paid for some days after the spending."""

    opens: int
    closes: int
    spend_until: int
    accounts_due: int
    drafts_before: int = 7
    paid_after: int = 20

    def dates(self, now: datetime) -> configuring.Dates:
        """The same, as a call has them: spending begins on the day of publication."""
        opens_at = _at(now, self.opens, 10)
        draft_from_at = opens_at - timedelta(days=self.drafts_before)
        spend_until = _at(now, self.spend_until, 12)
        return configuring.Dates(
            draft_from_at=draft_from_at,
            opens_at=opens_at,
            closes_at=_at(now, self.closes, 12),
            spend_from_on=self.published(now).date(),
            spend_until_on=spend_until.date(),
            paid_until_on=(spend_until + timedelta(days=self.paid_after)).date(),
            project_until_on=spend_until.date(),
            accounts_due_on=_at(now, self.accounts_due, 12).date(),
        )

    def published(self, now: datetime) -> datetime:
        """A day before drafts can begin, or yesterday."""
        return min(_at(now, self.opens, 10) - timedelta(days=self.drafts_before + 1), now - timedelta(days=1))


def make_call(
    *,
    code: str,
    title: str,
    what: str,
    window: Window,
    cast: Cast,
    now: datetime,
    data: str | dict[str, Any] = "ecommerce_2020",
    notice: str = "",
) -> Call:
    """A call of the package by its name, or in terms of its own, with shifted dates; published by act before its drafts open."""
    before = window.published(now)
    call = configuring.load(
        data=packaged.read(data) if isinstance(data, str) else data,
        code=code,
        slug=code.lower(),
        title=title,
        notice=notice or SHIFTED.format(what=what),
        dates=window.dates(now),
        by=cast.operator,
        at=before - timedelta(days=1),
    )
    publishing.publish(
        call=call, number="45", issued_on=before.date(), issuer=ISSUER, signer=cast.director.name, by=cast.director, at=before
    )
    call.refresh_from_db()
    return call


def _at(now: datetime, days: int, hour: int) -> datetime:
    local = now.astimezone(ROME) + timedelta(days=days)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def open_now(cast: Cast, now: datetime) -> Call:
    """Call one: anybody may apply today, a week longer by an act. Firm 1 has not begun, so that the reader can."""
    window = Window(opens=-10, closes=18, spend_until=240, accounts_due=300)
    title = "Bando E-commerce 2020 – Nuovi mercati per le imprese lombarde"
    call = make_call(code="ECOMMERCE-2020", title=title, what="aperto adesso", window=window, cast=cast, now=now)
    walk = Walk(call, cast, random.Random(1))  # noqa: S311 (a repeatable demo, not a secret)
    for index, firm in enumerate(cast.firms[3:31:2]):
        at = now - timedelta(days=9) + timedelta(hours=13 * index)
        application = walk.draft(firm, at=at)
        if index % 3:
            walk.send(application, at=at + timedelta(hours=2))
        if index == 2:
            walk.send_again(application, at=at + timedelta(hours=3))
    _extend(call, cast, now)
    return call


def _extend(call: Call, cast: Cast, now: datetime) -> None:
    """Yesterday's act puts the closing off by a week: the call is at its second version."""
    at = now - timedelta(days=1)
    version = amending.extend(
        call=call,
        closes_at=_at(now, 25, 12),
        number="61",
        issued_on=at.date(),
        issuer=ISSUER,
        signer=cast.director.name,
        by=cast.director,
        at=at,
    )
    acts.publish(
        act=version.act, published_on=at.date(), address=page_of(version.act), by=cast.director, at=at + timedelta(hours=1)
    )
    call.refresh_from_db()


def under_review(cast: Cast, now: datetime) -> Call:
    """Call two: closed three weeks ago, every stage of the review at once."""
    window = Window(opens=-56, closes=-20, spend_until=200, accounts_due=260)
    title = "Bando E-commerce 2020 – seconda finestra (in istruttoria)"
    call = make_call(
        code="ECOMMERCE-2020-B", title=title, what="chiuso da venti giorni, in istruttoria", window=window, cast=cast, now=now
    )
    walk = Walk(call, cast, random.Random(2))  # noqa: S311
    sent = _send_all(walk, cast.firms[:40:2], now - timedelta(days=55))
    reviewed = now - timedelta(days=12)
    for index, application in enumerate(sent):
        stage = index % 6
        if stage in {1, 5}:
            walk.ask(application, at=reviewed + timedelta(days=6, hours=index))
        if stage == 5:
            walk.answer(application, at=reviewed + timedelta(days=8, hours=index))
        if stage in {2, 3}:
            walk.admit(application, at=reviewed + timedelta(hours=index), cut=index % 4 == 2)
        if stage == 3:
            walk.score(application, at=reviewed + timedelta(days=5, hours=index), share=Decimal("0.75"))
        if stage == 4:
            walk.reject(application, at=reviewed + timedelta(hours=index))
    walk.assign(at=now - timedelta(days=3))
    return call


def _send_all(walk: Walk, firms: list[Firm], start: datetime, spend: Decimal | None = None) -> list[Application]:
    sent = []
    for index, firm in enumerate(firms):
        at = start + timedelta(hours=12 * index, minutes=7 * index)
        application = walk.draft(firm, at=at, spend=spend)
        walk.send(application, at=at + timedelta(hours=3))
        sent.append(application)
    return sent


def at_its_end(cast: Cast, now: datetime) -> Call:
    """Call three: ranked, granted, spent, paid; what is left to do is left to the reader."""
    window = Window(opens=-300, closes=-264, spend_until=30, accounts_due=60)
    title = "Bando E-commerce 2020 – prima finestra (in chiusura)"
    call = make_call(
        code="ECOMMERCE-2020-A", title=title, what="al termine: concessioni e pagamenti", window=window, cast=cast, now=now
    )
    walk = Walk(call, cast, random.Random(3))  # noqa: S311
    firms = [*cast.firms[:24], *cast.firms[51:56]]
    sent = _send_all(walk, firms, now - timedelta(days=299), spend=Decimal("15200.00"))
    for index, application in enumerate(sent):
        if index % 11 == 10:
            walk.reject(application, at=now - timedelta(days=258))
            continue
        walk.admit(application, at=now - timedelta(days=258), cut=index % 5 == 4)
        share = Decimal("0.45") if index % 9 == 8 else Decimal(95 - index) / 100
        walk.score(application, at=now - timedelta(days=250), share=share)
    walk.sit(at=now - timedelta(days=245))
    _rank(walk, now - timedelta(days=242))
    _grant_all(walk, now - timedelta(days=235), now - timedelta(days=5))
    _live_on(walk, now)
    return call


def _act(walk: Walk, kind: ActKind, number: str, subject: str, at: datetime) -> Act:
    director = walk.cast.director
    known: dict[str, Any] = {"number": number, "issued_on": at.date(), "issuer": ISSUER, "signer": director.name}
    return acts.adopt(call=walk.call, kind=kind, subject=subject, by=director, at=at, **known)


def page_of(act: Act) -> str:
    """Where the demo says that an act can be read."""
    return f"https://www.unioncamerelombardia.example/atti/{act.number}"


def _rank(walk: Walk, at: datetime) -> None:
    director = walk.cast.director
    proposed = ranking.propose(call=walk.call, by=walk.cast.operator, at=at - timedelta(days=1))
    approved = ranking.sign(
        ranking=proposed, number="102", issued_on=at.date(), issuer=ISSUER, signer=director.name, by=director, at=at
    )
    assert approved.act is not None, "a signed ranking has its act"
    acts.publish(act=approved.act, published_on=at.date(), address=page_of(approved.act), by=director, at=at)


def _grant_all(walk: Walk, at: datetime, recently: datetime) -> None:
    """All but the last two financed ones, which wait for their codes; firm 1 `recently`, so that the reader can still accept."""
    financed = list(walk.call.applications.filter(state="financed").order_by("ranking_entries__position"))
    hers = walk.cast.firms[0].pk
    codes = list(enumerate(financed[:-2], start=1))
    _grant(walk, "110", [pair for pair in codes if pair[1].firm_id != hers], at)
    _grant(walk, "131", [pair for pair in codes if pair[1].firm_id == hers], recently)


def _grant(walk: Walk, number: str, codes: list[tuple[int, Application]], at: datetime) -> None:
    director = walk.cast.director
    act = _act(walk, ActKind.GRANT, number, "Concessione dei contributi del bando E-commerce 2020", at)
    for serial, application in codes:
        cor, cup = f"{1_200_000 + serial}", f"E{20 + serial % 5}J{serial:011d}"
        granting.grant(application=application, act=act, cor=cor, cup=cup, by=director, at=at)
    acts.publish(act=act, published_on=at.date(), address=page_of(act), by=director, at=at + timedelta(hours=1))


def _live_on(walk: Walk, now: datetime) -> None:
    """What the firms and Chambers have done since; firms 1 to 3 wait for the reader: accept, report, be paid."""
    hers = {firm.pk: index for index, firm in enumerate(walk.cast.firms[:3])}
    granted = walk.call.applications.filter(state="granted").select_related("firm", "grant", "pot__chamber").order_by("pk")
    others = (application for application in granted if application.firm_id not in hers)
    for application in granted:
        if hers.get(application.firm_id) in {1, 2}:
            walk.accept(application, at=now - timedelta(days=225))
    for index, application in enumerate(others):
        LIVES[index % len(LIVES)](walk, application, now)
    # A month after the grant, and the holidays on which no term ends: the sweep takes back what nobody has answered.
    accepting.expire_acceptances(at=now - timedelta(days=200))


def _renounced(walk: Walk, application: Application, now: datetime) -> None:
    walk.renounce(application, at=now - timedelta(days=226))


def _forgotten(_walk: Walk, _application: Application, _now: datetime) -> None:
    """The firm lets the term to accept pass."""


def _accepted(walk: Walk, application: Application, now: datetime) -> None:
    walk.accept(application, at=now - timedelta(days=225))


def _revoked(walk: Walk, application: Application, now: datetime) -> None:
    _accepted(walk, application, now)
    at = now - timedelta(days=100)
    act = _act(walk, ActKind.REVOCATION, f"R{application.pk}", f"Revoca del contributo a {application.firm}", at)
    reason = "Dalla verifica a campione risulta che la sede operativa non è stata aperta."
    revoking.revoke(application=application, act=act, reason=reason, by=walk.cast.director, at=at)


def _accounted(walk: Walk, application: Application, now: datetime, realised: str = "0.95") -> Accounts:
    _accepted(walk, application, now)
    accounts = Accounts(walk, application, (now - timedelta(days=150)).date(), Decimal(realised))
    accounts.send(accounts.write(at=now - timedelta(days=62)), at=now - timedelta(days=60))
    return accounts


def _settled(walk: Walk, application: Application, now: datetime, realised: str = "0.80") -> Accounts:
    accounts = _accounted(walk, application, now, realised)
    accounts.settle(application.account, at=now - timedelta(days=40))
    return accounts


def _paid(walk: Walk, application: Application, now: datetime) -> None:
    _settled(walk, application, now, "1.00").pay(application.account, at=now - timedelta(days=20))


def _closed(walk: Walk, application: Application, now: datetime) -> None:
    _paid(walk, application, now)
    closing.close(application=application, by=walk.officer(application), at=now - timedelta(days=5))


LIVES: list[Callable[[Walk, Application, datetime], object]] = [
    _paid,
    _settled,
    _accounted,
    _closed,
    _renounced,
    _forgotten,
    _paid,
    _revoked,
    _settled,
]
