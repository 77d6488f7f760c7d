"""Twelve electronic invoices dropped at once, down to the last cent on the firm's account and back in the pots."""

import random
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from applications.models import Application
from applications.operations import granting, ranking
from bando.adapters import packaged
from bando.enums import ActKind, MovementKind, Phase
from bando.models import BudgetLine, Movement
from bando.operations import acts
from bando.queries.balance import differences
from core.figures import day
from core.money import split
from demo.calls import Window, make_call, page_of
from demo.cast import gather
from demo.walking import Walk
from disbursement.models import Account, Payout
from disbursement.operations import accounting, banking, invoicing
from disbursement.queries.commitments import commitments_of
from disbursement.queries.payments import payments_of
from registry.operations import editing
from tests.applications.faces.test_desk_in_browser import enter
from tests.disbursement.invoices import fattura
from tests.disbursement.samples import signed
from tests.journeys.steps_accounts import Accounts, Checker, Orderer, Payer, Payment
from tests.journeys.steps_browser import Stage, staged
from tests.journeys.steps_cast import euro
from tests.journeys.steps_desk import today
from tests.journeys.steps_firm import Company

pytestmark = [pytest.mark.django_db(transaction=True)]
# 19.000,00 planned: 70 % would be 13.300,00, the call gives 12.000,00 at the most. Of 14.285,71 admitted 70 % is 10.000,00.
MOST, PLANNED, GRANTED = "12000.00", Decimal("19000.00"), Decimal("12000.00")
CLAIMED, ADMITTED, FINAL = Decimal("15785.71"), Decimal("14285.71"), Decimal("10000.00")
NET, WITHHELD, ECONOMIA = Decimal("9600.00"), Decimal("400.00"), Decimal("2000.00")
ITEM = "Sito di e-commerce o app propri"
AGENCY, TIED = ("Web Agency S.r.l.", "01234567897"), ("Noleggi di Famiglia S.r.l.", "12345670017")
NOTE, WITHOUT_CUP, TAKEN, OF_THE_FAMILY = "A/9", "A/10", "A/11", "B/1"
# Number → lines, net of VAT; the note takes from the first.
BOUGHT = {
    "A/1": (("Negozio online in tre lingue", "5000.00"), ("Collegamento al gestionale", "1500.00")),
    "A/2": (("Servizi fotografici", "2500.00"),),
    "A/3": (("Schede prodotto in tedesco", "1700.00"),),
    "A/4": (("Campagna di lancio", "1285.71"),),
    "A/5": (("Formazione del personale", "900.00"),),
    "A/6": (("Consulenza sui dazi", "800.00"),),
    "A/7": (("Canone del marketplace", "700.00"),),
    "A/8": (("Manutenzione del sito", "600.00"),),
    NOTE: (("Storno di una giornata di lavoro", "500.00"),),
    WITHOUT_CUP: (("Traduzione del contratto", "400.00"),),
    TAKEN: (("Video di prodotto", "1000.00"),),
    OF_THE_FAMILY: (("Noleggio di attrezzature", "900.00"),),
}
SIGNED = {"A/2", "A/3"}


