"""One application through every room of the house, in a real browser with a real worker: from a click to a report."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from applications.enums import State
from applications.models import Application
from bando.queries.balance import differences
from bando.queries.pots import standing, total
from core.models import OutgoingMessage
from disbursement.models import Payout, Tranche, TrancheShare
from tests.factories_disbursement import verify
from tests.journeys.steps_accounts import Accounts, Billed, Checker, Orderer, Payer
from tests.journeys.steps_browser import Stage, staged
from tests.journeys.steps_cast import MILAN, Scene, euro, set_scene, the_window_closes
from tests.journeys.steps_desk import Director, Evaluator, Officer, Proposer, today
from tests.journeys.steps_firm import SPENDING, Company
from tests.journeys.steps_region import Operator, Signer

pytestmark = [pytest.mark.django_db(transaction=True)]
# 8.000,00 + 4.000,00 planned, 500,00 cut: 70 % of 11.500,00. Spent 10.000,00, 1.000,00 cut: 70 % of 9.000,00, 4 % withheld.
GRANTED, FINAL, NET, WITHHELD = Decimal("8050.00"), Decimal("6300.00"), Decimal("6048.00"), Decimal("252.00")
FIRST_TRANCHE, SECOND_TRANCHE = Decimal("905000.00"), Decimal("724000.00")


@pytest.mark.usefixtures("celery_worker")
def test_an_application_goes_from_click_to_report(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    scene = set_scene()
    with staged(live_server, new_context, tmp_path) as stage:
        company = Company(stage.enters("company"))
        application = applies(company, scene, tmp_path)
        is_reviewed(stage, company, application)
        is_ranked_and_granted(stage, company, application, scene)
        is_accounted(stage, company, application)
        is_paid_once_public(stage, company, application, scene, tmp_path)
        the_region_follows(stage, scene, tmp_path)
        assert stage.found == {}
    assert list(differences()) == []


def applies(company: Company, scene: Scene, folder: Path) -> Application:
    """Registers, adds the firm, drafts, sends by a double click, holds a receipt."""
    company.look_around(scene.call.title)
    company.register()
    company.add_firm()
    pk = company.start(scene.call.title)
    company.draft(pk, SPENDING)
    company.confirm(pk)
    company.send_twice()
    receipt = company.fetch_receipt(folder)
    application = Application.objects.get(pk=pk)
    assert application.arrival.number == 1
    assert application.arrival.digest in receipt.replace(" ", "")
    assert application.pot.chamber.code == MILAN
    return application


def is_reviewed(stage: Stage, company: Company, application: Application) -> None:
    """Integration asked and answered, one expense cut, admitted; scored by two."""
    officer = Officer(stage.enters("officer"), "officer")
    officer.arrive()
    officer.ask_integration(company.name, "Basta la visura del mese.")
    company.answer(application.pk, "Basta la visura del mese.")
    officer.cut_and_admit(company.name, expense="Schede in tedesco", admitted=Decimal("3500.00"), grant=GRANTED)
    for part in ("first evaluator", "second evaluator"):
        evaluator = Evaluator(stage.enters(part), part)
        evaluator.arrive()
        evaluator.score(application.call, company.name, ["25", "35", "20"])
    application.refresh_from_db()
    assert application.state == State.SCORED


def is_ranked_and_granted(stage: Stage, company: Company, application: Application, scene: Scene) -> None:
    """Ranking proposed once the window has closed, signed by somebody else's act; grant by act, acceptance."""
    the_window_closes(scene.call)
    proposer = Proposer(stage.enters("operator"), "operator")
    proposer.arrive()
    proposer.propose(company.name, score="80", grant=GRANTED)
    director = Director(stage.enters("director"), "director")
    director.arrive()
    director.rank(company.name, score="80", grant=GRANTED)
    director.adopt_act(scene.call, number="120")
    director.grant(company.name, act="120", amount=GRANTED)
    application.refresh_from_db()
    company.accept(application.pk, amount=GRANTED, cup=application.grant.cup)
    assert application.grant.regional_share + application.grant.chamber_share == GRANTED


