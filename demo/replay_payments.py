"""The call of 2020 after its rankings: grants, accounts and payments of the 638, the Region's tranches, what is given back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from applications.models import Application
from applications.operations import granting
from bando.enums import ActKind, FundKind, TrancheKind
from bando.models import Act, BudgetLine, Call, Fund, TrancheRule
from bando.operations import acts, returning
from core.figures import ROME, euro
from demo.calls import ISSUER, page_of
from demo.regional import deliver, pass_through
from demo.spending import Accounts
from demo.walking import Walk
from disbursement.models import Evidence, Tranche
from reports.enums import ReportKind


def _on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=ROME)


GRANTED, ACCEPTED, FIRST, INTERIM, SECOND = _on(2, 10), _on(2, 12), _on(2, 15), _on(2, 22), _on(3, 1)
INVOICED, WRITTEN, SENT, SETTLED, PAID = _on(3, 10), _on(4, 20), _on(4, 20, 12), _on(5, 17), _on(6, 1)
FINAL, BALANCE, RETURNED = _on(6, 10), _on(6, 21), _on(7, 15)
# Firms that spent a little less than planned, and those whose accounts are cut: every so many.
SPENT_LESS, CUT = 3, 10
LESS, ENOUGH = Decimal("0.94"), Decimal("5000.00")
Say = Callable[[str], None]


@dataclass
class Aftermath:
    """The call whose rankings are signed, and who plays on."""

    walk: Walk
    say: Say

    @property
    def call(self) -> Call:
        return self.walk.call

    def run(self) -> None:
        """From the act of grant to the last euro given back."""
        financed = list(self.call.applications.filter(state="financed").order_by("pk"))
        self._grant(financed)
        self._tranches(TrancheKind.FIRST, None, FIRST)
        self._tranches(
            TrancheKind.SECOND, deliver(self.call, ReportKind.INTERIM, "UL-2021-0222", self.walk.cast, INTERIM), SECOND
        )
        for number, pk in enumerate(application.pk for application in financed):
            self._report_and_pay(number, Application.objects.get(pk=pk))
        self.say(f"{len(financed)} contributi pagati")
        self._tranches(TrancheKind.BALANCE, deliver(self.call, ReportKind.FINAL, "UL-2021-0610", self.walk.cast, FINAL), BALANCE)
        self._give_back()

    def _grant(self, financed: list[Application]) -> None:
        director = self.walk.cast.director
        act = self._act(ActKind.GRANT, "CONC1", "Concessione dei contributi", GRANTED)
        for serial, application in enumerate(financed, start=1):
            cor, cup = f"{2_200_000 + serial}", f"E{20 + serial % 5}J{90_000_000_000 + serial:011d}"
            granting.grant(application=application, act=act, cor=cor, cup=cup, by=director, at=GRANTED)
        acts.publish(act=act, published_on=GRANTED.date(), address=page_of(act), by=director, at=GRANTED + timedelta(hours=1))
        for application in financed:
            self.walk.accept(application, at=ACCEPTED)
        self.say(f"{len(financed)} contributi concessi e accettati")

    def _act(self, kind: ActKind, number: str, subject: str, at: datetime) -> Act:
        director = self.walk.cast.director
        return acts.adopt(
            call=self.call, kind=kind, number=number, issued_on=at.date(), issuer=ISSUER, signer=director.name, subject=subject,
            by=director, at=at,
        )  # fmt: skip

    def _report_and_pay(self, number: int, application: Application) -> None:
        little = application.verdict.admitted_spend < ENOUGH
        realised = LESS if number % SPENT_LESS == 0 and not little else Decimal(1)
        accounts = Accounts(self.walk, application, INVOICED.date(), realised)
        account = accounts.write_in_one(at=WRITTEN)
        accounts.send(account, at=SENT)
        accounts.settle(account, at=SETTLED, cuts=number % CUT == 0 and not little)
        accounts.pay(account, at=PAID)

    def _tranches(self, kind: TrancheKind, report: Evidence | None, at: datetime) -> None:
        """Of each of the Region's funds: the first endowment, then those of the refinancings."""
        for rule in TrancheRule.objects.filter(fund__call=self.call, kind=kind).select_related("fund").order_by("fund"):
            tranche = pass_through(rule, report, self.walk.cast, at)
            self.say(f"{tranche}: {euro(tranche.amount)}, a {tranche.shares.count()} Camere")

    def _give_back(self) -> None:
        """What is left of every fund goes back to who gave it."""
        for number, fund in enumerate(self.call.funds.order_by("pk"), start=1):
            amounts = dict(fund.lines.filter(available__gt=0).values_list("pk", "available"))
            if amounts:
                returning.give_back(
                    fund=fund, amounts=amounts, number=f"REST{number}", issued_on=RETURNED.date(), issuer=ISSUER,
                    signer=self.walk.cast.director.name, by=self.walk.cast.director, at=RETURNED,
                )  # fmt: skip


def failures(call: Call) -> list[str]:
    """A sentence for every line that does not close (endowment = paid + returned), and every fund with another cost."""
    found = []
    for line in BudgetLine.objects.filter(fund__call=call).select_related("fund", "pot__chamber"):
        if line.endowment != line.paid + line.returned or line.available or line.reserved or line.committed:
            found.append(f"{line}: {line.endowment} endowed, {line.paid} paid, {line.returned} given back")
    for fund in Fund.objects.filter(call=call, kind=FundKind.REGIONAL):
        came = sum(tranche.amount for tranche in Tranche.objects.filter(rule__fund=fund))
        if came != sum(line.paid for line in fund.lines.all()):
            found.append(f"{fund}: {came} came in of the Region, and its lines have paid something else")
    return found
