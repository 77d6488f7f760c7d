"""Rows for the tests of accounts and payments: applications walked from an accepted grant to PAID, tranches of their call."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from applications.enums import State
from applications.models import Application
from applications.operations import verifying
from bando.enums import Outcome
from bando.models import Call, Fund, TrancheRule
from bando.operations import acts
from disbursement.enums import EvidenceKind, PaymentMeans
from disbursement.models import (
    Account,
    ChamberAccount,
    Control,
    ControlPlan,
    ControlSample,
    Evidence,
    Invoice,
    PaymentOrder,
    Payout,
    Recovery,
    RevocationNotice,
    Settlement,
    Tranche,
    WithholdingCertificate,
)
from disbursement.operations import (
    accounting,
    certifying,
    checking,
    controlling,
    evidence,
    invoicing,
    ordering,
    paying,
    recovering,
    sampling,
    settling,
    showing,
    substituting,
    tranches,
)
from disbursement.queries.requirements import requirements_of
from registry.models import Firm
from tests import factories
from tests.disbursement.invoices import fattura
from tests.factories import a_pdf, a_representative, a_user, act_details, an_officer, fresh, staff
from tests.papers import a_picture

INVOICED_ON = date(2021, 2, 10)
PAID_SUPPLIER_ON = date(2021, 2, 20)
WRITTEN = datetime(2021, 4, 10, 9, 0, tzinfo=UTC)
CHECKED = datetime(2021, 5, 10, 9, 0, tzinfo=UTC)
PUBLISHED_ON = date(2021, 5, 20)
PAID_ON = date(2021, 6, 15)
PAID = datetime(2021, 6, 15, 9, 0, tzinfo=UTC)
CERTIFIED = datetime(2022, 2, 10, 9, 0, tzinfo=UTC)
SHOP = "https://negozio.example.org/"
IBAN, CHAMBER_IBAN = "IT60X0542811101000000123456", "IT33X0542811101000000123457"
_numbers = count(1)


def an_xml(
    application: Application, *, lines: tuple[tuple[str, str], ...] = (("Negozio online", "12000.00"),), **of_body
) -> bytes:
    """An invoice to the application's firm that passes every check, unless told otherwise."""
    number = next(_numbers)
    defaults: dict[str, object] = {
        "number": f"{number}/A", "day": INVOICED_ON.isoformat(), "cup": application.grant.cup, "buyer": application.firm.name,
        "buyer_vat": application.firm.vat_number, "buyer_code": application.firm.tax_code,
    }  # fmt: skip
    return fattura(lines=lines, **defaults | of_body)


def open_account(application: Application, *, at: datetime = WRITTEN) -> Account:
    return accounting.open_account(application=application, by=a_representative(application.firm), at=at)


def claim(account: Account, content: bytes, *, at: datetime = WRITTEN) -> list[Invoice]:
    """Upload a file; assign its lines to the call's first item."""
    application = account.application
    by, item = a_representative(application.firm), application.call.expenseitems.first()
    invoices = invoicing.add_invoices(account=account, name="fattura.xml", content=content, by=by, at=at)
    for invoice in invoices:
        for spending in invoice.spendings.all():
            accounting.assign(spending=spending, item=item, by=by, at=at)
    return invoices


def prove(account: Account, invoice: Invoice, *, at: datetime = WRITTEN) -> None:
    by = a_representative(account.application.firm)
    accounting.prove_payment(
        account=account, invoices=[invoice], paid_on=PAID_SUPPLIER_ON, amount=invoice.to_pay, payee=invoice.supplier_name,
        means=PaymentMeans.TRANSFER, name="bonifico.pdf", content=a_pdf(), by=by, at=at,
    )  # fmt: skip


def describe(account: Account, *, at: datetime = WRITTEN) -> Account:
    by = a_representative(account.application.firm)
    return accounting.describe(
        account=account, iban=IBAN, report="Negozio aperto.", sales_started=True, sales_url=SHOP, by=by, at=at
    )