def is_accounted(stage: Stage, company: Company, application: Application) -> None:
    """An invoice of two lines, one of them cut."""
    accounts = Accounts(company, application.pk)
    accounts.begin()
    lines = [
        Billed("Negozio online", Decimal("7000.00"), "Sito di e-commerce"),
        Billed("Schede tradotte", Decimal("3000.00"), "Traduzioni"),
    ]
    accounts.add_invoice("12", lines)
    accounts.describe()
    accounts.send(claimed=Decimal("10000.00"))
    checker = Checker(stage.visitor("officer"), "officer")
    checker.check(company.name, line="Schede tradotte", admitted=Decimal("2000.00"), final=FINAL)


def is_paid_once_public(stage: Stage, company: Company, application: Application, scene: Scene, folder: Path) -> None:
    """Refused before the grant is public; after it ordered, adopted, sent to the bank and paid."""
    orderer = Orderer(stage.visitor("officer"), "officer")
    assert "prima della pubblicazione non si paga" in orderer.is_told_to_wait(company.name)
    director = Director(stage.visitor("director"), "director")
    director.publish_act(scene.call, number="120", address="https://www.unioncamerelombardia.example/atti/120")
    # What the rules of the payment leave to the Chamber is looked up by an officer and recorded in the dossier.
    verify(application, at=timezone.now())
    orderer.propose(company.name, net=NET)
    payer = Payer(stage.enters("rup"), "rup")
    payer.arrive()
    payer.registers_the_account()
    payer.adopt(company.name, net=NET)
    sent = payer.fetch_file(folder)
    assert f">{NET}</InstdAmt>".encode() in sent
    orderer.confirm(net=NET)
    Accounts(company, application.pk).is_paid(net=NET, withheld=WITHHELD)
    payout = Payout.objects.get()
    assert (payout.gross, payout.net, payout.withheld) == (FINAL, NET, WITHHELD)
    assert sha256(sent).hexdigest() == payout.line.order.sha256


def the_region_follows(stage: Stage, scene: Scene, folder: Path) -> None:
    """First tranche to the nine Chambers; the second opens with the interim report, whose figures are the ledger's."""
    operator = Operator(stage.visitor("operator"), "operator")
    signer = Signer(stage.visitor("director"), "director")
    operator.propose_tranche("Prima")
    operator.at.sees(f"Quota proposta: {euro(FIRST_TRANCHE)}")
    signer.request_tranche("Q1", euro(FIRST_TRANCHE))
    operator.pass_on("Quote chieste a Regione, da approvare", euro(FIRST_TRANCHE))
    assert sum(TrancheShare.objects.values_list("amount", flat=True)) == FIRST_TRANCHE
    operator.propose_tranche("Seconda")
    operator.at.sees("producete il rapporto e registratene l’invio")
    operator.at.inspect("tranche, refused")
    the_report_equals_the_ledger(operator, scene, folder)
    operator.deliver(f"U-12 del {today()}")
    operator.approve_report("RL 44/2021")
    operator.propose_tranche("Seconda", evidence="U-12")
    operator.at.sees(f"Quota proposta: {euro(SECOND_TRANCHE)}")
    assert Tranche.objects.count() == 2
    assert not OutgoingMessage.objects.filter(last_error__gt="").exists()


def the_report_equals_the_ledger(operator: Operator, scene: Scene, folder: Path) -> None:
    operator.request_report(scene.call.title, "intermedio")
    report = operator.fetch_report(folder)
    whole = total(standing(scene.call))
    assert whole.paid == FINAL
    assert whole.returned == 0
    for amount in (whole.endowment, whole.regional, whole.chamber, whole.available, whole.paid):
        assert euro(amount) in report, f"{euro(amount)} is not in the report: {report}"
