"""A draft in a real browser: it saves itself, two tabs get on, and a network that breaks takes no word with it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from applications.models import Application
from tests.applications.faces.test_desk_in_browser import enter
from tests.applications.faces.test_firm_pages import open_call
from tests.factories import a_draft, a_pdf, a_representative, a_user, fresh
from tests.journeys.steps_browser import NARROW, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = re.compile(r"^Salvato alle \d\d:\d\d:\d\d$")


@pytest.fixture
def application() -> Application:
    return a_draft(call=open_call(), at=timezone.now())


@pytest.fixture
def sits_down(live_server: Any, new_context: Callable[..., BrowserContext], application: Application) -> Callable[..., Visitor]:
    """A visitor who is logged in, with her draft's section in front of her."""

    def sits(name: str = "", section: str = "progetto", **more: Any) -> Visitor:
        page = new_context(**more).new_page()
        firm = application.firm
        enter(page, live_server, a_user("representative", firm=firm, name=name) if name else a_representative(firm))
        scripts = more.get("java_script_enabled", True)
        visitor = Visitor(name, page, str(live_server), {}, screen=more.get("viewport", NARROW), scripts=scripts)
        visitor.open(f"/domande/{application.pk}/{section}/")
        return visitor

    return sits


def note(page: Page) -> Any:
    return page.locator("#save-note")


def test_what_is_typed_is_saved_a_moment_later_without_taking_the_focus(sits_down, application):
    giulia = sits_down(section="requisiti")
    page = giulia.page
    giulia.field("staff").press_sequentially("12")
    expect(note(page)).to_have_text(SAVED)
    expect(giulia.field("staff")).to_be_focused()
    expect(page.locator("#outcome")).to_contain_text("non ancora calcolabile")
    giulia.field("turnover").fill("un milione")
    giulia.field("balance_sheet").fill("700000")
    page.keyboard.press("Tab")
    expect(note(page)).to_contain_text("tranne: Fatturato annuo")
    expect(page.locator("#id_turnover_error")).to_be_visible()
    expect(page.locator("#outcome")).to_contain_text("Dimensione dell’impresa")
    giulia.field("turnover").fill("1.000.000,00")
    page.keyboard.press("Tab")
    expect(note(page)).to_have_text(SAVED)
    expect(page.locator("#id_turnover_error")).to_have_count(0)
    expect(page.locator("#outcome")).to_contain_text("piccola impresa")
    giulia.inspect("figures, saved")
    assert giulia.found == {}
    assert fresh(application).content.staff == 12


def test_two_colleagues_on_one_field_choose_with_the_keyboard_alone(sits_down, application):
    giulia, anna = sits_down(viewport=NARROW), sits_down("Anna Bianchi")
    anna.field("title").fill("Quello di Anna")
    anna.field("markets").fill("Francia")
    expect(note(anna.page)).to_have_text(SAVED)
    giulia.field("title").focus()
    giulia.page.keyboard.type("Il mio")
    giulia.page.keyboard.press("Tab")
    giulia.page.keyboard.type("Lampade")
    clash = giulia.page.locator("#div_id_title")
    expect(clash).to_contain_text("Nel frattempo Anna Bianchi ha scritto «Quello di Anna» alle")
    expect(note(giulia.page)).to_contain_text("tranne: Titolo del progetto")
    expect(giulia.field("portfolio")).to_be_focused()
    giulia.inspect("clash")
    giulia.page.keyboard.press("Shift+Tab")
    giulia.page.keyboard.press("Shift+Tab")
    expect(clash.get_by_role("button", name="Tieni la mia")).to_be_focused()
    giulia.page.keyboard.press("Enter")
    expect(note(giulia.page)).to_have_text(SAVED)
    content = fresh(application).content
    assert (content.title, content.markets, content.portfolio) == ("Il mio", "Francia", "Lampade")
    # and Anna, who still has hers in front of her, is told in her turn, and takes the other
    anna.field("title").fill("Quello di Anna, meglio")
    anna.page.get_by_role("button", name="Prendi l’altra").click()
    expect(anna.field("title")).to_have_value("Il mio")
    anna.press("Salva e torna alla domanda")
    assert fresh(application).content.title == "Il mio"
    assert giulia.found == {}