def show_sales(application: Application, *, at: datetime = WRITTEN) -> Application:
    """Open the accounts and put a screenshot of the shop in them."""
    by, account = a_representative(application.firm), open_account(application, at=at)
    showing.show_sales(account=account, name="negozio.png", content=a_picture("PNG"), by=by, at=at)
    return fresh(application)


def written(application: Application, *, spend: str = "12000.00", at: datetime = WRITTEN) -> Account:
    """Accounts with nothing missing, not sent yet."""
    account = open_account(application, at=at)
    for invoice in claim(account, an_xml(application, lines=(("Negozio online", spend),)), at=at):
        prove(account, invoice, at=at)
    return describe(account, at=at)


def write(application: Application) -> Application:
    """The same as a step."""
    return written(application).application


def send(application: Application, *, spend: str = "12000.00", at: datetime = WRITTEN) -> Application:
    account = written(application, spend=spend, at=at)
    accounting.send(account=account, by=a_representative(application.firm), at=at)
    return fresh(application)


def check(application: Application, *, admitted: str | None = None, at: datetime = CHECKED) -> Application:
    """The officer ends the check, having cut the first line to `admitted` if it is given."""
    account, by = application.account, an_officer(application)
    if admitted is not None:
        line = account.spendings.first()
        checking.cut(spending=line, admitted=Decimal(admitted), reason="Non riguarda il progetto.", by=by, at=at)
    checking.check(account=account, by=by, at=at)
    return fresh(application)


def settle(application: Application, *, at: datetime = CHECKED) -> Application:
    settling.settle(account=application.account, by=an_officer(application), at=at)
    return fresh(application)


def make_public(application: Application, *, published_on: date = PUBLISHED_ON, at: datetime = PAID) -> Application:
    """Publish the act of the grant."""
    act = application.grant.act
    if not hasattr(act, "publication"):
        acts.publish(act=act, published_on=published_on, address="https://example.org/atti", by=staff("director")[0], at=at)
    return fresh(application)


def a_director(application: Application):
    """The competent Chamber's director, who signs payments."""
    return staff("chamber_director", chamber=application.pot.chamber)[0]


def verify(application: Application, *, at: datetime = PAID) -> Application:
    """The officer has looked up, with a good end, whatever the rules of the payment leave to the Chamber."""
    settlement, by = Settlement.objects.get(account__application=application), an_officer(application)
    found = [one.code for one in requirements_of(settlement, at=at) if one.outcome == Outcome.TO_VERIFY]
    if found:
        verifying.confirm_facts(application=application, words=dict.fromkeys(found, True), note="Visura.", by=by, at=at)
    return fresh(application)


def an_account(chamber) -> ChamberAccount:
    """The account that the Chamber pays from, registered once."""
    known = ChamberAccount.objects.filter(chamber=chamber).last()
    return known or ordering.use_account(
        chamber=chamber, holder=f"Camera di commercio di {chamber}"[:70], iban=CHAMBER_IBAN,
        by=staff("chamber_director", chamber=chamber)[0], at=CHECKED,
    )  # fmt: skip


def an_order(*settlements: Settlement, by=None, at: datetime = PAID) -> PaymentOrder:
    """Proposed by an officer of the Chamber."""
    return ordering.propose(settlements=settlements, by=by or an_officer(settlements[0].account.application), at=at)


def adopted(order: PaymentOrder, *, execute_on: date = PAID_ON, at: datetime = PAID, by=None) -> PaymentOrder:
    """The order, adopted by the Chamber's director."""
    an_account(order.pot.chamber)
    return ordering.adopt(
        order=order, number=f"P{next(_numbers)}", issued_on=execute_on, issuer=str(order.pot), signer="Il dirigente",
        execute_on=execute_on, by=by or staff("chamber_director", chamber=order.pot.chamber)[0], at=at,
    )  # fmt: skip


