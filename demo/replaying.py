"""The call of 2020 played again, firm by firm, through the operations that everybody uses, on its own dates."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from applications.enums import RejectionReason, State
from applications.models import Application
from applications.operations import ranking, reviewing, scoring, verifying
from bando.adapters import packaged
from bando.domain.tranches import Part
from bando.enums import FundKind, Gate, TrancheKind
from bando.models import Call
from bando.operations import acts, configuring, publishing, refinancing
from core.money import ZERO
from demo.calls import ISSUER, page_of
from demo.cast import Cast, registered, represented
from demo.firms import PLACES, sample
from demo.people import CHAMBERS
from demo.replay_plan import Applicant, Fate, Plan, plan
from demo.walking import Walk
from registry.models import Firm

CODE, DATA = "ECOMMERCE-2020-RIVISTO", "ecommerce_2020"
TITLE = "Bando E-commerce 2020 – rivissuto con 1.649 imprese inventate"
NOTICE = (
    "Dimostrazione: il bando E-commerce 2020 con le sue date e la sua dotazione. Le imprese sono inventate e gli importi che "
    "chiedono sono scelti perché tornino i conteggi pubblicati (286, 403 e 638 finanziate); le date degli atti della graduatoria "
    "sono di fantasia."
)
ROME = ZoneInfo("Europe/Rome")
# Above every number of the demo's own firms and of the measurements.
FIRST_SERIAL = 500_000
PLACE_OF = {
    "bg": ["BG"], "bs": ["BS"], "co-lc": ["CO", "LC"], "cr": ["CR"], "mn": ["MN"], "mi-mb-lo": ["MI", "MB", "LO"], "pv": ["PV"],
    "so": ["SO"], "va": ["VA"],
}  # fmt: skip
UNMET = "Il diritto annuale non risulta versato: verifica nel registro della Camera."
TRANCHES = (
    Part(TrancheKind.FIRST, Decimal("0.50"), Gate.NONE, date(2021, 2, 15)),
    Part(TrancheKind.SECOND, Decimal("0.40"), Gate.INTERIM, date(2021, 2, 28)),
    Part(TrancheKind.BALANCE, Decimal("0.10"), Gate.FINAL, date(2021, 6, 30)),
)
Say = Callable[[str], None]


def _on(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ROME)


PUBLISHED, CHECKED, ASKED, EXPIRED, SCORED = (
    _on(2020, 6, 8), _on(2020, 7, 27), _on(2020, 8, 3), _on(2020, 8, 20), _on(2020, 10, 1),
)  # fmt: skip
RANKED = (_on(2020, 10, 26), _on(2020, 12, 17), _on(2021, 2, 2))
REFINANCED = (_on(2020, 12, 16), _on(2021, 2, 1))


@dataclass
class Replay:
    """The call, who plays, and how many were financed in all after each act."""

    call: Call
    walk: Walk
    plan: Plan
    say: Say
    sent: list[tuple[Applicant, Application]] = field(default_factory=list)
    financed: list[int] = field(default_factory=list)

    def run(self) -> None:
        """From the first draft to the third act."""
        self._arrive()
        self._check()
        self._score()
        for number, at in enumerate(RANKED):
            if number:
                self._refinance(number - 1)
            self._rank(number, at)

    def _arrive(self) -> None:
        """Most come in the last days, as they did."""
        instants = sorted(_instant(self.walk.dice, self.call) for _each in self.plan.applicants)
        for serial, (applicant, at) in enumerate(zip(self.plan.applicants, instants, strict=True), start=FIRST_SERIAL):
            firm = self._firm(serial, applicant)
            application = self.walk.draft(firm, at=at - timedelta(hours=2), spend=applicant.spend)
            self.walk.send(application, at=at)
            self.sent.append((applicant, application))
            if len(self.sent) % 200 == 0:
                self.say(f"{len(self.sent)} domande arrivate")

    def _firm(self, serial: int, applicant: Applicant) -> Firm:
        dice, known = self.walk.dice, {place[0]: place for place in PLACES}
        province = known[dice.choice(PLACE_OF[applicant.chamber])]
        nth = serial - FIRST_SERIAL
        found = sample(serial, dice, province, born=(1955 + nth // 336, 1 + nth // 28 % 12, 1 + nth % 28))
        found = replace(found, address=f"{found.address}/{nth}", certified_email=f"replay{serial}@pec.demo.example")
        firm = registered(found, PUBLISHED)
        self.walk.cast.representatives[firm.pk] = represented(f"replay{serial}@demo.example", found, firm, PUBLISHED)
        return firm

    def _check(self) -> None:
        """Each by its Chamber: what is missing is asked for first, what is asked and does not come ends it."""
        self.walk.assign(at=CHECKED)
        for _applicant, application in self._of(Fate.UNANSWERED):
            self.walk.ask(application, at=ASKED)
        reviewing.expire_integrations(at=EXPIRED)
        for applicant, application in self._of(Fate.UNMET, Fate.CUT):
            self._refuse(applicant, application)
        for applicant, application in self._of(Fate.FINANCED, Fate.BELOW):
            self._cut(applicant, application)
            self.walk.admit(application, at=CHECKED)
        self.say(f"{self.call.applications.filter(state=State.INADMISSIBLE).count()} non ammesse dopo l’istruttoria")

    def _of(self, *fates: Fate) -> list[tuple[Applicant, Application]]:
        return [pair for pair in self.sent if pair[0].fate in fates]

    def _refuse(self, applicant: Applicant, application: Application) -> None:
        by, reason, text = self.walk.officer(application), RejectionReason.REQUIREMENT, UNMET
        if applicant.fate is Fate.CUT:
            self._cut(applicant, application)
            reason, text = RejectionReason.MINIMUM_SPEND, "Tolte le spese non pertinenti restano meno di 4.000 euro."
        else:
            verifying.confirm_facts(
                application=application, words={"annual-fee": False}, note="Registro della Camera.", by=by, at=CHECKED
            )
        reviewing.reject(application=application, reason_code=reason, text=text, by=by, at=CHECKED)

    def _cut(self, applicant: Applicant, application: Application) -> None:
        """Down to what the officer leaves, on the largest expense."""
        over = applicant.spend - applicant.admitted
        if over:
            expense = application.expenses.order_by("-amount", "pk")[0]
            reason = "La fornitura comprende servizi non pertinenti al canale di vendita."
            by = self.walk.officer(application)
            reviewing.cut(expense=expense, admitted=expense.amount - over, reason=reason, by=by, at=CHECKED)

    def _score(self) -> None:
        self.walk.assign(at=SCORED)
        criteria = list(self.call.scoringcriterions.all())
        for applicant, application in self._of(Fate.FINANCED, Fate.BELOW):
            points = {each.pk: (each.maximum * applicant.share).quantize(Decimal("0.01")) for each in criteria}
            for evaluator in self.walk.cast.evaluators[: self.call.evaluators_required]:
                by = self.walk.declared(evaluator, application)
                scoring.score(application=application, points=points, note="Valutazione inventata.", by=by, at=SCORED)
        self.say(f"{self.call.applications.filter(state=State.SCORED).count()} valutate")

    def _refinance(self, number: int) -> None:
        at, pots = REFINANCED[number], {pot.chamber.code: pot.pk for pot in self.call.pots.exclude(chamber=None)}  # type: ignore[union-attr]
        director = self.walk.cast.director
        refinancing.refinance(
            call=self.call, kind=FundKind.REGIONAL, label=f"Regione Lombardia, rifinanziamento {number + 1}",
            amounts={pots[code]: amount for code, amount in self.plan.refinancings[number].items()}, number=f"RF{number + 1}",
            issued_on=at.date(), issuer="Regione Lombardia", signer="Dirigente regionale", tranche_rules=TRANCHES, by=director,
            at=at,
        )  # fmt: skip
        self.call.refresh_from_db()

    def _rank(self, number: int, at: datetime) -> None:
        """Proposed by the operator, signed by the director two days later, made public."""
        director, signed = self.walk.cast.director, at + timedelta(days=1)
        proposed = ranking.propose(call=self.call, by=self.walk.cast.operator, at=at)
        approved = ranking.sign(
            ranking=proposed, number=f"GR{number + 1}", issued_on=signed.date(), issuer=ISSUER, signer=director.name, by=director,
            at=signed,
        )  # fmt: skip
        assert approved.act is not None, "a signed ranking has its act"
        acts.publish(act=approved.act, published_on=signed.date(), address=page_of(approved.act), by=director, at=signed)
        self.financed.append(self.call.applications.filter(state=State.FINANCED).count())
        self.say(f"{approved.act}: {self.financed[-1]} finanziate in tutto")


def _instant(dice: random.Random, call: Call) -> datetime:
    """A third spread over the five weeks, the others ever more often toward the end; to the microsecond."""
    opens, whole = call.opens_at, (call.closes_at - call.opens_at).total_seconds()
    before_the_end = min(dice.expovariate(1 / 40_000), whole - 1) if dice.random() > 1 / 3 else dice.uniform(1, whole - 1)
    return (opens + timedelta(seconds=whole - before_the_end)).astimezone(UTC)


def prepare(cast: Cast, say: Say) -> Replay:
    """The call made and published, and the plan for its endowments. Nobody has applied yet."""
    data = packaged.read(DATA)
    call = configuring.load(
        data=data, code=CODE, slug=CODE.lower(), title=TITLE, notice=NOTICE, dates=configuring.Dates.of(data["dates"]),
        by=cast.operator, at=PUBLISHED - timedelta(days=1),
    )  # fmt: skip
    director = cast.director
    publishing.publish(
        call=call, number="45", issued_on=PUBLISHED.date(), issuer=ISSUER, signer=director.name, by=director, at=PUBLISHED
    )
    call.refresh_from_db()
    endowments = _endowments(call)
    dice = random.Random(20)  # noqa: S311 (a repeatable replay, not a secret)
    return Replay(call, Walk(call, cast, dice), plan(endowments), say)


def _endowments(call: Call) -> Mapping[str, Decimal]:
    """Euro by code of Chamber, in the order of the demo's people."""
    found = dict.fromkeys(CHAMBERS, ZERO)
    for fund in call.funds.all():
        for line in fund.lines.select_related("pot__chamber"):
            assert line.pot.chamber is not None, "the call of 2020 has no common pool"
            found[line.pot.chamber.code] += line.endowment
    return found
