"""What people do in the place of work: press a button of a dossier, fill in its page, read what comes of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.timezone import localdate

from bando.models import Call
from tests.journeys.steps_browser import Visitor
from tests.journeys.steps_cast import email_of, euro
from tests.journeys.steps_firm import log_in

COR, CUP = "1234567", "E41B20001230005"
ISSUER = "Unioncamere Lombardia"


def today() -> str:
    """The day in Rome, as a date field takes it."""
    return localdate().isoformat()


@dataclass
class Desk:
    """Somebody of STAFF in front of the browser `at`, logged in."""

    at: Visitor
    part: str

    def arrive(self) -> None:
        log_in(self.at, email_of(self.part))
        self.at.inspect("my day")

    # How the place of work works

    def look(self, path: str, *words: str, what: str = "") -> None:
        """Open a page of the admin, read the words, check it."""
        self.at.open(f"/admin/{path}")
        self.at.sees(*words)
        self.at.inspect(what or path.split("/")[1])

    def take_up(self, work: str, subject: str) -> None:
        """From «my day» to the list of a kind of work, to the subject."""
        self.at.open("/admin/")
        self.at.follow(work, inside="#content")
        self.at.inspect(f"list: {work}")
        self.at.follow(subject, inside="#result_list")

    def open_file(self, work: str, firm: str) -> None:
        """The first time: say that there is no conflict of interests, then read."""
        self.take_up(work, firm)
        self.at.sees("Dichiara i conflitti d’interessi", firm)
        self.at.inspect("declaration of interests")
        self.at.page.get_by_label("non ho conflitti d’interessi con questa impresa").check()
        self.at.press("Dichiara i conflitti d’interessi", inside="form.portal-form")
        self.at.sees("la pratica è aperta")

    def act(self, button: str, *, told: str, look: bool = True, choices: dict[str, str] | None = None, **fields: str) -> None:
        """Press a button of the page, fill in its form, press it again, be told."""
        self.ask(button, look=look, choices=choices, **fields)
        self.at.press(button, inside="form.portal-form")
        self.at.sees(told)

    def ask(self, button: str, *, look: bool = True, choices: dict[str, str] | None = None, **fields: str) -> None:
        """As far as the form filled in."""
        self.at.follow(button, inside=".portal-buttons")
        if look:
            self.at.inspect(button)
        for name, option in (choices or {}).items():
            self.at.choose(name, option)
        self.at.fill(**fields)

    def why_not(self, button: str) -> str:
        """The reason beside a button that cannot be pressed."""
        item = self.at.page.locator(".portal-buttons li", has=self.at.page.get_by_role("button", name=button, exact=True))
        assert item.get_by_role("button").is_disabled()
        return item.locator(".action-reason").inner_text()


class Officer(Desk):
    """Checks the files of one Chamber."""

    def ask_integration(self, firm: str, words: str) -> None:
        self.open_file("Domande da istruire", firm)
        self.at.sees("Dichiarato e verificato", "Dotazione")
        self.at.inspect("dossier")
        self.at.follow("Richiedi integrazione", inside=".portal-buttons")
        self.at.inspect("Richiedi integrazione")
        self.at.page.get_by_label("La sede del progetto non risulta attiva").check()
        self.at.fill(words=words)
        self.at.press("Richiedi integrazione", inside="form.portal-form")
        self.at.sees("Integrazione richiesta")
        assert "rispondere" in self.why_not("Richiedi integrazione")

    def look_up(self, note: str) -> None:
        """Say of every requirement that it holds."""
        self.ask("Registra i riscontri", note=note)
        for choice in self.at.page.locator("select[name^=rule_]").all():
            choice.select_option("met")
        self.at.press("Registra i riscontri", inside="form.portal-form")
        self.at.sees("riscontri registrati")

    def cut_and_admit(self, firm: str, *, expense: str, admitted: Decimal, grant: Decimal) -> None:
        self.take_up("Domande da istruire", firm)
        self.at.sees("Ecco la visura aggiornata.", "Visura.pdf")
        about = {"admitted": euro(admitted), "reason": "Quota di manutenzione oltre la durata del progetto."}
        self.act("Taglia una spesa", choices={"expense": expense}, told=euro(admitted), **about)
        self.at.sees(euro(grant))
        assert "Resta da verificare" in self.why_not("Ammetti")
        self.look_up("Registro delle imprese, INPS e archivi della Camera, oggi.")
        self.act("Ammetti", told=f"contributo spettante {euro(grant)}")
        self.at.inspect("dossier, admitted")


class Evaluator(Desk):
    """Scores a project."""

    def score(self, call: Call, firm: str, points: list[str]) -> None:
        self.open_file("Progetti da valutare", firm)
        grid = {f"criterion_{one.pk}": given for one, given in zip(call.scoringcriterions.all(), points, strict=True)}
        self.act("Valuta il progetto", told="Scheda di valutazione registrata", **grid, note="Progetto pronto e coerente.")
        assert self.why_not("Valuta il progetto")


class Proposer(Desk):
    """Prepares what the director of Unioncamere signs."""

    def propose(self, firm: str, *, score: str, grant: Decimal) -> None:
        self.at.open("/admin/")
        self.at.follow("Graduatorie da proporre", inside="#content")
        self.at.follow("Anteprima della graduatoria", inside=".portal-buttons")
        self.at.sees(firm, score, euro(grant), "Anteprima: niente è deciso")
        self.at.inspect("preview of the ranking")
        self.at.press("Proponi la graduatoria", inside="form.portal-form")
        self.at.sees("ora la firma un’altra persona", firm)


class Director(Desk):
    """Signs the acts of Unioncamere."""

    def rank(self, firm: str, *, score: str, grant: Decimal) -> None:
        """What somebody else has proposed."""
        self.at.open("/admin/")
        self.at.follow("Graduatorie da firmare", inside="#content")
        self.at.page.locator("#result_list tbody a").first.click()
        self.at.sees(firm, score, euro(grant))
        self.act(
            "Approva la graduatoria",
            told="Graduatoria approvata",
            number="101",
            issued_on=today(),
            issuer=ISSUER,
            signer="Diana Direttrice",
        )
        self.at.sees(firm)
        self.at.inspect("ranking")

    def grant(self, firm: str, *, act: str, amount: Decimal) -> None:
        self.take_up("Contributi da concedere", firm)
        self.act(
            "Concedi il contributo",
            choices={"act": act},
            told=f"Contributo concesso: {euro(amount)}",
            cor=COR,
            cup=CUP,
        )
        self.at.inspect("dossier, granted")

    def adopt_act(self, call: Call, *, number: str) -> None:
        """The act under which grants are given, from the page of the call."""
        self.look(f"bando/call/{call.pk}/change/", call.title)
        self.act(
            "Registra l’atto di concessione",
            told=f"Atto n. {number} registrato",
            number=number,
            issued_on=today(),
            issuer=ISSUER,
            signer="Diana Direttrice",
            subject="Concessione dei contributi alle imprese finanziate",
        )

    def publish_act(self, call: Call, *, number: str, address: str) -> None:
        self.at.open(f"/admin/bando/call/{call.pk}/change/")
        self.at.follow(f"n. {number}", inside="#content")
        self.at.inspect("act")
        self.act("Registra la pubblicazione", told="Pubblicazione registrata", published_on=today(), address=address)