def pay_out(settlement: Settlement, *, paid_on: date = PAID_ON, at: datetime = PAID, by=None) -> Payout:
    """Ordered, adopted (by `by`) and confirmed."""
    proposed = PaymentOrder.objects.filter(lines__settlement=settlement, lines__state="ordered", state="proposed").first()
    order = adopted(proposed or an_order(settlement, at=at), execute_on=min(paid_on, PAID_ON), at=at, by=by)
    [payout] = paying.confirm(order=order, paid_on=paid_on, by=an_officer(settlement.account.application), at=at)
    return payout


def certify(*, at: datetime = CERTIFIED) -> list[WithholdingCertificate]:
    """What was withheld in the year of PAID, certified and drawn."""
    certifying.sweep(at=at)
    return [certifying.make(certificate_id=key, at=at) for key in certifying.due(at=at)]


def substitute(application: Application, amount: str, *, at: datetime = PAID, **about: object) -> Application:
    """The officer has found contributions not in order (the call asks for `durc`): the bodies are paid in the firm's place."""
    by, settlement = an_officer(application), application.account.settlement
    verifying.confirm_facts(application=application, words={"durc": False}, note="DURC online.", by=by, at=at)
    known = {"bodies": "INPS", "document": "INPS_123", "issued_on": PAID_ON, "by": by, "at": at}
    substituting.substitute(settlement=settlement, amount=Decimal(amount), **known | about)
    return fresh(application)


def pay(application: Application) -> Application:
    application = verify(application)
    pay_out(application.account.settlement)
    return fresh(application)


Walk = Callable[[Application], Application]
PATHS: dict[State, tuple[Walk, ...]] = {
    State.ACCOUNTED: (send,),
    State.SETTLED: (send, check, settle),
    State.PAID: (send, check, settle, make_public, pay),
}


def application_at(state: State, *, call: Call | None = None, firm: Firm | None = None) -> Application:
    """An application that has walked to `state`, whichever it is."""
    if state not in PATHS:
        return factories.application_at(state, call=call, firm=firm)
    application = factories.application_at(State.ACCEPTED, call=call, firm=firm)
    for step in PATHS[state]:
        application = step(application)
    assert application.state == state
    return application


# The regional money


def tranche_rules(call: Call) -> list[TrancheRule]:
    """The parts of the call's regional fund: 50, 40 and 10 %."""
    return list(Fund.objects.get(call=call, kind="regional").tranche_rules.order_by("order"))


def an_operator():
    return staff("operator")[0]


def a_report(call: Call, kind: EvidenceKind, *, cost: str | None = None, approved: bool = True, at: datetime = PAID) -> Evidence:
    """A report recorded as sent to the Region and, unless told otherwise, approved there."""
    row = evidence.record(
        call=call, kind=kind, as_of_at=at, data_sha256="0" * 64, file_sha256="1" * 64, protocol="Prot. 1/2021",
        regional_cost=None if cost is None else Decimal(cost), by=an_operator(), at=at,
    )  # fmt: skip
    if approved:
        evidence.approve(evidence=row, protocol="RL 7/2021", approved_on=at.date(), by=an_operator(), at=at)
    return row


def a_proposal(rule: TrancheRule, *, report: Evidence | None = None, at: datetime = PAID) -> Tranche:
    return tranches.propose(rule=rule, evidence=report, by=an_operator(), at=at)


def ask_for(tranche: Tranche, *, at: datetime = PAID) -> Tranche:
    """The director signs the request."""
    return tranches.request(tranche=tranche, by=staff("director")[0], at=at, **act_details(at))


def an_approved_tranche(rule: TrancheRule, *, report: Evidence | None = None, at: datetime = PAID) -> Tranche:
    """Proposed, requested by act, approved by the Region."""
    tranche = ask_for(a_proposal(rule, report=report, at=at), at=at)
    return tranches.approve(tranche=tranche, protocol="RL 8/2021", approved_on=at.date(), by=an_operator(), at=at)