def test_twelve_invoices_become_a_payment_and_what_is_left_goes_back(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    walk, application = granted()
    files = invoices_of(application)
    with staged(live_server, new_context, tmp_path) as stage:
        accounts = reports(stage, application, files)
        before = standing(application)
        officer = Checker(comes(stage, "officer", walk.officer(application)), "officer")
        decides(officer, application)
        went_back(application, before)
        walk.verify(application, Phase.PAYMENT, at=timezone.now())
        is_paid(stage, walk, application, tmp_path)
        accounts.is_paid(net=NET, withheld=WITHHELD)
        accounts.at.open(f"/domande/{application.pk}/rendiconto/")
        accounts.at.sees(f"Pagato: {euro(NET)} € il {day(timezone.localdate())}", "soggetto alla ritenuta del 4 %")
        assert stage.found == {}
    assert list(differences()) == []


def granted() -> tuple[Walk, Application]:
    """All that comes before: a call that gives up to 12.000,00, a grant accepted, another firm that has claimed an invoice."""
    now = timezone.now()
    cast, data = gather(now - timedelta(days=400)), packaged.read("ecommerce_2020")
    data["measures"][0]["maximum_grant"] = MOST
    window = Window(opens=-300, closes=-264, spend_until=30, accounts_due=60)
    call = make_call(code="CATENA", title="Bando della catena", what="prova", window=window, cast=cast, now=now, data=data)
    walk = Walk(call, cast, random.Random(5))
    ours, others = (sent(walk, firm, now) for firm in (cast.firms[0], cast.firms[3]))
    proposed = ranking.propose(call=call, by=cast.operator, at=now - timedelta(days=243))
    ranking.sign(ranking=proposed, by=cast.director, at=now - timedelta(days=242), **known("1", now - timedelta(days=242)))
    at = now - timedelta(days=235)
    act = acts.adopt(call=call, kind=ActKind.GRANT, subject="Concessione", by=cast.director, at=at, **known("2", at))
    for serial, one in enumerate((ours, others), start=1):
        one.refresh_from_db()
        cup = f"E20J{serial:011d}"
        granting.grant(application=one, act=act, cor=f"120000{serial}", cup=cup, by=cast.director, at=at)
    acts.publish(act=act, published_on=at.date(), address=page_of(act), by=cast.director, at=at)
    for one in (ours, others):
        walk.accept(one, at=now - timedelta(days=225))
    claimed_by(walk, others, xml(ours, TAKEN))
    tied = {"name": TIED[0], "country": "IT", "tax_code": TIED[1], "tie": "linked", "share": Decimal("0.6"), "staff": 3}
    money = {"turnover": Decimal("90000.00"), "balance_sheet": Decimal("80000.00")}
    editing.relate(firm=ours.firm, relative=tied | money, by=None, at=now)
    assert ours.grant.amount == GRANTED
    return walk, ours


def sent(walk: Walk, firm: Any, now: Any) -> Application:
    """Sent, admitted, scored."""
    application = walk.draft(firm, at=now - timedelta(days=299), spend=PLANNED)
    walk.send(application, at=now - timedelta(days=290))
    walk.admit(application, at=now - timedelta(days=258))
    walk.score(application, at=now - timedelta(days=250), share=Decimal("0.9"))
    return application


def known(number: str, at: Any) -> dict[str, Any]:
    return {"number": number, "issued_on": at.date(), "issuer": "Unioncamere", "signer": "–"}


def xml(application: Application, number: str) -> bytes:
    """An invoice to the application's firm, as its supplier sends it."""
    name, vat = TIED if number == OF_THE_FAMILY else AGENCY
    firm, kind = application.firm, {"document_type": "TD04", "cup_block": "DatiFattureCollegate"} if number == NOTE else {}
    content = fattura(
        supplier=name, supplier_vat=vat, buyer=firm.name, buyer_vat=firm.vat_number, buyer_code=firm.tax_code, number=number,
        day=today(), lines=BOUGHT[number], cup="" if number == WITHOUT_CUP else application.grant.cup, **kind,
    )  # fmt: skip
    return content.replace(b"ORD-1", b"A/1") if kind else content


def invoices_of(application: Application) -> dict[str, bytes]:
    """The twelve, two of them signed."""
    contents = {number: xml(application, number) for number in BOUGHT}
    return {
        f"IT{AGENCY[1]}_{number.replace('/', '')}.xml{'.p7m' * (number in SIGNED)}": (
            signed(content) if number in SIGNED else content
        )
        for number, content in contents.items()
    }


def claimed_by(walk: Walk, application: Application, content: bytes) -> None:
    """Somebody else was faster with this invoice."""
    by, at = walk.firm_user(application.firm), timezone.now()
    account = accounting.open_account(application=application, by=by, at=at)
    invoicing.add_invoices(account=account, name="fattura.xml", content=content, by=by, at=at)


def comes(stage: Stage, name: str, user: Any) -> Any:
    """Somebody who has logged in."""
    visitor = stage.enters(name)
    enter(visitor.page, stage.address, user)
    return visitor


def reports(stage: Stage, application: Application, files: dict[str, bytes]) -> Accounts:
    """The firm brings all twelve, puts lines under an item, proves what it paid, sends."""
    assert len(files) == 12
    company = Company(comes(stage, "company", application.firm.memberships.get(role="representative").user))
    accounts = Accounts(company, application.pk)
    company.at.open(f"/domande/{application.pk}/rendiconto/")
    company.at.press("Apri il rendiconto")
    accounts.bring(files, read=11, refused=["A11.xml: ", "è già"])
    company.at.sees(
        "La nota di credito n. A/9",
        "ne riduce la spesa di 500,00 €",
        "Nota di credito: riduce di 500,00 € la spesa",
        "La fattura non riporta il CUP",
        "risulta fra le vostre imprese collegate o associate",
    )
    accounts.put_under(ITEM)
    account = Account.objects.get(application=application)
    assert sum(one.to_pay for one in account.invoices.all()) > 0
    for payee in (AGENCY[0], TIED[0]):
        owed = {pk: one.left for pk, one in payments_of(account).items() if one.left and one.invoice.supplier_name == payee}
        accounts.prove(Payment(sum(owed.values(), Decimal(0)), payee, list(owed)))
    accounts.describe()
    accounts.send(claimed=CLAIMED)
    return accounts


def standing(application: Application) -> dict[int, tuple[Decimal, Decimal]]:
    """Line → what it has available, and what it has committed for the application."""
    mine = commitments_of(application)
    lines = BudgetLine.objects.in_bulk([one.line_id for one in mine])
    return {one.line_id: (lines[one.line_id].available, one.amount) for one in mine}


def decides(officer: Checker, application: Application) -> None:
    """Reads every line with what was found, cuts two, refuses one, lets one stand, approves."""
    firm = application.applicant.name
    officer.take_up("Rendiconti da controllare", firm)
    lines = [text for number, bought in BOUGHT.items() if number != TAKEN for text, _net in bought]
    officer.at.sees(*lines, "La fattura non riporta il CUP", "risulta fra le vostre imprese collegate", "prova di pagamento")
    officer.at.inspect("accounts of twelve invoices")
    officer.decide("Canone del marketplace", "reduce", "Tre mesi oltre la fine.", told="400,00 €", admitted="400,00")
    officer.decide("Manutenzione del sito", "reduce", "Metà non riguarda il canale.", told="300,00 €", admitted="300,00")
    officer.decide("Noleggio di attrezzature", "refuse", "Il fornitore è collegato all’impresa.", told="0,00 €")
    officer.decide("Traduzione del contratto", "admit", "La dichiarazione lega la fattura al CUP.", told="400,00 €")
    officer.at.sees(euro(ADMITTED))
    officer.conclude(final=FINAL)


def went_back(application: Application, before: dict[int, tuple[Decimal, Decimal]]) -> None:
    """What the settlement leaves is on the lines it came from, in proportion, to the cent; the rest is committed as it was."""
    settlement = Account.objects.get(application=application).settlement
    assert (settlement.admitted_spend, settlement.final_grant, settlement.economia) == (ADMITTED, FINAL, ECONOMIA)
    committed = [amount for _available, amount in before.values()]
    assert sum(committed) == GRANTED
    assert len(committed) == 2, "the Region's line and the Chamber's"
    kept = dict(zip(before, split(FINAL, committed), strict=True))
    moved = Movement.objects.filter(reference=f"application:{application.pk}", kind=MovementKind.ECONOMY)
    assert dict(moved.values_list("line", "amount")) == {line: before[line][1] - kept[line] for line in before}
    assert sum(one.amount for one in moved) == ECONOMIA
    for line, (available, amount) in standing(application).items():
        assert (available, amount) == (before[line][0] + before[line][1] - kept[line], kept[line])


def is_paid(stage: Stage, walk: Walk, application: Application, folder: Path) -> None:
    """Proposed by the officer, adopted by the director, drawn for the bank, confirmed with its value date."""
    firm, chamber = application.applicant.name, walk.chamber_of(application)
    orderer = Orderer(stage.visitor("officer"), "officer")
    orderer.propose(firm, net=NET)
    orderer.at.sees("proposta, da adottare")
    payer = Payer(comes(stage, "rup", walk.cast.rup(chamber)), "rup")
    payer.adopt(firm, net=NET)
    payer.at.sees("in attesa di esito")
    [order] = banking.due(at=timezone.now())
    banking.make(order_id=order, at=timezone.now())
    assert f">{NET}</InstdAmt>".encode() in payer.fetch_file(folder)
    orderer.confirm(net=NET)
    payout = Payout.objects.get()
    assert (payout.gross, payout.net, payout.withheld, payout.paid_on) == (FINAL, NET, WITHHELD, timezone.localdate())
    paid = Movement.objects.filter(reference=f"application:{application.pk}", kind=MovementKind.PAY)
    assert sum(one.amount for one in paid) == FINAL
