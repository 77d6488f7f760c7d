"""A call as anybody reads it: page, pre-check, calculator, on a telephone and at a desk, with scripts and without."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.operations.appointing import appoint
from accounts.operations.enrolling import enrol
from applications.models import Application
from bando.models import Call
from bando.operations import attaching
from demo.walking import paper
from tests.factories import a_firm
from tests.journeys.steps_browser import NARROW, WIDE, Visitor, staged
from tests.journeys.steps_call import FIRM, SPENDING, No, Reader
from tests.journeys.steps_cast import PASSWORD, email_of, hire, open_call

pytestmark = [pytest.mark.django_db(transaction=True)]
GUIDE = "Guida alla domanda"
BONUSES = ("young-firm", "legality-rating")
NOES = (
    No(
        "staff",
        "250",
        "5",
        (
            "grande impresa",
            "occupati 250 > 249",
            "Le grandi imprese non possono partecipare",
            "Allegato I, Reg. (UE) 651/2014",
        ),
    ),
    No(
        "seat_province",
        "TO",
        "BG",
        ("La provincia TO non è servita", "Indicate la provincia lombarda", "Bando, soggetti beneficiari"),
    ),
    No(
        "item-servizi-di-vendita",
        "3.999,99",
        "6.000,00",
        (
            "mancano 0,01 €",
            "spesa 3.999,99 € < 4.000,00 €",
            "Aggiungete spese ammissibili fino al minimo",
            "Bando, spese ammissibili",
        ),
    ),
    No("declaration-durc", "", "on", ("Regolarizzate la posizione con INPS", "art. 31 DL 69/2013")),
)
SCREENS = pytest.mark.parametrize("screen", [NARROW, WIDE], ids=["telephone", "desk"])
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def a_call_of_two_measures() -> Call:
    """The call of 2021, open today, with a file to download."""
    now = timezone.now()
    call = open_call(hire(now), slug="vetrina", packed="ecommerce_2021")
    upload = attaching.Upload("guida.pdf", paper(GUIDE))
    attaching.attach(call=call, label=GUIDE, upload=upload, by=None, at=now)
    return call


def a_firm_with_a_representative() -> str:
    """The address with which she logs in."""
    now, email = timezone.now(), email_of("rappresentante")
    user = enrol(email=email, name="Rosa Rappresentante", password=PASSWORD, by=None, at=now)
    appoint(user=user, role="representative", firm=a_firm(registered_at=now), by=None, at=now)
    return email


@SCRIPTS
@SCREENS
def test_a_call_is_read_asked_and_applied_to(
    live_server: Any, new_context: Any, tmp_path: Path, settings: Any, screen: dict[str, int], scripts: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    call, email = a_call_of_two_measures(), a_firm_with_a_representative()
    with staged(live_server, new_context, tmp_path) as stage:
        reader = Reader(stage.enters("reader", screen=screen, scripts=scripts), call)
        reads_the_call(reader, tmp_path)
        asks_whether_she_may(reader)
        calculates_the_grant(reader)
        reader.leaves_no_trace()
        takes_the_answers_along(reader, email)
        assert stage.found == {}


def reads_the_call(reader: Reader, folder: Path) -> None:
    """The page with its index, the money of nine Chambers, a question found, a file on her disk."""
    reader.read("Microimprese", "70 % della spesa ammessa, fino a 5.000,00 €", "Al massimo il 30 % di: tutte le altre voci")
    pots = reader.pots()
    assert len(pots) == 9
    bergamo = next(row for row in pots if "BG" in row[1])
    assert bergamo[0] == "Bergamo"
    assert bergamo[4] == bergamo[-1] != "0,00 €"
    reader.search("dipendenti", finds="sono una spesa ammissibile", passes_over="Perché si accettano domande")
    assert reader.fetch(GUIDE, folder).startswith(b"%PDF")
    reader.leaves_no_trace()


def asks_whether_she_may(reader: Reader) -> None:
    """What is left out is told at its field; then yes, with the estimate; four noes, each mended."""
    reader.at.open(reader.path())
    reader.at.follow("Verificate senza registrarvi", inside="main")
    reader.at.inspect("pre-check")
    reader.ask()
    reader.at.sees("Errore", "Occupati")
    reader.at.inspect("pre-check, nothing typed")
    reader.set("seat_province", "BG")
    reader.at.fill(**FIRM, **SPENDING)
    reader.declare(but=BONUSES)
    reader.ask()
    reader.is_told_yes("Camera di commercio di Bergamo", "4.200,00 €", "70 % di 6.000,00 € = 4.200,00 €")
    reader.at.inspect("pre-check, yes")
    for no in NOES:
        reader.tries(no)
    reader.leaves_no_trace()


def calculates_the_grant(reader: Reader) -> None:
    """A limit and the maximum grant explained, then a bonus; what is no amount is told."""
    reader.at.open(reader.path("calcola/"))
    reader.at.inspect("calculator")
    plan = {"item-servizi-di-vendita": "10.000,00", "item-personale": "6.000,00"}
    why = "Al massimo il 30 % di: tutte le altre voci."
    reader.calculates(
        plan, why, "da 6.000,00 € a 3.000,00 €", "70 % di 13.000,00 €", "ridotto al contributo massimo", "5.000,00 €"
    )
    reader.at.inspect("calculator, a limit")
    reader.calculates({"declaration-legality-rating": "on"}, "+ Rating di legalità", "oltre il contributo massimo", "5.250,00 €")
    reader.at.inspect("calculator, a bonus")
    reader.calculates({"item-personale": "tanto"}, "Correggete gli importi segnati")
    reader.at.inspect("calculator, no amount")
    reader.leaves_no_trace()


def takes_the_answers_along(reader: Reader, email: str) -> None:
    """From «potete» through the log-in into a draft that knows what she has said."""
    at = reader.at
    at.open(reader.path("verifica/"))
    reader.set("seat_province", "BG")
    at.fill(**FIRM, **SPENDING)
    reader.declare(but=BONUSES)
    reader.ask()
    reader.is_told_yes()
    at.press("Continua e registrati con queste risposte")
    at.sees("Accedi")
    at.inspect("log-in on the way to a draft")
    at.fill(login=email, password=PASSWORD)
    at.press("Accedi")
    at.sees("Venite dalla verifica preliminare")
    at.inspect("start, from the pre-check")
    at.press("Inizia la domanda")
    at.sees("La bozza comincia con le risposte della verifica preliminare")
    at.inspect("draft, from the pre-check")
    finds_her_answers(at, Application.objects.get())


def finds_her_answers(at: Visitor, draft: Application) -> None:
    at.open(f"/domande/{draft.pk}/sede/")
    assert at.field("seat_province").input_value() == "BG"
    at.open(f"/domande/{draft.pk}/requisiti/")
    assert [at.field(name).input_value() for name in ("staff", "ateco_code")] == ["5", "47.91.10"]
    assert at.field("turnover").input_value().replace(".", "") == "1500000,00"
    assert draft.measure.code == "micro"
    # What one declares, one declares in the application.
    at.open(f"/domande/{draft.pk}/dichiarazioni/")
    assert not [box for box in at.page.locator("main form [type=checkbox]").all() if box.is_checked()]


def test_a_refusal_is_read_in_english(live_server: Any, new_context: Any, tmp_path: Path) -> None:
    call = open_call(hire(timezone.now()), slug="vetrina", packed="ecommerce_2021")
    with staged(live_server, new_context, tmp_path) as stage:
        reader = Reader(stage.enters("english reader"), call)
        reader.at.open(reader.path("verifica/"))
        with reader.at.page.expect_navigation():
            reader.at.page.locator(".portal-languages button[value='en-gb']").click()
        assert reader.at.page.locator("html").get_attribute("lang") == "en-gb"
        reader.at.inspect("pre-check in English")
        reader.set("seat_province", "BG")
        english = {name: value.replace(".", "").replace(",", ".") for name, value in FIRM.items() if name != "ateco_code"}
        reader.at.fill(**english | {"ateco_code": "47.91.10", "staff": "250", "item-servizi-di-vendita": "6000.00"})
        reader.declare(but=BONUSES)
        reader.ask()
        said = " ".join(reader.answer.inner_text().split())
        for words in (
            "Con queste risposte non potete presentare domanda",
            "grande impresa",
            "Che cosa fare:",
            "Contributo stimato",
        ):
            assert in_english(words) in said, words
            assert words not in said
        # What the call itself says (label, message, remedy, article) stays in the language of the call.
        assert reader.answer.locator(".comparison").first.inner_text() == f"{in_english('occupati')} 250 > 249"
        assert "Allegato I, Reg. (UE) 651/2014" in said
        reader.at.inspect("pre-check in English, no")
        assert stage.found == {}


def in_english(italian: str) -> str:
    """The words of the catalogue; they are not the Italian ones."""
    with translation.override("en-gb"):
        english = translation.gettext(italian)
    assert english != italian
    return english