def a_tranche(rule: TrancheRule, *, report: Evidence | None = None, received: bool = True, at: datetime = PAID) -> Tranche:
    """A tranche approved by the Region and, unless told otherwise, received and passed on."""
    tranche = an_approved_tranche(rule, report=report, at=at)
    if received:
        tranches.receive(tranche=tranche, received_on=at.date(), reference="Reversale 1", by=an_operator(), at=at)
        tranches.pass_on(tranche=tranche, by=an_operator(), at=at)
    return Tranche.objects.get(pk=tranche.pk)


def somebody_else(role: str = "representative"):
    """A person with a role in another firm."""
    return a_user(role, firm=factories.a_firm())


# What is taken back


def begin_revocation(payout: Payout, *, amount: str = "1000.00", at: datetime = PAID) -> RevocationNotice:
    """The officer tells the firm that so much is to be given back."""
    by = an_officer(payout.settlement.account.application)
    return recovering.notice(payout=payout, amount=Decimal(amount), reason="Sede chiusa.", by=by, at=at)


def take_back(payout: Payout, *, amount: str = "1000.00", at: datetime = PAID) -> Recovery:
    """The firm has been heard, and the director decides."""
    notice, application = begin_revocation(payout, amount=amount, at=at), payout.settlement.account.application
    recovering.observe(notice=notice, text="Riapre.", by=a_representative(application.firm), at=at)
    director, details = a_director(application), act_details(at)
    details["pay_by_on"] = at.date() + timedelta(days=30)
    return recovering.decide(notice=notice, amount=Decimal(amount), reason="Non riapre.", by=director, at=at, **details)


# What is controlled by sample

POINTS = (("Le dichiarazioni sono veritiere", "art. 71 DPR 445/2000"), ("I pagamenti risultano dagli estratti conto", ""))


def a_plan(call: Call, *, share: str = "0.05", at: datetime = PAID) -> ControlPlan:
    """How the paid grants of the call are controlled."""
    return sampling.publish(call=call, share=Decimal(share), days=60, points=POINTS, by=an_operator(), at=at)


def a_sample(pot, *, at: datetime = PAID) -> ControlSample:
    """Proposed by an officer of the Chamber, among all that it has paid."""
    by = staff("officer", chamber=pot.chamber)[0]
    return sampling.propose(pot=pot, seed_source="Lotto del 20/06/2021, ruota di Milano", by=by, at=at)


def drawn(sample: ControlSample, *, seed: str = "12 45 67 8 90", at: datetime = PAID) -> ControlSample:
    """Drawn by the Chamber's director."""
    return sampling.draw(sample=sample, seed=seed, by=staff("chamber_director", chamber=sample.pot.chamber)[0], at=at)


def a_controller(control: Control):
    """An officer of the Chamber who had no part in the file, and no conflict with it."""
    return factories.declared(staff("officer", chamber=control.sample.pot.chamber)[1], control.application, at=PAID)


def looked_through(control: Control, *, but: str = "", note: str = "Visto.", at: datetime = PAID) -> Control:
    """Every point is met; the first one is `but`, if that is given."""
    points = list(control.sample.plan.points.order_by("position"))
    answers = [(point.pk, but if but and not place else "met", note) for place, point in enumerate(points)]
    controlling.answer(control=control, answers=answers, by=a_controller(control), at=at)
    return Control.objects.get(pk=control.pk)


def ended(control: Control, result: str = "regular", *, amount: str | None = None, reason: str = "", at: datetime = PAID):
    """Gone through and ended: irregular where the first point is not met."""
    looked_through(control, but="not_met" if result == "irregular" else "", at=at)
    money = None if amount is None else Decimal(amount)
    return controlling.conclude(control=control, result=result, amount=money, reason=reason, by=a_controller(control), at=at)
