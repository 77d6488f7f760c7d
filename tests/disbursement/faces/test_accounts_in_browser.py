"""The pages of accounts, payments and tranches in a real browser: accessible, within the policy, no wider than the screen."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.enums import State
from disbursement.operations import tranches
from tests.applications.faces.test_desk_in_browser import enter, look
from tests.disbursement.operations.test_recovering import decide as decided
from tests.disbursement.operations.test_recovering import observe as observed
from tests.factories import a_representative, an_officer, staff
from tests.factories_disbursement import (
    PAID,
    a_director,
    a_proposal,
    a_report,
    a_tranche,
    adopted,
    an_account,
    an_operator,
    an_order,
    an_xml,
    application_at,
    begin_revocation,
    check,
    claim,
    make_public,
    open_account,
    pay_out,
    send,
    settle,
    tranche_rules,
)

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
LINES = (("Sviluppo del negozio online con catalogo in tre lingue", "8000.00"), ("Servizi fotografici", "4000.00"))


def admin(model, row=None, action=None):
    """The list, the page of a row, or one of its buttons."""
    if row is None:
        return reverse(f"admin:disbursement_{model}_changelist")
    return reverse(f"admin:disbursement_{model}_{'action' if action else 'change'}", args=[row.pk, *([action] if action else [])])


@WIDTHS
def test_the_firms_pages(page: Page, live_server: object, width: int) -> None:
    opened, sent, paid = (application_at(state) for state in (State.ACCEPTED, State.ACCOUNTED, State.PAID))
    unopened = application_at(State.ACCEPTED)
    account = open_account(opened)
    claim(account, an_xml(opened, lines=LINES))
    claim(account, an_xml(opened, buyer_vat="01234567897", buyer_code="", day="2019-01-01", cup=""))
    for application in (unopened, opened, sent, paid):
        enter(page, live_server, a_representative(application.firm))
        assert look(page, live_server, [reverse("account", args=[application.pk])], width) == {}


def test_a_refused_file_is_named_and_the_page_stays_accessible(page: Page, live_server: object) -> None:
    account = open_account(application_at(State.ACCEPTED))
    enter(page, live_server, a_representative(account.application.firm))
    page.goto(f"{live_server}{reverse('account', args=[account.application_id])}")
    page.set_input_files("input[type=file]", {"name": "stampa.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    page.get_by_role("button", name="Carica e leggi le fatture").click()
    expect(page.locator(".error-summary")).to_contain_text("stampa.pdf: Il PDF è danneggiato")
    expect(page.locator(".error-summary")).to_be_focused()


def test_a_link_to_a_folded_proof_opens_it(page: Page, live_server: object) -> None:
    account = open_account(application_at(State.ACCEPTED))
    _first, second = (claim(account, an_xml(account.application, number=number))[0] for number in ("1", "2"))
    enter(page, live_server, a_representative(account.application.firm))
    page.goto(f"{live_server}{reverse('account', args=[account.application_id])}")
    proof = page.locator(f"details:has(form[action$='fatture/{second.pk}/pagamento/'])")
    expect(proof.locator("form")).to_be_hidden()
    page.get_by_role("link", name="n. 2", exact=True).click()
    expect(proof.locator("form")).to_be_in_viewport()
    expect(proof.locator("summary")).to_be_in_viewport()
    # The control: of a heading only itself is reached.
    proof.evaluate(
        "it => { it.open = false; it.querySelector('form').id = ''; it.firstElementChild.id = it.baseURI.split('#')[1] }"
    )
    page.get_by_role("link", name="n. 2", exact=True).click()
    expect(proof.locator("summary")).to_be_in_viewport()
    expect(proof.locator("form")).to_be_hidden()


def test_a_form_says_that_it_is_being_sent_and_its_words_outlive_the_session(page: Page, live_server: object) -> None:
    account = open_account(application_at(State.ACCEPTED))
    enter(page, live_server, a_representative(account.application.firm))
    page.goto(f"{live_server}{reverse('account', args=[account.application_id])}")
    # On its way, as long as that takes: the event alone, since a page that is being left answers no more.
    page.locator("#dati form").evaluate("it => it.dispatchEvent(new Event('submit', { bubbles: true }))")
    assert page.evaluate("getComputedStyle(document.querySelector('[data-sent] .btn'), '::after').content") == '" …"'
    page.reload()
    page.fill("#id_report", "Una frase lunga")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Salva conto e relazione").click()
    expect(page).to_have_url(re.compile("/account/login/.*dati"))
    enter(page, live_server, a_representative(account.application.firm))
    # Where the log-in leads.
    page.goto(f"{live_server}{reverse('account_describe', args=[account.application_id])}")
    expect(page.locator("#messages")).to_contain_text("non è stato registrato")
    expect(page.locator("#id_report")).to_have_value("Una frase lunga")


@WIDTHS
def test_the_officers_pages(page: Page, live_server: object, width: int) -> None:
    account = send(application_at(State.ACCEPTED)).account
    enter(page, live_server, an_officer(account.application))
    pages = [admin("account"), admin("account", account), reverse("admin:index")]
    pages += [admin("account", account, name) for name in ("taglia", "chiedi-integrazione", "concludi-controllo")]
    assert look(page, live_server, pages, width) == {}
    check(account.application, admitted="11000.00")
    assert look(page, live_server, [admin("account", account, "approva")], width) == {}


@WIDTHS
def test_the_pages_of_who_orders(page: Page, live_server: object, width: int) -> None:
    settlement = settle(check(send(application_at(State.ACCEPTED)), admitted="11000.00")).account.settlement
    application = settlement.account.application
    enter(page, live_server, an_officer(application))
    unpublished = [admin("settlement"), admin("settlement", settlement), reverse("admin:index")]
    assert look(page, live_server, unpublished, width) == {}
    make_public(application)
    pages = [admin("settlement", settlement, "proponi"), reverse("admin:disbursement_paymentorder_list_action", args=["proponi"])]
    assert look(page, live_server, pages, width) == {}
    an_order(settlement)
    line = settlement.order_lines.get()
    pages = [
        admin("paymentorder"),
        admin("paymentorder", line.order),
        admin("orderline", line),
        admin("orderline", line, "togli"),
    ]
    assert look(page, live_server, pages, width) == {}
    adopted(line.order)
    pages = [admin("paymentorder", line.order, one) for one in ("conferma", "esito")]
    pages += [admin("orderline", line, one) for one in ("conferma", "respingi")]
    assert look(page, live_server, pages, width) == {}


@WIDTHS
def test_the_directors_pages(page: Page, live_server: object, width: int) -> None:
    settlement = make_public(settle(check(send(application_at(State.ACCEPTED)), admitted="11000.00"))).account.settlement
    order = an_order(settlement)
    an_account(order.pot.chamber)
    enter(page, live_server, a_director(settlement.account.application))
    pages = [
        reverse("admin:index"),
        admin("paymentorder"),
        reverse("admin:disbursement_paymentorder_list_action", args=["conto"]),
    ]
    pages += [admin("paymentorder", order, one) for one in ("adotta", "ritira")]
    assert look(page, live_server, pages, width) == {}
    payout = pay_out(settlement)
    assert look(page, live_server, [admin("payout"), admin("payout", payout)], width) == {}


@WIDTHS
def test_unioncameres_pages(page: Page, live_server: object, width: int) -> None:
    application = application_at(State.PAID)
    first, second, balance = tranche_rules(application.call)
    passed_on = a_tranche(first)
    report = a_report(application.call, "interim")
    unapproved = a_report(application.call, "interim", approved=False)
    asked = a_tranche(second, report=report, received=False)
    enter(page, live_server, an_operator())
    pages = [admin("tranche"), admin("tranche", passed_on), admin("tranche", asked, "incassa"), admin("evidence")]
    pages += [admin("tranche", passed_on, "storna-trasferimento"), admin("evidence", unapproved, "approva")]
    pages += [reverse("admin:disbursement_tranche_list_action", args=["proponi"]), admin("evidence", report)]
    pages += [reverse("admin:bando_pot_changelist"), reverse("admin:bando_pot_change", args=[application.pot_id])]
    assert look(page, live_server, pages, width) == {}
    proposed = a_proposal(balance, report=a_report(application.call, "final", cost="100000.00")) if came(asked) else None
    enter(page, live_server, staff("director")[0])
    assert look(page, live_server, [admin("tranche", proposed), admin("tranche", proposed, "richiedi")], width) == {}


def came(tranche) -> bool:
    """The money of a tranche has come in and gone on."""
    receipt = tranches.receive(tranche=tranche, received_on=PAID.date(), reference="R", by=an_operator(), at=PAID)
    return bool(tranches.pass_on(tranche=receipt.tranche, by=an_operator(), at=PAID))


@WIDTHS
def test_the_pages_of_what_is_taken_back(page: Page, live_server: object, width: int) -> None:
    application = application_at(State.PAID)
    payout = application.account.settlement.payout
    enter(page, live_server, an_officer(application))
    assert look(page, live_server, [admin("payout", payout), admin("payout", payout, "avvia-revoca")], width) == {}
    notice = begin_revocation(payout, at=timezone.now())
    enter(page, live_server, a_representative(application.firm))
    assert look(page, live_server, [reverse("account", args=[application.pk])], width) == {}
    observed(notice, at=timezone.now())
    enter(page, live_server, a_director(application))
    pages = [admin("revocationnotice"), admin("revocationnotice", notice), admin("revocationnotice", notice, "decidi")]
    assert look(page, live_server, pages, width) == {}
    recovery = decided(notice, at=timezone.now())
    pages = [admin("recovery"), admin("recovery", recovery), admin("recovery", recovery, "rateizza")]
    assert look(page, live_server, [*pages, admin("recovery", recovery, "incassa")], width) == {}
    enter(page, live_server, a_representative(application.firm))
    assert look(page, live_server, [reverse("account", args=[application.pk])], width) == {}