def test_a_network_cut_in_the_middle_of_typing_takes_no_word(sits_down, application):
    giulia = sits_down()
    page, description = giulia.page, giulia.field("description")
    description.press_sequentially("Apriremo il canale")
    expect(note(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    description.press_sequentially(" e faremo le foto")
    expect(note(page)).to_contain_text("Rete assente: riprovo fra 2 s")
    expect(note(page)).to_contain_text("Rete assente: riprovo fra 4 s")
    giulia.button("Salva e continua").click()
    description.press_sequentially(", in tre lingue")
    giulia.button("Salva e continua").click()
    assert page.url.endswith("/progetto/")
    page.context.set_offline(False)
    page.wait_for_url("**/spese/")
    assert fresh(application).content.description == "Apriremo il canale e faremo le foto, in tre lingue"


def test_an_answer_that_is_lost_after_the_saving_is_asked_for_again(sits_down, application):
    """The cut falls between the commit and the page: the page sends the field again, and meets its own word."""
    giulia = sits_down()
    lost: list[int] = []

    def swallow(route: Any) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        giulia.field("title").press_sequentially("ere")
        route.abort()

    giulia.page.route("**/progetto/", swallow)
    giulia.field("title").press_sequentially("Vend")
    expect(note(giulia.page)).to_have_text(SAVED)
    assert lost == [200]
    expect(giulia.page.locator(".clash")).to_have_count(0)
    assert fresh(application).content.title == "Vendere"


def test_a_session_that_ends_is_told_and_what_was_typed_goes_in_after_the_log_in(sits_down, live_server, application):
    giulia = sits_down()
    page = giulia.page
    page.context.clear_cookies(name="sessionid")
    giulia.field("title").fill("Scritto dopo la scadenza")
    expect(note(page)).to_contain_text("La sessione è scaduta")
    expect(note(page).get_by_role("link", name="Accedete in un’altra scheda")).to_have_attribute("target", "_blank")
    giulia.inspect("session over")
    # Another log-in brings another secret against forged forms: the page learns it.
    page.context.clear_cookies()
    enter(page, live_server, a_representative(application.firm))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(note(page)).to_have_text(SAVED)
    assert fresh(application).content.title == "Scritto dopo la scadenza"
    assert giulia.found == {}


def test_leaving_with_something_unsaved_asks_first(sits_down):
    giulia = sits_down()
    asked: list[str] = []
    giulia.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    giulia.page.context.set_offline(True)
    giulia.field("title").press_sequentially("Non ancora")
    expect(note(giulia.page)).to_contain_text("Rete assente")
    giulia.page.close(run_before_unload=True)
    giulia.page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_characters_left_are_counted_and_said(sits_down, application):
    giulia = sits_down()
    box = giulia.page.locator("#div_id_title")
    expect(box.locator(".counter")).to_have_text("Restano 200 caratteri")
    giulia.field("title").fill("x" * 199)
    expect(box.locator(".counter")).to_have_text("Resta 1 carattere")
    expect(box.get_by_role("status")).to_have_text("Resta 1 carattere")
    giulia.field("title").fill("à😀" * 101)
    expect(box.locator(".counter")).to_have_text("2 caratteri di troppo")
    expect(note(giulia.page)).to_contain_text("Non salvato: Titolo del progetto")
    giulia.inspect("too long")
    assert giulia.found == {}


def test_without_scripts_the_same_draft_is_filled_and_a_clash_is_settled(sits_down, application):
    giulia, anna = sits_down(java_script_enabled=False, viewport=NARROW), sits_down("Anna Bianchi")
    anna.field("title").fill("Quello di Anna")
    expect(note(anna.page)).to_have_text(SAVED)
    giulia.sees("Al massimo 200 caratteri.")
    giulia.fill(title="Il mio", markets="Francia")
    giulia.press("Salva e continua")
    giulia.sees("Nel frattempo Anna Bianchi ha scritto «Quello di Anna»", "tranne i campi segnalati sopra")
    giulia.inspect("clash without scripts")
    with giulia.page.expect_navigation():
        giulia.page.get_by_role("button", name="Tieni la mia").click()
    giulia.sees("Salvato alle")
    assert giulia.page.locator(".clash").count() == 0
    content = fresh(application).content
    assert (content.title, content.markets) == ("Il mio", "Francia")
    assert giulia.found == {}


def test_the_grant_follows_what_is_typed(sits_down, application):
    giulia = sits_down(section="spese")
    estimate = giulia.page.locator("#estimate")
    giulia.choose("item", "Pubblicità")
    giulia.field("amount").press_sequentially("10.000,00")
    expect(estimate).to_contain_text(re.compile(r"7\.000,00\s€"))
    expect(estimate).to_contain_text("che state scrivendo")
    expect(giulia.field("amount")).to_be_focused()
    giulia.field("amount").fill("20.000,00")
    expect(estimate).to_contain_text("il massimo è")
    giulia.inspect("estimate")
    assert not application.expenses.exists()
    giulia.fill(description="Campagna")
    giulia.press("Aggiungi e allega il preventivo")
    giulia.attach("quote-file", "offerta.pdf", a_pdf(), "application/pdf")
    expect(giulia.page.get_by_role("link", name="offerta.pdf")).to_be_visible()
    giulia.inspect("expense with its quote")
    assert giulia.found == {}


def test_the_back_button_does_no_harm(sits_down, application):
    giulia = sits_down()
    giulia.fill(title="Primo", description="Prima")
    giulia.press("Salva e continua")
    giulia.page.go_back()
    expect(giulia.field("title")).to_have_value("Primo")
    giulia.fill(title="Secondo")
    giulia.press("Salva e continua")
    assert giulia.now_at().endswith("/spese/")
    content = fresh(application).content
    assert (content.title, content.description) == ("Secondo", "Prima")


def test_an_impatient_double_click_starts_one_draft(sits_down, application):
    call, firm = open_call(), application.firm
    giulia = sits_down()
    giulia.open(f"/bandi/{call.slug}/domanda/")
    with giulia.page.expect_navigation(url=re.compile(r"/domande/\d+/$")):
        giulia.button("Inizia la domanda").dblclick()
    giulia.sees("Le parti della domanda")
    assert Application.objects.filter(call=call, firm=firm).count() == 1


def test_the_summary_leads_back_to_the_very_field(sits_down, application):
    giulia = sits_down(section="riepilogo")
    with giulia.page.expect_navigation():
        giulia.page.get_by_role("link", name="Modifica : Fatturato annuo").click()
    assert giulia.now_at().endswith("/requisiti/#id_turnover")
    expect(giulia.field("turnover")).to_be_focused()


def test_a_click_is_not_lost_to_a_note_that_changes_under_it(sits_down, application):
    giulia = sits_down(section="requisiti", viewport={"width": 360, "height": 800})
    giulia.field("staff").fill("-3")
    giulia.field("turnover").fill("abc")
    expect(note(giulia.page)).to_contain_text("Non salvato: Occupati")
    giulia.press("Salva e continua")
    expect(giulia.page.locator("#id_turnover_error")).to_be_visible()


def test_a_half_typed_expense_is_there_when_its_writer_comes_back(sits_down, application, live_server):
    giulia = sits_down(section="spese")
    description = giulia.page.locator("#id_description")
    description.press_sequentially("Negozio in tre lingue")
    giulia.follow("Torna alla domanda", inside="main")
    # Meanwhile the session has ended.
    giulia.page.context.clear_cookies()
    enter(giulia.page, live_server, a_representative(application.firm))
    giulia.open(f"/domande/{application.pk}/spese/")
    giulia.sees("Avevate cominciato a scrivere")
    expect(description).to_have_value("Negozio in tre lingue")
    giulia.inspect("expense, half typed")
    giulia.choose("item", "Pubblicità")
    giulia.fill(amount="8000")
    giulia.press("Aggiungi la spesa")
    giulia.sees("Spesa aggiunta")
    expect(description).to_have_value("")
    assert application.expenses.get().description == "Negozio in tre lingue"
    assert giulia.found == {}


def test_half_typed_words_go_when_their_writer_says_so_or_logs_out(sits_down, application, live_server):
    giulia = sits_down(section="spese")
    description = giulia.page.locator("#id_description")
    for words in ("Da buttare", "Da non lasciare a chi viene dopo"):
        description.press_sequentially(words)
        giulia.follow("Torna alla domanda", inside="main")
        giulia.open(f"/domande/{application.pk}/spese/")
        expect(description).to_have_value(words)
        if words == "Da buttare":
            giulia.button("Ricomincia da capo").click()
            expect(description).to_have_value("")
            expect(description.locator("xpath=ancestor::form")).not_to_contain_text("Avevate cominciato")
    giulia.press("Esci", inside="header")
    enter(giulia.page, live_server, a_representative(application.firm))
    giulia.open(f"/domande/{application.pk}/spese/")
    expect(description).to_have_value("")


def test_a_sentence_of_what_is_missing_puts_the_cursor_in_its_field(sits_down):
    giulia = sits_down(section="riepilogo")
    giulia.follow("Date un titolo al progetto", inside="main")
    expect(giulia.page.locator("#id_title")).to_be_focused()
